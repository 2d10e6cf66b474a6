import Foundation
import TestSupport
import Testing

/// Compares `text` with the file `name` in Golden/.
///
/// `RECORD=1 swift test` writes the file instead, and fails so that a recording is noticed.
func expectGolden(_ name: String, _ text: String, _ location: SourceLocation = #_sourceLocation)
  throws
{
  let path = Project.path + "/Tests/CommandTests/Golden/" + name
  if ProcessInfo.processInfo.environment["RECORD"] != nil {
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    Issue.record("recorded \(name)", sourceLocation: location)
    return
  }
  let expected = try String(contentsOfFile: path, encoding: .utf8)
  #expect(text == expected, "Golden/\(name)", sourceLocation: location)
}

/// The sample archive, created once for all tests in a temporary folder that contains `seeds` too.
enum Demo {
  static let folder: Result<TemporaryFolder, any Error> = Result { try make(isShared: true) }

  /// Creates a separate sample archive for a test that writes to it.
  static func make(isShared: Bool = false) throws -> TemporaryFolder {
    let folder = try TemporaryFolder(isShared: isShared)
    try folder.link("seeds", to: Project.seeds)
    let ingest = try folder.search("ingest", "seeds", "-d", "articles.db")
    guard ingest.status == 0 else { throw CommandFailure(ingest) }
    return folder
  }

  /// Runs `search` on the sample archive.
  static func search(
    _ arguments: [String], environment: [String: String?] = [:]
  ) throws -> CommandResult {
    var environment = environment
    environment["SEARCH_DATABASE"] = "articles.db"
    return try folder.get().search(arguments, environment: environment)
  }
}
