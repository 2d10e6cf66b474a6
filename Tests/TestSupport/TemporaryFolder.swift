import Foundation
import Synchronization

/// A folder for a test, removed when nothing refers to it any more.
package final class TemporaryFolder: Sendable {
  package let path: String

  /// Makes a folder.
  ///
  /// `isShared` is for folders in global constants, which are never released: they are removed when
  /// the process exits.
  package init(isShared: Bool = false) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("pressmark-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path
    if isShared { Self.removeAtExit(path) }
  }

  deinit { remove() }

  private static let sharedPaths = Mutex<[String]>([])

  private static func removeAtExit(_ path: String) {
    let isFirst = sharedPaths.withLock { paths in
      paths.append(path)
      return paths.count == 1
    }
    guard isFirst else { return }
    atexit {
      for path in TemporaryFolder.sharedPaths.withLock({ $0 }) {
        try? FileManager.default.removeItem(atPath: path)
      }
    }
  }

  /// Removes the folder and everything in it.
  package func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// Returns the path of `name` in the folder.
  package func path(_ name: String) -> String { path + "/" + name }
}

// Files in the folder, by their names.
extension TemporaryFolder {
  /// Writes a file, and makes the folders in its path.
  @discardableResult
  package func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    let url = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }

  /// Writes a text file.
  @discardableResult
  package func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }

  /// Writes an executable script for `sh`.
  @discardableResult
  package func write(_ name: String, script: String) throws -> String {
    let path = try write(name, "#!/bin/sh\n\(script)\n")
    try setMode(0o755, of: name)
    return path
  }

  package func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  package func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  package func contains(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: path(name))
  }

  /// Returns the size of a file in bytes; 0 if there is none.
  package func size(_ name: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path(name))
    return attributes?[.size] as? Int ?? 0
  }

  /// Returns the sorted names of the files in the folder.
  package func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  package func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path(name))
  }

  package func move(_ name: String, to other: String) throws {
    try FileManager.default.moveItem(atPath: path(name), toPath: path(other))
  }

  /// Makes a symbolic link; `target` is relative to the link's folder, or absolute.
  package func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: path(name), withDestinationPath: target)
  }

  package func setMode(_ mode: Int, of name: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
  }

  /// Makes a copy of the folder.
  package func copy() throws -> TemporaryFolder {
    let copy = try TemporaryFolder()
    _ = try run("cp", ["-a", path + "/.", copy.path]).checked()
    return copy
  }
}

// Programs that run in the folder.
extension TemporaryFolder {
  /// Runs `search` in the folder.
  package func search(
    _ arguments: [String], input: String = "", environment: [String: String?] = [:]
  ) throws -> CommandResult {
    try run(Project.search, arguments, input: input, environment: environment, in: path)
  }

  /// Runs `search` in the folder.
  package func search(_ arguments: String...) throws -> CommandResult { try search(arguments) }

  /// Runs a program of Tests/Fixtures in the folder.
  package func python(_ fixture: String, _ arguments: String...) throws {
    _ = try run("python3", [Project.fixture(fixture)] + arguments, in: path).checked()
  }

  /// Runs SQL on a database in the folder, in the stock shell, and returns what it prints.
  package func sql(_ sql: String, in database: String) throws -> String {
    // Waits for locks: other programs may be closing the same archive.
    try run("sqlite3", ["-cmd", ".timeout 60000", path(database), sql]).checked().output
  }

  /// Runs SQL on a database in the folder, even SQL that SQLite's defensive mode forbids.
  package func damage(_ database: String, _ sql: String) throws {
    _ = try run(
      "sqlite3",
      ["-cmd", ".timeout 60000", path(database), ".dbconfig defensive off", sql]
    ).checked()
  }

  /// Overwrites the beginning of the first page of a table or an index.
  package func damagePage(of object: String, in database: String) throws {
    let root = try sql(
      "PRAGMA wal_checkpoint(TRUNCATE); "
        + "SELECT rootpage FROM sqlite_schema WHERE name = '\(object)'", in: database)
    guard let page = root.split(separator: "\n").last.flatMap({ Int($0) }) else {
      throw CommandFailure(CommandResult(output: root))
    }
    var bytes = try bytes(database)
    let start = (page - 1) * 4_096
    bytes.replaceSubrange(start..<start + 64, with: repeatElement(0x55, count: 64))
    try write(database, bytes)
  }

  /// Returns a digest of the articles of an archive in the folder, without ids and times.
  package func digest(ofArchive database: String) throws -> String {
    let sql = """
      SELECT location, docno, title, published, content_hash, ordinal, start, text
        FROM articles JOIN passages ON article_id = articles.id ORDER BY location, ordinal
      """
    return try run("sh", ["-c", "sqlite3 \(database) '\(sql)' | sha256sum"], in: path)
      .checked().output
  }
}
