import Foundation

/// The project's own files.
package enum Project {
  /// The top of the project.
  package static let path = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The sample articles.
  package static let seeds = path + "/seeds"

  /// The definition of an archive.
  package static var schema: String {
    get throws { try String(contentsOfFile: path + "/schema.sql", encoding: .utf8) }
  }

  /// A file that tests run or compare with, in Tests/Fixtures.
  package static func fixture(_ name: String) -> String { path + "/Tests/Fixtures/" + name }

  /// A file or folder beside the project that not every machine has; nil if this one does not.
  package static func shared(_ name: String) -> String? {
    let place = path + "/../shared/" + name
    return FileManager.default.fileExists(atPath: place) ? place : nil
  }

  /// The `search` program: `$SEARCH`, or the one built with the tests.
  package static let search: String = {
    if let given = ProcessInfo.processInfo.environment["SEARCH"] { return given }
    var folder = Bundle.main.bundleURL
    // The tests run from the build folder, or from a bundle inside it.
    while folder.path != "/" {
      let program = folder.appendingPathComponent("search").path
      if FileManager.default.isExecutableFile(atPath: program) { return program }
      folder.deleteLastPathComponent()
    }
    return path + "/.build/debug/search"
  }()

  /// True if a program is on the PATH.
  package static func hasProgram(_ name: String) -> Bool {
    (try? run("sh", ["-c", "command -v \(name)"]))?.status == 0
  }

  /// True if there is a python3: some fixtures are made by it.
  package static let hasPython = hasProgram("python3")
}

/// Prints why a test that needs something from outside the project did nothing.
package func skip(_ reason: String) { print("skipped: \(reason)") }
