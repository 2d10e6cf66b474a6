public import QueryLanguage

/// What is to be searched for, and how much of the answer is wanted.
public struct SearchRequest: Equatable, Sendable {
  /// What is asked for.
  public var query: Query
  /// Whether a passage must have all parts of the query, or any.
  public var mode: Query.Mode
  /// The most hits to return.
  public var limit: Int
  /// How many of the best hits to leave out before those.
  public var offset: Int
  /// Whether every passage is a hit of its own, rather than the best passage of each article.
  public var listsPassages: Bool
  /// How many words a snippet has at most, at least 1.
  ///
  /// Nothing stands for hits without snippets, which are found sooner.
  public var snippetWords: Int? = 40

  /// Creates a request.
  public init(
    _ query: Query, mode: Query.Mode = .any, limit: Int = 10, offset: Int = 0,
    listsPassages: Bool = false
  ) {
    self.query = query
    self.mode = mode
    self.limit = limit
    self.offset = offset
    self.listsPassages = listsPassages
  }
}
