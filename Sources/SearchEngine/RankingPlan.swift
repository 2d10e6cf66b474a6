internal import QueryLanguage
internal import Ranking
internal import SQLite

/// Who ranks the passages for a request: the engine, or FTS5.
enum RankingPlan: Equatable {
  case postingLists(RankingQuery)
  case stock(StockReason)

  /// The engine takes bags of words that are one token each.
  init(_ request: SearchRequest, tokenizer: Tokenizer) throws(SQLiteError) {
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
    var query = RankingQuery(
      terms, k: request.offset + request.limit,
      grouping: request.listsPassages ? .none : .article, countsExactly: request.countsExactly)
    query.countsUpTo = Self.postingsCounted
    self = .postingLists(query)
  }

  /// Counting the hits of so many postings takes a millisecond or two, even on a first search.
  private static let postingsCounted = 20_000
}
