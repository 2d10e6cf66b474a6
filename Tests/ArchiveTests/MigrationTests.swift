@testable import Archive
import Foundation
import SQLite
import TestSupport
import Testing

struct MigrationTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path("a.db") }

  init() throws {
    folder = try TemporaryFolder()
    let articles = (1...30).map { number in
      PreparedArticle(
        "a\(number)", title: "Harbour \(number)",
        paragraphs: (0...number % 4).map { "paragraph \($0) of \(number), in Łódź and Straße" })
    }
    let empty = PreparedArticle("empty", title: "Without text", paragraphs: [])
    _ = try Archive.holding(articles + [empty], at: folder.path("new.db"))
  }

  /// Returns all rows, without ids that depend on the history of the archive.
  private func rows(_ path: String) throws -> [String] {
    try Connection(path: path, access: .readOnly).rows(
      """
      SELECT json_array(articles.id, location, docno, title, content_hash, added_at, passages.id,
                        ordinal, start, text)
        FROM articles LEFT JOIN passages ON article_id = articles.id ORDER BY articles.id, ordinal
      """
    ) { $0.text(at: 0) ?? "" }
  }

  private func definitions(_ path: String) throws -> [String] {
    try Connection(path: path, access: .readOnly).rows(
      "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name"
    ) { row in
      let object = SchemaObject(
        type: row.text(at: 0) ?? "", name: row.text(at: 1) ?? "", sql: row.text(at: 3) ?? "")
      return "\(object.type) \(object.name) on \(row.text(at: 2) ?? ""): \(object.plainSQL)"
    }
  }

  private func version(_ path: String) throws -> Int64? {
    try Connection(path: path, access: .readOnly).first("PRAGMA user_version") {
      $0.integer(at: 0)
    }
  }

  @Test(arguments: EarlierSchema.allCases)
  func `an archive of an earlier version is migrated, and a copy of the old one is kept`(
    shape: EarlierSchema
  ) throws {
    try shape.make(at: path, from: folder.path("new.db"))
    let before = try rows(path)
    #expect(before.count > 30)
    let oldDefinitions = try definitions(path)
    var progress: [Migration.Progress] = []
    let archive = try Archive.open(writingTo: path) { progress.append($0) }
    let backup = path + ".v\(shape.version)-backup"
    #expect(archive.migration == Migration(oldVersion: shape.version, backupPath: backup))
    #expect(archive.version == 3)
    #expect(progress.first?.passages == 0 && progress.last?.passages == progress.last?.total)
    #expect(try archive.check() == [])
    #expect(try rows(path) == before)
    #expect(try definitions(path) == definitions(folder.path("new.db")))
    #expect(try version(path) == 3 && version(backup) == Int64(shape.version))
    #expect(try rows(backup) == before && definitions(backup) == oldDefinitions)
    #expect(try !folder.names().contains { $0.hasSuffix(".partial") })
    // The new tables have the right content.
    let variants = try archive.connection.first(
      "SELECT count(*) FROM term_variants WHERE folded IN ('lodz', 'strass')"
    ) { $0.integer(at: 0) }
    #expect(variants == 2)
    try archive.optimize()
    #expect(try archive.check() == [])
    #expect(try Archive.open(writingTo: path).migration == nil)
  }

  @Test(arguments: EarlierSchema.allCases)
  func `words with marks are indexed again`(shape: EarlierSchema) throws {
    let texts = ["हिन्दी में", "שָׁלוֹם", "葛\u{E0100}城市", "我们用Python写"]
    let articles = texts.enumerated().map {
      PreparedArticle("\($0)", title: "t", paragraphs: [$1])
    }
    _ = try Archive.holding(articles, at: folder.path("marks.db"))
    try shape.make(at: path, from: folder.path("marks.db"))
    let archive = try Archive.open(writingTo: path)
    #expect(try archive.check() == [])
    func passages(_ term: String) throws -> [Int64] {
      try archive.connection.rows(
        "SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?1", [.text("\"\(term)\"")]
      ) { $0.integer(at: 0) }
    }
    #expect(try passages("हिन्दी") == [1] && passages("हिन्द") == [])
    #expect(try passages("שָׁלוֹם") == [2])
    let variants = try archive.connection.rows("SELECT folded FROM term_variants ORDER BY 1") {
      $0.text(at: 0)
    }
    #expect(variants == ["python", "שלום", "葛城市"])
  }

  @Test func `a text that is not valid UTF-8 is migrated`() throws {
    try EarlierSchema.version2.make(at: path, from: folder.path("new.db"))
    _ = try folder.sql(
      "UPDATE passages SET text = CAST(x'61ff62' AS TEXT) WHERE id = 3", in: "a.db")
    let problems = try Archive.open(writingTo: path).check()
    // The shell has changed the length of a passage, and does not compute SHA-256.
    #expect(
      problems.allSatisfy { problem in
        switch problem {
        case .changedArticles, .disorderedArticles(1): true
        default: false
        }
      }, "\(problems)")
  }

  @Test func `a migrated archive behaves like a new one`() throws {
    try EarlierSchema.withoutTerms.make(at: path, from: folder.path("new.db"))
    let writer = ArticleWriter(archive: try Archive.open(writingTo: path))
    #expect(
      try writer.put(PreparedArticle("a1", title: "Changed", paragraphs: ["text"])) == .updated)
    #expect(try writer.put(PreparedArticle("new", title: "New", paragraphs: ["text"])) == .added)
    try writer.commit()
    #expect(try Archive.open(readingFrom: path).check() == [])
    _ = try folder.sql("DELETE FROM articles WHERE id = 2", in: "a.db")
    #expect(try Archive.open(readingFrom: path).check() == [])
  }

  @Test func `a backup never replaces another file`() throws {
    try EarlierSchema.version1.make(at: path, from: folder.path("new.db"))
    let taken = try folder.write("a.db.v1-backup", "mine")
    try folder.write("a.db.v1-backup-2", "mine too")
    let archive = try Archive.open(writingTo: path)
    #expect(archive.migration?.backupPath == path + ".v1-backup-3")
    #expect(try String(contentsOfFile: taken, encoding: .utf8) == "mine")
  }

  @Test func `a backup has the permissions of the archive`() throws {
    try EarlierSchema.version1.make(at: path, from: folder.path("new.db"))
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    _ = try Archive.open(writingTo: path)
    let attributes = try FileManager.default.attributesOfItem(atPath: path + ".v1-backup")
    #expect(attributes[.posixPermissions] as? Int == 0o640)
  }

  @Test func `an archive is not migrated if no backup can be made`() throws {
    try EarlierSchema.version1.make(at: path, from: folder.path("new.db"))
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    // The backup cannot be written, since somebody else is writing it.
    let backup = try PendingFile(at: path + ".v1-backup", replacing: false)
    #expect(throws: ArchiveError.self) { try Archive.open(writingTo: path) }
    withExtendedLifetime(backup) {}
    #expect(try version(path) == 1)
    #expect(try rows(path) == rows(folder.path("new.db")))
    #expect(before.count > 0)
  }

  @Test func `reading an old archive does not migrate it`() throws {
    for shape in EarlierSchema.allCases {
      let path = folder.path("\(shape).db")
      try shape.make(at: path, from: folder.path("new.db"))
      if shape.isSearchable {
        let archive = try Archive.open(readingFrom: path)
        #expect(try archive.counts().articles == 31)
        #expect(try archive.check() == [])
      } else {
        #expect(throws: ArchiveError(.older, path: path)) { try Archive.open(readingFrom: path) }
      }
      #expect(try version(path) == Int64(shape.version))
      let backup = path + ".v\(shape.version)-backup"
      #expect(!FileManager.default.fileExists(atPath: backup))
    }
  }

  @Test func `two writers that open an old archive at once migrate it once`() async throws {
    for _ in 0..<8 {
      let path = self.path + UUID().uuidString
      try EarlierSchema.version1.make(at: path, from: folder.path("new.db"))
      let migrations = try await withThrowingTaskGroup(of: Migration?.self) { group in
        for _ in 0..<4 { group.addTask { try Archive.open(writingTo: path).migration } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(migrations.compactMap { $0 }.count == 1)
      #expect(try Archive.open(readingFrom: path).check() == [])
    }
  }
}
