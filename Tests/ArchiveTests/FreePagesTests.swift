import SQLite
import TestSupport
import Testing

@testable import Archive

struct FreePagesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func number(_ pragma: String, _ archive: Archive) throws -> Int64 {
    try archive.connection.first("PRAGMA \(pragma)") { $0.integer(at: 0) } ?? -1
  }

  /// Makes an archive of which more than half of the pages are free.
  private func makeArchive(autoVacuum: Int = 2) throws -> Archive {
    if autoVacuum == 0 {
      let path = folder.path("a.db")
      let schema = Archive.schema.replacing(
        "PRAGMA auto_vacuum = INCREMENTAL;", with: "PRAGMA auto_vacuum = NONE;")
      try Connection(path: path, access: .create).execute(schema)
    }
    let archive = try Archive.open(writingTo: folder.path("a.db"))
    var random = SeededGenerator(seed: firstSeed)
    try archive.put(
      (1...600).map { number in
        let words = (0..<600).map { _ in "word\(random.below(20_000))" }
        return PreparedArticle(
          "a\(number)", title: "T\(number)", paragraphs: [words.joined(separator: " ")])
      })
    try archive.optimize()
    let writer = ArticleWriter(archive: archive)
    for id in 1...450 { _ = try writer.remove(articleID: Int64(id)) }
    try writer.commit()
    try archive.optimize()
    #expect(try number("auto_vacuum", archive) == Int64(autoVacuum))
    #expect(try number("freelist_count", archive) > 500)
    return archive
  }

  @Test func `free pages are given back while others read`() throws {
    let archive = try makeArchive()
    let reader = try Archive.open(readingFrom: archive.path)
    let pages = try number("page_count", archive)
    try reader.snapshot {
      #expect(try reader.counts().articles == 150)
      try archive.releaseFreePages()
      // The snapshot still has all pages.
      #expect(
        try reader.connection.rows("SELECT text FROM passages") { $0.text(at: 0) }.count >= 150)
    }
    #expect(try number("freelist_count", archive) == 0)
    #expect(try number("page_count", archive) < pages / 2)
    #expect(try archive.check() == [])
    #expect(try reader.counts().articles == 150)
  }

  @Test func `an archive of an earlier program is rewritten only when asked to`() throws {
    let archive = try makeArchive(autoVacuum: 0)
    let free = try number("freelist_count", archive)
    try archive.releaseFreePages()
    #expect(try number("freelist_count", archive) == free)
    try archive.releaseFreePages(rewriting: true)
    #expect(try number("freelist_count", archive) == 0)
    #expect(try number("auto_vacuum", archive) == 2)
    #expect(try archive.check() == [])
  }

  @Test func `few free pages are kept`() throws {
    let archive = try Archive.holding(
      (1...50).map { PreparedArticle("a\($0)", title: "T", paragraphs: ["text \($0)"]) },
      at: folder.path("a.db"))
    let writer = ArticleWriter(archive: archive)
    for id in 1...49 { _ = try writer.remove(articleID: Int64(id)) }
    try writer.commit()
    let free = try number("freelist_count", archive)
    try archive.releaseFreePages(rewriting: true)
    #expect(try number("freelist_count", archive) == free)
  }
}
