/// The shapes that archives of version 1 had while it was current; Tests/Fixtures has their schemas.
package enum SchemaV1: String, CaseIterable, Sendable {
  /// The last one: articles know the range of their passages.
  case last = "schema-v1.sql"
  /// Before that.
  case withoutRanges = "schema-v1-without-ranges.sql"
  /// Before the tables of terms and spellings, too.
  case withoutTerms = "schema-v1-without-terms.sql"

  /// Makes an archive of this shape at `path`, of the articles of another archive.
  package func make(at path: String, from archive: String) throws {
    let columns = """
      id, location, docno, title, author, publisher, published, language, url, content_hash,
      added_at
      """
    let script = """
      .read '\(Project.fixture(rawValue))'
      ATTACH '\(archive)' AS new;
      INSERT INTO articles(\(columns)) SELECT \(columns) FROM new.articles;
      INSERT INTO passages SELECT id, article_id, ordinal, start, text FROM new.passages;
      """
    _ = try run("sqlite3", [path], input: script).checked()
  }
}
