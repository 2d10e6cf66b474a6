internal import FullTextIndex
internal import SearchModel

/// The articles that satisfy a condition, in which a leaf holds for an article if it holds for any
/// of its passages.
extension ConditionEvaluation {
  /// The rows or articles within which a condition is evaluated.
  enum Bounds {
    /// Only the rows that a filter allows.
    case rows(AllowedRows)
    /// Only these articles, by their first passages.
    case articles(RowSet)
  }

  /// Returns the articles that satisfy `condition`, by their first passages.
  ///
  /// In a conjunction, the rarest part is evaluated first, and each other part only within the
  /// articles found so far.
  ///
  /// - Complexity: O(n) in the postings of all lists; in a conjunction, in the number of articles
  ///   of the rarest list if there are few.
  mutating func articles(
    _ condition: BooleanExpression<Int>, within bounds: Bounds, _ lengths: inout PassageLengths,
    depth: Int = 0
  ) throws(IndexError) -> RowSet {
    guard depth < Self.maxDepth else { throw .unsupportedQuery }
    switch condition {
    case .leaf(let index):
      return try articles(of: index, within: bounds, &lengths)
    case .any(let parts):
      var union = RowSet()
      for part in parts {
        union.formUnion(try articles(part, within: bounds, &lengths, depth: depth + 1))
      }
      return union
    case .all:
      let (wanted, excluded) = condition.wantedAndExcluded
      guard !wanted.isEmpty else { throw .unsupportedQuery }
      var found: RowSet?
      for part in try wanted.sorted(byCost: { (part) throws(IndexError) in try cost(part) }) {
        let next = try articles(
          part, within: found.map { .articles($0) } ?? bounds, &lengths, depth: depth + 1)
        if next.isEmpty { return next }
        found = next
      }
      var articles = found ?? RowSet()
      for part in excluded where !articles.isEmpty {
        articles.subtract(
          try self.articles(part, within: .articles(articles), &lengths, depth: depth + 1))
      }
      return articles
    case .not:
      // A negation can only exclude articles that another part finds.
      throw .unsupportedQuery
    }
  }

  private mutating func articles(
    of index: Int, within bounds: Bounds, _ lengths: inout PassageLengths
  ) throws(IndexError) -> RowSet {
    switch bounds {
    case .rows(let allowed):
      return try rows(.leaf(index), within: allowed).articles(&lengths)
    case .articles(let articles):
      let list = try list(index)
      if let all = try set(list, { articles.count }) {
        var found = try all.articles(&lengths)
        found.formIntersection(articles)
        return found
      }
      switch list.postings {
      case .term(_, let entry):
        if let blocks = entry.list {
          var cursor = try BlockCursor(blocks)
          return try self.articles(of: &cursor, within: articles, &lengths)
        }
        guard var cursor = try catalog.cursor(entry) else { return RowSet() }
        return try self.articles(of: &cursor, within: articles, &lengths)
      case .computed(let list):
        var cursor = ArrayCursor(list.rows)
        return try self.articles(of: &cursor, within: articles, &lengths)
      }
    }
  }

  /// Returns those of `articles` that a list contains a passage of.
  ///
  /// The next article and the list's next row take turns in skipping ahead (*leapfrog*).
  private mutating func articles(
    of cursor: inout some RowCursor, within articles: RowSet, _ lengths: inout PassageLengths
  ) throws(IndexError) -> RowSet {
    var found = RowSet()
    var article = articles.next(from: 0)
    while article != PostingCursor.end {
      if cursor.row < article { try cursor.advance(to: article) }
      guard cursor.row != PostingCursor.end else { break }
      let first = try lengths.firstOfArticle(cursor.row)
      guard first >= article else {
        throw .corrupt(.passageLengths(Int64(article) / Int64(PassageLengths.chunkSize)))
      }
      if first == article { try found.insert(article) }
      article = articles.next(from: first == article ? article + 1 : first)
    }
    decoded += cursor.decoded
    return found
  }
}
