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

  @Test func `a backup replaces what is left of a killed backup`() throws {
    for ending in ["", "-wal", "-journal"] {
      try folder.write("copy.db.partial" + ending, String(repeating: "junk", count: 9_999))
    }
    #expect(try archive.backup(to: target) == [])
    #expect(try files() == ["copy.db"] && copied() == 50)
  }

  @Test func `only one process writes a file at a time`() throws {
    let first = try PendingFile(at: target, replacing: true)
    #expect(archiveErrorKind { _ = try archive.backup(to: target) } == .busy)
    try first.write(Array("whole".utf8))
    #expect(try files() == ["copy.db.partial"])
    try first.finish()
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "whole")
    #expect(archiveErrorKind { _ = try archive.backup(to: target) } == .exists)
  }

  @Test func `an unfinished file is removed from the disk`() throws {
    do { try PendingFile(at: target, replacing: false).write([1, 2, 3]) }
    #expect(try files() == [])
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
