@testable import Archive
import Foundation
import SQLite
import TestSupport
import Testing

struct BackupTests {
  private let folder: TemporaryFolder
  private let archive: Archive
  private var target: String { folder.path("copy.db") }

  init() throws {
    folder = try TemporaryFolder()
    archive = try Archive.holding(
      (1...50).map { PreparedArticle("a\($0)", title: "T", paragraphs: ["text \($0)"]) },
      at: folder.path("a.db"))
  }

  private func files() throws -> [String] {
    try folder.names().filter { $0.hasPrefix("copy") }
  }

  private func copied() throws -> Int { try Archive.open(readingFrom: target).counts().articles }

  @Test func `a backup is one file that holds what was committed`() throws {
    let writer = ArticleWriter(archive: archive)
    _ = try writer.put(PreparedArticle("open", title: "T", paragraphs: ["not committed"]))
    let reader = try Archive.open(readingFrom: archive.path)
    #expect(try reader.backup(to: target) == [])
    #expect(try files() == ["copy.db"])
    let mode = try Connection(path: target, access: .readOnly).first("PRAGMA journal_mode") {
      $0.text(at: 0)
    }
    #expect(mode == "delete")
    #expect(try copied() == 50)
    let copy = try Archive.open(writingTo: target)
    #expect(try copy.check() == [])
    #expect(
      try ArticleWriter(archive: copy).put(PreparedArticle("b", title: "T", paragraphs: ["text"]))
        == .added)
    let restored = try copy.connection.first("PRAGMA journal_mode") { $0.text(at: 0) }
    #expect(restored == "wal")
  }

  @Test func `an existing file is replaced only if asked for`() throws {
    try folder.write("copy.db", "mine")
    #expect(archiveErrorKind { _ = try archive.backup(to: target) } == .exists)
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "mine")
    #expect(try archive.backup(to: target, replacing: true) == [])
    #expect(try copied() == 50 && files().first == "copy.db")
  }

  @Test func `a backup overwrites neither the archive itself nor one in use`() throws {
    let path = archive.path
    #expect(archiveErrorKind { _ = try archive.backup(to: path, replacing: true) } == .inUse)
    try FileManager.default.createSymbolicLink(atPath: target, withDestinationPath: path)
    #expect(archiveErrorKind { _ = try archive.backup(to: target, replacing: true) } == .inUse)
    let other = folder.path("copy-2.db")
    let writer = ArticleWriter(archive: try Archive.open(writingTo: other))
    _ = try writer.put(PreparedArticle("a", title: "T", paragraphs: ["x"]))
    try writer.commit()
    #expect(archiveErrorKind { _ = try archive.backup(to: other, replacing: true) } == .inUse)
    withExtendedLifetime(writer) {}
    #expect(try Archive.open(readingFrom: other).counts().articles == 1)
  }

  @Test func `a target that cannot be a file is an error`() throws {
    #expect(archiveErrorKind { _ = try archive.backup(to: folder.path("no/copy.db")) } == .noFolder)
    #expect(
      archiveErrorKind { _ = try archive.backup(to: folder.path, replacing: true) } == .notAFile)
    #expect(
      archiveErrorKind { _ = try archive.backup(to: "/dev/null", replacing: true) } == .notAFile)
  }

  @Test func `a backup removes what is left of a killed backup, and nothing else`() throws {
    let leftover = "copy.db.0123456789abcdef.partial"
    let others = [
      "copy.db.partial", "copy.db.partial-wal", "copy.db-shm", "copy.db.0123.partial",
      "copy.db.0123456789ABCDEF.partial", "copy.db2.0123456789abcdef.partial",
    ]
    for name in others + ["", "-wal", "-shm", "-journal"].map({ leftover + $0 }) {
      try folder.write(name, "mine")
    }
    let link = "copy.db.fedcba9876543210.partial"
    try folder.link(link, to: folder.path("copy.db.partial"))
    #expect(try archive.backup(to: target) == [])
    #expect(try files() == (["copy.db", link] + others).sorted())
    for name in others { #expect(try folder.text(name) == "mine") }
    #expect(try copied() == 50)
  }

  @Test func `only one process writes a file at a time`() throws {
    let first = try PendingFile(at: target, replacing: true)
    #expect(archiveErrorKind { _ = try archive.backup(to: target) } == .busy)
    try first.write(Array("whole".utf8))
    #expect(try files().count == 1)
    #expect(try files().allSatisfy { $0.wholeMatch(of: /copy\.db\.[0-9a-f]{16}\.partial/) != nil })
    try first.finish()
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "whole")
    #expect(archiveErrorKind { _ = try archive.backup(to: target) } == .exists)
  }

  @Test func `a file that appears while another one is written stays`() throws {
    let pending = try PendingFile(at: target, replacing: false)
    try folder.write("copy.db", "mine")
    #expect(archiveErrorKind { try pending.finish() } == .exists)
    #expect(try folder.text("copy.db") == "mine")
  }

  @Test func `only the log and the index of a replaced database are removed`() throws {
    #expect(try archive.backup(to: target) == [])
    // A reader in WAL mode creates both files.
    let other = try Connection(path: target, access: .readWrite)
    try other.execute("PRAGMA journal_mode = WAL; SELECT count(*) FROM articles")
    #expect(try files() == ["copy.db", "copy.db-shm", "copy.db-wal"])
    let index = try folder.bytes("copy.db-shm")
    withExtendedLifetime(other) {}
    try folder.write("copy.db-shm", index)
    try folder.write("copy.db-wal", "")
    #expect(try archive.backup(to: target, replacing: true) == [])
    #expect(try files() == ["copy.db"])
    // A file that is no database has no log.
    for name in ["out", "out-wal", "out-shm"] { try folder.write(name, "") }
    try PendingFile(at: folder.path("out"), replacing: true).finish()
    #expect(try folder.names().filter { $0.hasPrefix("out") } == ["out", "out-shm", "out-wal"])
  }

  @Test func `a name of the maximum length can be written`() throws {
    let name = String(repeating: "ä", count: 127)
    try PendingFile(at: folder.path(name), replacing: false).finish()
    #expect(folder.contains(name))
  }

  @Test func `a file gets the permissions of its model when it is complete`() throws {
    func mode(_ name: String) throws -> Int? {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(name))
      return attributes[.posixPermissions] as? Int
    }
    for wanted in [0o400, 0o640, 0o444] {
      try folder.write("model", "")
      try folder.setMode(wanted, of: "model")
      let pending = try PendingFile(
        at: target, replacing: true, permissionsOf: folder.path("model"))
      #expect(try mode(try #require(files().first { $0.hasSuffix(".partial") })) == 0o600)
      try pending.finish()
      #expect(try mode("copy.db") == wanted)
      try folder.remove("model")
    }
  }

  @Test func `an unfinished file is removed from the disk`() throws {
    do { try PendingFile(at: target, replacing: false).write([1, 2, 3]) }
    #expect(try files() == [])
  }

  @Test func `a backup that does not fit on the disk is not started`() throws {
    #expect(SpaceShortage(at: target, needing: 1) == nil)
    #expect(SpaceShortage(at: target, needing: .max)?.needed == .max)
    #expect(throws: ArchiveError.self) {
      try archive.connection.checkSpace(at: target, pages: .max)
    }
    try archive.connection.checkSpace(at: target)
    #expect(archive.shortageForExport(to: target) == nil)
    #expect(try archive.shortageForOptimizing() == nil)
  }

  @Test func `an archive whose index is out of step is copied, with a notice`() throws {
    try archive.connection.execute(
      "INSERT INTO passages_fts(passages_fts, rowid, title, text) VALUES ('delete', 4, 'x', 'y')")
    #expect(try archive.backup(to: target) == [.indexOutOfStep])
    #expect(try copied() == 50)
  }

  @Test func `a damaged archive is not backed up`() throws {
    let path = folder.path("damaged.db")
    _ = try archive.backup(to: path)
    try folder.damagePage(of: "articles_by_author", in: "damaged.db")
    let failure = archiveErrorKind { _ = try Archive.open(readingFrom: path).backup(to: target) }
    #expect(failure == .copyIsDamaged || failure == .damaged)
    #expect(try files() == [])
  }

  /// Meanwhile, another connection commits articles of two passages, one after the other.
  @Test func `a backup during writing is a snapshot of one moment`() throws {
    let path = archive.path
    let flags = Flags()
    Thread.detachNewThread {
      flags.note {
        let writer = ArticleWriter(archive: try Archive.open(writingTo: path))
        var number = 0
        while !flags.isStopped {
          number += 1
          _ = try writer.put(
            PreparedArticle(
              "w\(number)", title: "T", paragraphs: ["one \(number)", "two \(number)"]))
          try writer.commit()
        }
      }
    }
    var counted: [Int] = []
    while counted.count < 30 && (counted.last ?? 0) < 1_000 {
      let target = folder.path("copy-\(counted.count).db")
      #expect(try Archive.open(readingFrom: path).backup(to: target) == [])
      let counts = try Archive.open(readingFrom: target).counts()
      #expect(counts.passages == 2 * counts.articles - 50)
      counted.append(counts.articles)
    }
    flags.isStopped = true
    flags.ended.wait()
    #expect(flags.failure == nil)
    #expect(counted == counted.sorted() && Set(counted).count > 2, "\(counted)")
  }
}

/// State shared by a test and its thread.
private final class Flags: @unchecked Sendable {
  private let lock = NSLock()
  private var stopped = false
  /// The failure of the thread, written before `ended` is signalled and read afterwards.
  private(set) var failure: String?
  let ended = DispatchSemaphore(value: 0)

  var isStopped: Bool {
    get { lock.withLock { stopped } }
    set { lock.withLock { stopped = newValue } }
  }

  func note(_ body: () throws -> Void) {
    do { try body() } catch { failure = "\(error)" }
    ended.signal()
  }
}
