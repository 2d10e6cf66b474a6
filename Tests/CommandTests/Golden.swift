import Foundation
import TestSupport
import Testing

/// Compares `text` with the file `name` in Golden/.
///
/// `RECORD=1 swift test` writes the file instead, and fails, so that a recording cannot pass unseen.
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

/// The sample archive, made once for all tests, in a folder of its own with `seeds` beside it.
enum Demo {
  static let folder: Result<TemporaryFolder, any Error> = Result {
    let folder = try make()
    // A constant lives as long as the process: nothing else would remove the folder.
    atexit { if let folder = try? Demo.folder.get() { folder.remove() } }
    return folder
  }

  /// Makes a sample archive of its own, for those who write it.
  static func make() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("seeds"), withDestinationPath: Project.seeds)
    let ingest = try run(
      Project.search, ["ingest", "seeds", "-d", "articles.db"], in: folder.path)
    guard ingest.status == 0 else { throw DemoError(text: ingest.errors) }
    return folder
  }

  struct DemoError: Error { var text: String }

  /// Runs `search` on the sample archive.
  static func search(
    _ arguments: [String], environment: [String: String?] = [:]
  ) throws -> CommandResult {
    let folder = try folder.get().path
    var environment = environment
    environment["SEARCH_DATABASE"] = "articles.db"
    return try run(Project.search, arguments, environment: environment, in: folder)
  }
}
