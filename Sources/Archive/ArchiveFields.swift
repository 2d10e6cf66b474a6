internal import SQLite

/// The fields of the articles in an archive, with examples of their values.
public struct FieldList: Equatable, Sendable {
  /// A field, and the articles that have it.
  public struct Summary: Equatable, Sendable {
    /// The field.
    public var field: ArticleField
    /// The number of articles that have it.
    public var articles: Int
    /// The number of its different values; nil if each article has its own.
    public var values: Int?
    /// Its most frequent values; of a field whose values identify articles, the first ones, and of
    /// the date of publication, the earliest and the latest.
    public var examples: [Example]
  }

  /// A value of a field.
  public struct Example: Equatable, Sendable {
    /// The value.
    public var value: String
    /// The number of articles with this value; nil if it was not counted.
    public var articles: Int?
  }

  /// The number of articles in the archive.
  public var articles: Int
  /// The fields, those with a filter first.
  public var fields: [Summary]
}

extension Archive {
  /// The maximum number of examples of each field.
  private static let maxExamples = 3

  /// Returns the fields of the articles, with examples.
  ///
  /// - Complexity: O(n) in the number of articles. It reads their indexes and rows, but no text.
  public func fields() throws(ArchiveError) -> FieldList {
    let order: [ArticleField] = [
      .title, .author, .publisher, .published, .language, .url, .docno, .location,
    ]
    return try mapErrors {
      var list = FieldList(articles: 0, fields: [])
      list.articles =
        try connection.first("SELECT count(*) FROM articles") { Int($0.integer(at: 0)) } ?? 0
      for field in order { list.fields.append(try summary(of: field)) }
      return list
    }
  }

  private func summary(of field: ArticleField) throws(SQLiteError) -> FieldList.Summary {
    let column = field.rawValue
    let isCounted = [.author, .publisher, .language, .published].contains(field)
    var summary = FieldList.Summary(field: field, articles: 0, examples: [])
    _ = try connection.rows(
      "SELECT count(\(column))\(isCounted ? ", count(DISTINCT \(column))" : "") FROM articles"
    ) { row in
      summary.articles = Int(row.integer(at: 0))
      if isCounted { summary.values = Int(row.integer(at: 1)) }
    }
    let sql =
      switch field {
      case .published:
        """
        SELECT min(published), NULL FROM articles UNION SELECT max(published), NULL FROM articles
         ORDER BY 1
        """
      case .author, .publisher, .language:
        """
        SELECT \(column), count(*) FROM articles WHERE \(column) IS NOT NULL
         GROUP BY \(column) ORDER BY 2 DESC, 1 LIMIT \(Self.maxExamples)
        """
      default:
        """
        SELECT \(column), NULL FROM articles WHERE \(column) IS NOT NULL
         ORDER BY id LIMIT \(Self.maxExamples)
        """
      }
    let examples = try connection.rows(sql) { row in
      row.text(at: 0).map {
        FieldList.Example(value: $0, articles: row.isNull(at: 1) ? nil : Int(row.integer(at: 1)))
      }
    }
    summary.examples = examples.compactMap(\.self)
    return summary
  }
}
