internal import FullTextIndex
internal import SearchModel

/// The rows and articles that satisfy a query, without scores.
extension RankingSearch {
  /// Returns all rows that satisfy the query.
  mutating func matches() throws(IndexError) -> RowSet {
    let lists = try lists()
    let rows = try matches(lists)
    catalog.note(decoded: counters.postingsDecoded)
    return rows
  }

  /// Returns the articles in which the query finds passages, by their first passages.
  mutating func matchingArticles() throws(IndexError) -> RowSet {
    let lists = try lists()
    let articles =
      scope == .article
      ? try articles(lists, within: .rows(catalog.allowedRows(query.allowed)))
      : try matches(lists).articles(&scoring.lengths)
    catalog.note(decoded: counters.postingsDecoded)
    return articles
  }

  mutating func matches(_ lists: QueryLists) throws(IndexError) -> RowSet {
    let allowed = try catalog.allowedRows(query.allowed)
    switch scope {
    case .passage:
      return try rows(query.condition, lists, within: allowed)
    case .article:
      return try passages(of: articles(lists, within: .rows(allowed)), lists)
    case .passageAndArticle:
      var rows = try rows(query.condition, lists, within: allowed)
      let articles = try articles(lists, within: .articles(rows.articles(&scoring.lengths)))
      rows.formIntersection(try articles.wholeArticles(&scoring.lengths))
      return rows
    }
  }

  mutating func rows(
    _ condition: BooleanExpression<Int>, _ lists: QueryLists, within allowed: AllowedRows
  ) throws(IndexError) -> RowSet {
    var evaluation = ConditionEvaluation(catalog, lists)
    let rows = try evaluation.rows(condition, within: allowed)
    counters.postingsDecoded += evaluation.decoded
    return rows
  }

  /// Returns the articles that satisfy the condition.
  mutating func articles(
    _ lists: QueryLists, within bounds: ConditionEvaluation.Bounds
  ) throws(IndexError) -> RowSet {
    var evaluation = ConditionEvaluation(catalog, lists)
    let articles = try evaluation.articles(query.condition, within: bounds, &scoring.lengths)
    counters.postingsDecoded += evaluation.decoded
    return articles
  }

  /// Returns the passages of articles that contain any of the scored terms.
  mutating func passages(
    of articles: RowSet, _ lists: QueryLists
  ) throws(IndexError) -> RowSet {
    let scored = query.terms.indices.filter { query.terms[$0].isScored }
    return try rows(
      .any(scored.map { .leaf($0) }), lists,
      within: AllowedRows(articles.wholeArticles(&scoring.lengths)))
  }
}
