import Archive
import Foundation
import SQLite
import TestSupport
import Testing

struct ArchiveTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `opening a missing archive for reading does not create it`() throws {
    let path = folder.path("none.db")
    #expect(archiveErrorKind { _ = try Archive.open(readingFrom: path) } == .missing)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `a folder is not an archive`() {
    #expect(archiveErrorKind { _ = try Archive.open(readingFrom: folder.path) } == .notAFile)
    #expect(archiveErrorKind { _ = try Archive.open(writingTo: folder.path) } == .notAFile)
  }

  @Test func `an archive in a missing folder cannot be created`() {
    #expect(
      archiveErrorKind { _ = try Archive.open(writingTo: folder.path("no/a.db")) } == .noFolder)
  }

  @Test func `files of other kinds are refused and left unchanged`() throws {
    let other = folder.path("other.db")
    try Connection(path: other, access: .create).execute("CREATE TABLE t(x)")
    let marked = folder.path("marked.db")
    try Connection(path: marked, access: .create).execute(
      "CREATE TABLE t(x); PRAGMA application_id = 7; PRAGMA user_version = 2")
    let ours = folder.path("ours.db")
    try Connection(path: ours, access: .create).execute(
      "CREATE TABLE t(x); PRAGMA application_id = 0x50524553")
    let paths = [
      other, marked, ours,
      try folder.write("text.db", String(repeating: "no database at all\n", count: 99)),
      try folder.write("short.db", "x"),
      try folder.write("zip.db", Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 7, count: 5_000)),
      try folder.write("zeros.db", [UInt8](repeating: 0, count: 4_096)),
      try folder.write("zero.db", [0]),
      try folder.write(
        "head.db", Array("SQLite format 3\u{0}".utf8) + [UInt8](repeating: 0, count: 84)),
    ]
    for path in paths {
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(archiveErrorKind { _ = try Archive.open(readingFrom: path) } == .foreign, "\(path)")
      #expect(archiveErrorKind { _ = try Archive.open(writingTo: path) } == .foreign, "\(path)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }
  }

  @Test func `an archive of a newer version is refused`() throws {
    let path = folder.path("new.db")
    _ = try Archive.open(writingTo: path)
    try Connection(path: path, access: .readWrite).execute("PRAGMA user_version = 99")
    #expect(archiveErrorKind { _ = try Archive.open(readingFrom: path) } == .newer(version: 99))
    #expect(archiveErrorKind { _ = try Archive.open(writingTo: path) } == .newer(version: 99))
  }

  @Test func `an empty file becomes an archive`() throws {
    let path = try folder.write("empty.db", "")
    #expect(try Archive.open(writingTo: path).counts() == (0, 0))
    #expect(try Archive.open(readingFrom: path).counts() == (0, 0))
  }

  @Test func `a truncated archive is an error, not a crash`() throws {
    let path = folder.path("cut.db")
    let archive = try Archive.open(writingTo: path)
    let writer = ArticleWriter(archive: archive)
    for number in 0..<200 {
      let text = String(repeating: "word\(number) ", count: 200)
      _ = try writer.put(PreparedArticle("a\(number)", title: "T", paragraphs: [text]))
    }
    try writer.commit()
    try archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: folder.path("half.db")))
    let kind = archiveErrorKind {
      let half = try Archive.open(readingFrom: folder.path("half.db"))
      for id in 1...200 { _ = try half.text(ofArticle: Int64(id)) }
    }
    #expect(kind == .damaged)
  }

  @Test func `an archive truncated at any length is an error, not a crash`() throws {
    let path = folder.path("cut.db")
    do {
      let archive = try Archive.open(writingTo: path)
      let writer = ArticleWriter(archive: archive)
      for number in 0..<50 {
        _ = try writer.put(
          PreparedArticle("a\(number)", title: "T", paragraphs: ["text \(number)"]))
      }
      try writer.commit()
      try archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    for length in [1, 16, 99, 100, 512, 4_095, 4_096, 8_192, 20_000, bytes.count - 4_096] {
      let cut = folder.path("cut-\(length).db")
      try bytes.prefix(length).write(to: URL(fileURLWithPath: cut))
      let readingFailure = archiveErrorKind {
        let problems = try Archive.open(readingFrom: cut).check()
        if problems != [] { throw ArchiveError(.damaged, path: cut) }
      }
      #expect(readingFailure == .damaged || readingFailure == .foreign, "\(length)")
      let writingFailure = archiveErrorKind {
        let problems = try Archive.open(writingTo: cut).check()
        if problems != [] { throw ArchiveError(.damaged, path: cut) }
      }
      #expect(writingFailure == .damaged || writingFailure == .foreign, "\(length)")
    }
  }

  @Test func `a second writer gets an error that the archive is busy`() throws {
    let path = folder.path("busy.db")
    let first = ArticleWriter(archive: try Archive.open(writingTo: path))
    _ = try first.put(PreparedArticle("a", title: "T", paragraphs: ["x"]))
    let second = try Archive.open(writingTo: path)
    try second.connection.execute("PRAGMA busy_timeout = 20")
    #expect(
      archiveErrorKind {
        _ = try ArticleWriter(archive: second).put(
          PreparedArticle("b", title: "T", paragraphs: ["y"]))
      } == .busy)
    try first.commit()
    #expect(
      try ArticleWriter(archive: second).put(PreparedArticle("b", title: "T", paragraphs: ["y"]))
        == .added)
  }

  @Test func `a full disk is an error and keeps what was committed`() throws {
    let path = folder.path("full.db")
    let archive = try Archive.open(writingTo: path)
    let writer = ArticleWriter(archive: archive)
    _ = try writer.put(PreparedArticle("kept", title: "Kept", paragraphs: ["words"]))
    try writer.commit()
    try archive.connection.execute("PRAGMA max_page_count = 40")
    let failure = archiveErrorKind {
      for number in 0..<100_000 {
        _ = try writer.put(
          PreparedArticle(
            "a\(number)", title: "T", paragraphs: [String(repeating: "w\(number) ", count: 300)]))
      }
      try writer.commit()
    }
    #expect(failure == .full)
    let reader = try Archive.open(readingFrom: path)
    #expect(try reader.counts() == (1, 1))
  }

  @Test func `an article is found by number, location, docno and URL`() throws {
    let archive = try Archive.open(writingTo: folder.path("a.db"))
    let writer = ArticleWriter(archive: archive)
    var given = PreparedArticle("seeds/a.md", title: "Title", paragraphs: ["text"])
    given.metadata.docno = "D-7"
    given.metadata.url = "https://example.org/a"
    _ = try writer.put(given)
    try writer.commit()
    for name in ["1", "seeds/a.md", "D-7", "https://example.org/a"] {
      #expect(try archive.article(named: name)?.metadata == given.metadata)
    }
    #expect(try archive.article(named: "2") == nil)
  }
}
