internal import QueryLanguage
internal import Ranking
internal import SQLite

/// Who ranks the passages for a request: the engine, or FTS5.
enum RankingPlan: Equatable {
  case postingLists(RankingQuery)
  case stock(StockReason)

  /// The engine takes bags of words that are one token each.
  init(
    _ request: SearchRequest, tokenizer: Tokenizer, countsExactly: Bool
  ) throws(SQLiteError) {
    var terms: [RankingQuery.Term] = []
    for word in request.query.words {
      let tokens = try tokenizer.tokens(of: word)
      guard let token = tokens.first else {
        self = .stock(.untokenized)
        return
      }
      guard tokens.count == 1 else {
        self = .stock(.phrase)
        return
      }
      terms.append(RankingQuery.Term(token.term, request.mode == .all ? .required : .optional))
    }
    self = .postingLists(
      RankingQuery(
        terms, k: request.offset + request.limit,
        grouping: request.listsPassages ? .none : .article, countsExactly: countsExactly))
  }
}
