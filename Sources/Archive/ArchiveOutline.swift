internal import SQLite

/// What an archive is about, in a few figures that are quick to read.
public struct ArchiveOutline: Equatable, Sendable {
  /// The number of articles.
  public var articles: Int
  /// The earliest and the latest publication date.
  public var published: ClosedRange<String>?
  /// The languages, in alphabetical order; at most 20.
  public var languages: [String]
}

extension Archive {
  /// Returns the outline of the archive.
  ///
  /// It takes milliseconds even if there are a million articles: the articles are counted by the
  /// pages of an index, and the rest is looked up in indexes.
  public func outline() throws(ArchiveError) -> ArchiveOutline {
    try mapErrors {
      let articles = try connection.first("SELECT count(*) FROM articles") {
        Int($0.integer(at: 0))
      }
      // Each subquery is one lookup; min and max in the same SELECT would read all rows.
      let dates = try connection.first(
        "SELECT (SELECT min(published) FROM articles), (SELECT max(published) FROM articles)"
      ) { row in (first: row.text(at: 0), last: row.text(at: 1)) }
      var outline = ArchiveOutline(articles: articles ?? 0, published: nil, languages: [])
      if let first = dates?.first, let last = dates?.last, first <= last {
        outline.published = first...last
      }
      outline.languages = try connection.rows(
        """
        WITH RECURSIVE names(name) AS (
          SELECT min(language) FROM articles
          UNION ALL
          SELECT (SELECT min(language) FROM articles WHERE language > name) FROM names
           WHERE name IS NOT NULL LIMIT 21)
        SELECT name FROM names WHERE name IS NOT NULL LIMIT 20
        """
      ) { $0.text(at: 0) ?? "" }
      return outline
    }
  }
}
