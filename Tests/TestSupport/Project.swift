import Foundation

/// Where the project's own files are.
package enum Project {
  /// The top of the project.
  package static let path = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The sample articles.
  package static let seeds = path + "/seeds"

  /// A file or folder beside the project that not every machine has; nothing where it is absent.
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
}

/// Says why a test that needs something from outside the project did nothing.
package func skip(_ reason: String) { print("skipped: \(reason)") }
