/// The shapes that archives of version 1 had while it was current.
package enum SchemaV1: CaseIterable, Sendable {
  /// The last shape: articles know the range of their passages.
  case last
  /// The shape before that.
  case withoutRanges
  /// The shape before the tables of terms and spellings, too.
  case withoutTerms

  /// The statements that make the shape, for the `sqlite3` shell.
  ///
  /// The schemas in Tests/Fixtures are frozen: they are what old programs wrote.
  private var script: String {
    switch self {
    case .last: ".read '\(Project.fixture("schema-v1.sql"))'"
    case .withoutRanges: ".read '\(Project.fixture("schema-v1-without-ranges.sql"))'"
    case .withoutTerms:
      Self.withoutRanges.script + """

        DROP TABLE vocabulary;
        DROP TABLE vocabulary_state;
        DROP TABLE term_variants;
        """
    }
  }

  /// Makes an archive of this shape at `path`, of the articles of another archive.
  package func make(at path: String, from archive: String) throws {
    let columns = """
      id, location, docno, title, author, publisher, published, language, url, content_hash,
      added_at
      """
    let script = """
      \(script)
      ATTACH '\(archive)' AS new;
      INSERT INTO articles(\(columns)) SELECT \(columns) FROM new.articles;
      INSERT INTO passages SELECT id, article_id, ordinal, start, text FROM new.passages;
      """
    _ = try run("sqlite3", [path], input: script).checked()
  }
}
