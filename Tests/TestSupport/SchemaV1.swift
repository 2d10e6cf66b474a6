/// The variants of schema version 1, which changed several times.
package enum SchemaV1: CaseIterable, Sendable {
  /// The last variant, in which articles store the range of their passages.
  case last
  /// An earlier variant, without these ranges.
  case withoutRanges
  /// A still earlier variant, also without the tables of terms and spellings.
  case withoutTerms

  /// The statements that create the variant, for the `sqlite3` shell.
  ///
  /// The schemas in Tests/Fixtures must not change: they are those of old versions of the program.
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

  /// Makes an archive of this variant at `path`, with the articles of another archive.
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
