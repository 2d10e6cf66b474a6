internal import Archive
internal import QueryLanguage
public import SQLite

/// The places in an article that match the words of a query.
public struct ArticleMarks: Equatable, Sendable {
  /// The ranges in the title, in UTF-8 bytes, ascending and apart.
  public var title: [Range<Int>] = []
  /// The ranges in the text, in UTF-8 bytes, ascending and apart.
  public var text: [Range<Int>] = []

  /// An article without marks.
  public static let none = ArticleMarks()
}

extension Searcher {
  /// Returns the places in an article that match the words of a request, as snippets mark them.
  ///
  /// An expression in FTS5's own language has no marks.
  ///
  /// - Complexity: O(n log n) in the length of the text: 100 microseconds for 1,000 words.
  /// - Throws: Like `search`.
  public func marks(
    of request: SearchRequest, title: String, text: String, interruption: Interruption? = nil
  ) throws -> ArticleMarks {
    try withSearch(request, interruption) { usesEngine in
      guard request.query.asksForSomething,
        let plan = try run(request, usesEngine: usesEngine).0.plan
      else { return .none }
      let finder = try MatchFinder(
        plan.highlights.highlights, stemming: connection.indexTokenizer()
      ) { () throws(SQLiteError) in
        try connection.foldingTokenizer()
      }
      func ranges(in text: String, column: Int) throws(SQLiteError) -> [Range<Int>] {
        try finder.matches(in: text, column: column).map(\.range).merged(joiningAdjacent: false)
      }
      return ArticleMarks(
        title: try ranges(in: title, column: 0), text: try ranges(in: text, column: 1))
    }
  }
}
