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
    archive = try Archive.open(writingTo: folder.path("a.db"))
    let writer = ArticleWriter(archive: archive)
    for number in 1...50 { _ = try writer.put(article("a\(number)", "T", ["text \(number)"])) }
    try writer.commit()
  }

  private func kind(of body: () throws -> Void) -> ArchiveError.Kind? {
    #expect(throws: ArchiveError.self) { try body() }?.kind
  }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasPrefix("copy")
    }.sorted()
  }

  private func copied() throws -> Int { try Archive.open(readingFrom: target).counts().articles }

  @Test func `a backup is one file that holds what was committed`() throws {
    let writer = ArticleWriter(archive: archive)
    _ = try writer.put(article("open", "T", ["not committed"]))
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
    #expect(try ArticleWriter(archive: copy).put(article("b", "T", ["text"])) == .added)
    let restored = try copy.connection.first("PRAGMA journal_mode") { $0.text(at: 0) }
    #expect(restored == "wal")
  }

  @Test func `a file that is there is replaced on demand only`() throws {
    try folder.write("copy.db", "mine")
    #expect(kind { _ = try archive.backup(to: target) } == .exists)
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "mine")
    #expect(try archive.backup(to: target, replacing: true) == [])
    #expect(try copied() == 50 && files().first == "copy.db")
  }

  @Test func `neither the archive itself nor one in use is written over`() throws {
    let path = archive.path
    #expect(kind { _ = try archive.backup(to: path, replacing: true) } == .inUse)
    try FileManager.default.createSymbolicLink(atPath: target, withDestinationPath: path)
    #expect(kind { _ = try archive.backup(to: target, replacing: true) } == .inUse)
    let other = folder.path("copy-2.db")
    let writer = ArticleWriter(archive: try Archive.open(writingTo: other))
    _ = try writer.put(article("a", "T", ["x"]))
    try writer.commit()
    #expect(kind { _ = try archive.backup(to: other, replacing: true) } == .inUse)
    withExtendedLifetime(writer) {}
    #expect(try Archive.open(readingFrom: other).counts().articles == 1)
  }

  @Test func `places where no file can be are told`() throws {
    #expect(kind { _ = try archive.backup(to: folder.path("no/copy.db")) } == .noFolder)
    #expect(kind { _ = try archive.backup(to: folder.path, replacing: true) } == .notAFile)
    #expect(kind { _ = try archive.backup(to: "/dev/null", replacing: true) } == .notAFile)
  }

  @Test func `what a killed backup has left is taken over`() throws {
    for ending in ["", "-wal", "-journal"] {
      try folder.write("copy.db.partial" + ending, String(repeating: "junk", count: 9_999))
    }
    #expect(try archive.backup(to: target) == [])
    #expect(try files() == ["copy.db"] && copied() == 50)
  }

  @Test func `two do not write one file at a time`() throws {
    let first = try PendingFile(at: target, replacing: true)
    #expect(kind { _ = try archive.backup(to: target) } == .busy)
    try first.write(Array("whole".utf8))
    #expect(try files() == ["copy.db.partial"])
    try first.finish()
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "whole")
    #expect(kind { _ = try archive.backup(to: target) } == .exists)
  }

  @Test func `a file that is given up leaves nothing`() throws {
    do { try PendingFile(at: target, replacing: false).write([1, 2, 3]) }
    #expect(try files() == [])
  }

  @Test func `an archive whose index is out of step is copied, and that is told`() throws {
    try archive.connection.execute(
      "INSERT INTO passages_fts(passages_fts, rowid, title, text) VALUES ('delete', 4, 'x', 'y')")
    #expect(try archive.backup(to: target) == [.indexOutOfStep])
    #expect(try copied() == 50)
  }

  @Test func `a damaged archive has no backup`() throws {
    let path = folder.path("damaged.db")
    _ = try archive.backup(to: path)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let root = try Connection(path: path, access: .readOnly).first(
      "SELECT rootpage FROM sqlite_schema WHERE name = 'articles_by_author'"
    ) { Int($0.integer(at: 0)) }
    let page = (try #require(root) - 1) * 4_096
    for place in page..<page + 64 { bytes[place] = 0x55 }
    try bytes.write(to: URL(fileURLWithPath: path))
    let failure = kind { _ = try Archive.open(readingFrom: path).backup(to: target) }
    #expect(failure == .copyIsDamaged || failure == .damaged)
    #expect(try files() == [])
  }

  /// While another connection commits article after article, of two passages each.
  @Test func `a backup during writing is of one moment`() throws {
    let path = archive.path
    let flags = Flags()
    Thread.detachNewThread {
      flags.note {
        let writer = ArticleWriter(archive: try Archive.open(writingTo: path))
        var number = 0
        while !flags.isStopped {
          number += 1
          _ = try writer.put(article("w\(number)", "T", ["one \(number)", "two \(number)"]))
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

/// What a test and its thread tell each other.
private final class Flags: @unchecked Sendable {
  private let lock = NSLock()
  private var stopped = false
  /// Written before `ended` is signalled, read afterwards.
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
