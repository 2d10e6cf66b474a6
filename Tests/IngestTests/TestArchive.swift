import Archive
import Ingest
import SQLite
import Testing
import TestSupport

/// An archive in a temporary folder, with queries for its content.
final class TestArchive {
  /// A row of `articles` with its related rows, without ids and times.
  struct Article: Equatable {
    var location: String
    var docno: String
    var title: String
    var author: String?
    var publisher: String?
    var published: String?
    var language: String?
    var url: String?
    var text: String
  }

  let folder: TemporaryFolder
  private(set) var archive: Archive

  init(in folder: TemporaryFolder? = nil) throws {
    let folder = try folder ?? TemporaryFolder()
    self.folder = folder
    archive = try Archive.open(writingTo: folder.path("archive.db"))
  }

  func reopen() throws { archive = try Archive.open(writingTo: folder.path("archive.db")) }

  @discardableResult
  func ingest(
    _ paths: String..., rereads: Bool = false
  ) throws -> (summary: RunCounts, errors: [IngestError]) {
    var options = IngestOptions()
    options.rereads = rereads
    let (summary, entries) = try ingest(paths, options)
    return (summary.counts, entries.compactMap(\.error))
  }

  func ingest(
    _ paths: [String], _ options: IngestOptions
  ) throws -> (summary: IngestSummary, entries: [IngestEntry]) {
    var entries: [IngestEntry] = []
    let ingester = Ingester(into: archive, options: options, onEntry: { entries.append($0) })
    let summary = try ingester.ingest(paths)
    #expect(summary.counts.failed == entries.count { $0.error != nil })
    return (summary, entries)
  }

  /// Returns the articles by location; locations in the archive's folder are relative paths.
  func articles() throws -> [String: Article] {
    let rows = try archive.connection.rows(
      """
      SELECT location, docno, title, author, publisher, published, language, url, text
        FROM articles JOIN article_texts ON article_id = articles.id
      """
    ) { row in
      Article(
        location: row.text(at: 0) ?? "", docno: row.text(at: 1) ?? "", title: row.text(at: 2) ?? "",
        author: row.text(at: 3), publisher: row.text(at: 4), published: row.text(at: 5),
        language: row.text(at: 6), url: row.text(at: 7), text: row.text(at: 8) ?? "")
    }
    return Dictionary(uniqueKeysWithValues: rows.map { (short($0.location), $0) })
  }

  /// Returns the contents of all tables, as text.
  func rows() throws -> [String] {
    let articles = """
      SELECT json_array(id, location, docno, title, author, publisher, published, language, url,
        content_hash, added_at) FROM articles ORDER BY id
      """
    let passages =
      "SELECT json_array(id, article_id, ordinal, start, text) FROM passages ORDER BY id"
    return try [articles, passages].flatMap { sql in
      try archive.connection.rows(sql) { $0.text(at: 0) ?? "" }
    }
  }

  func passageIDs() throws -> [String: [Int64]] {
    let rows = try archive.connection.rows(
      "SELECT location, passages.id FROM passages JOIN articles ON articles.id = article_id ORDER BY 2"
    ) { row in (short(row.text(at: 0) ?? ""), row.integer(at: 1)) }
    return Dictionary(grouping: rows) { $0.0 }.mapValues { $0.map(\.1) }
  }

  /// Fails unless the index and the tables agree, and hashes and ordinals are correct.
  func expectSound(_ comment: Comment) throws {
    try archive.connection.execute(
      "INSERT INTO passages_fts(passages_fts, rank) VALUES ('integrity-check', 1)")
    let hashes = try archive.connection.rows(
      "SELECT content_hash, text FROM articles JOIN article_texts ON article_id = articles.id"
    ) { row in (row.text(at: 0) ?? "", row.text(at: 1) ?? "") }
    for (hash, text) in hashes { #expect(hash == sha256(of: text), comment) }
    let wrong = try archive.connection.rows(
      """
      SELECT article_id FROM passages GROUP BY article_id
        HAVING max(ordinal) <> count(*) OR min(ordinal) <> 1 OR max(id) - min(id) <> count(*) - 1
      """
    ) { $0.integer(at: 0) }
    #expect(wrong.isEmpty, comment)
  }

  func short(_ location: String) -> String {
    location.hasPrefix(folder.path + "/")
      ? String(location.dropFirst(folder.path.count + 1)) : location
  }
}
