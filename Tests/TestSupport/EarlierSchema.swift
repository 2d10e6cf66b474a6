/// The schemas of earlier versions of the program; version 1 changed several times.
package enum EarlierSchema: CaseIterable, Sendable {
  /// Version 2, whose tokenizer cut words at combining marks.
  case version2
  /// The last variant of version 1, in which articles store the range of their passages.
  case version1
  /// An earlier variant, without these ranges.
  case withoutRanges
  /// A still earlier variant, also without the tables of terms and spellings.
  case withoutTerms

  package var version: Int { self == .version2 ? 2 : 1 }

  /// True if an archive with this schema can be searched as it is.
  package var isSearchable: Bool { self == .version2 || self == .version1 }

  /// The statements that create an archive, for the `sqlite3` shell.
  ///
  /// The schemas in Tests/Fixtures must not change: they are those of old versions of the program.
  private var script: String {
    switch self {
    case .version2: ".read '\(Project.fixture("schema-v2.sql"))'"
    case .version1: ".read '\(Project.fixture("schema-v1.sql"))'"
    case .withoutRanges: ".read '\(Project.fixture("schema-v1-without-ranges.sql"))'"
    case .withoutTerms:
      Self.withoutRanges.script + """

        DROP TABLE vocabulary;
        DROP TABLE vocabulary_state;
        DROP TABLE term_variants;
        """
    }
  }

  /// Makes an archive with this schema at `path`, with the articles of another archive.
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
