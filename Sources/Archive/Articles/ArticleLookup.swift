internal import SQLite

/// Lookups by title, text and docno.
///
/// They use indexes. Without these, as in an archive that another program has changed, they find
/// nothing, because a search must not read all articles.
extension Archive {
  /// The marks that the index of titles ignores, as in `schema.sql`.
  private static let ignoredMarks = ["\"", "“", "”", "'", "’", "‘", ",", ".", ":", "!", "?"]

  /// The expression of the index of titles, as in `schema.sql`.
  private static let bareTitle = ignoredMarks.reduce("title") { title, mark in
    "replace(\(title), '\(mark == "'" ? "''" : mark)', '')"
  }

  /// Returns the ids of at most `limit` articles whose title is `title`, if punctuation and the case
  /// of ASCII letters do not count, in ascending order.
  ///
  /// - Complexity: O(log n) in the number of articles.
  package func articles(
    titled title: String, limit: Int
  ) throws(ArchiveError) -> [Int64] {
    let title = Self.ignoredMarks.reduce(title) { $0.replacing($1, with: "") }
    return try ids(Lookup.byTitle, [.text(title), .integer(limit)])
  }

  /// Returns the ids of the articles whose text has this SHA-256, in ascending order.
  ///
  /// - Complexity: O(log n) in the number of articles.
  package func articles(withHash hash: String) throws(ArchiveError) -> [Int64] {
    try ids(Lookup.byHash, [.text(hash)])
  }

  /// Returns the ids of the articles that have this docno, and whose docno is not their location, in
  /// ascending order.
  ///
  /// - Complexity: O(log n) in the number of articles.
  package func articles(withDocno docno: String) throws(ArchiveError) -> [Int64] {
    try ids(Lookup.byDocno, [.text(docno)])
  }

  /// Returns the time at which the file of an article was changed, in nanoseconds since 1970; 0 if
  /// it was not read from a file.
  package func fileTime(of article: StoredArticle) throws(ArchiveError) -> Int64 {
    guard let file = article.fileID else { return 0 }
    return try mapErrors {
      try connection.first("SELECT modified FROM files WHERE id = ?1", [.integer(file)]) {
        $0.integer(at: 0)
      } ?? 0
    }
  }

  /// Returns the ids that a lookup finds; none if its index is missing.
  private func ids(_ sql: String, _ values: [Value]) throws(ArchiveError) -> [Int64] {
    do {
      return try connection.rows(sql, values) { $0.integer(at: 0) }
    } catch {
      if error.isStatementError { return [] }
      throw ArchiveError(error, path: path)
    }
  }

  /// The statements of lookups, each of which uses an index.
  enum Lookup {
    static let byTitle = """
      SELECT id FROM articles INDEXED BY articles_by_title
       WHERE \(bareTitle) = ?1 COLLATE NOCASE ORDER BY id LIMIT ?2
      """
    // Without the +, SQLite would put the hash into the expression, and then read the whole index.
    static let byHash = """
      SELECT id FROM articles INDEXED BY articles_by_content_hash
       WHERE substr(content_hash, 1, 8) = substr(?1, 1, 8) AND +content_hash = ?1 ORDER BY id
      """
    static let byDocno = """
      SELECT id FROM articles INDEXED BY articles_by_docno
       WHERE docno = ?1 AND docno <> location ORDER BY id
      """
  }
}
