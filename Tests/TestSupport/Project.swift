import Foundation

/// The project's own files.
package enum Project {
  /// The top folder of the project.
  package static let path = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The sample articles.
  package static let seeds = path + "/seeds"

  /// The SQL that defines an archive.
  package static var schema: String {
    get throws { try String(contentsOfFile: path + "/schema.sql", encoding: .utf8) }
  }

  /// Returns the path of a file in Tests/Fixtures.
  package static func fixture(_ name: String) -> String { path + "/Tests/Fixtures/" + name }

  /// Returns the path of a file or folder outside the project; nil if this machine does not have
  /// it.
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

  /// Returns true if a program is in the PATH.
  package static func hasProgram(_ name: String) -> Bool {
    (try? run("sh", ["-c", "command -v \(name)"]))?.status == 0
  }

  /// True if python3 is installed, which makes some fixtures.
  package static let hasPython = hasProgram("python3")
}

/// Prints why a test is skipped that needs something from outside the project.
package func skip(_ reason: String) { print("skipped: \(reason)") }
