internal import QueryLanguage
internal import Ranking
internal import SQLite

/// Who ranks the passages for a request: the engine, or FTS5.
enum RankingPlan: Equatable {
  case postingLists(RankingQuery)
  case stock(StockReason)

  /// The engine takes bags of words that are one token each.
  init(
    _ query: CompiledQuery, _ request: SearchRequest, tokenizer: Tokenizer
  ) throws(SQLiteError) {
    let items: [CompiledQuery.BagItem]
    switch query.bag {
    case .success(let bag): items = bag
    case .failure(let obstacle):
      self = .stock(StockReason(obstacle))
      return
    }
    var terms: [RankingQuery.Term] = []
    for item in items {
      let tokens = try tokenizer.tokens(of: item.word)
      guard let token = tokens.first else {
        self = .stock(.untokenized)
        return
      }
      guard tokens.count == 1 else {
        self = .stock(.phrase)
        return
      }
      terms.append(RankingQuery.Term(token.term, RankingQuery.Role(item.role)))
    }
    var bag = RankingQuery(
      terms, k: request.offset + request.limit,
      grouping: request.listsPassages ? .none : .article)
    bag.countsUpTo = Self.postingsCounted
    self = .postingLists(bag)
  }

  /// Counting the hits of so many postings takes a millisecond or two, even on a first search.
  private static let postingsCounted = 20_000
}

extension StockReason {
  fileprivate init(_ obstacle: CompiledQuery.Obstacle) {
    self =
      switch obstacle {
      case .exact: .exact
      case .prefix: .prefix
      case .near: .near
      case .field: .field
      case .nesting: .nesting
      case .raw: .raw
      }
  }
}

extension RankingQuery.Role {
  fileprivate init(_ role: Part.Role) {
    self =
      switch role {
      case .plain: .optional
      case .required: .required
      case .excluded: .excluded
      }
  }
}
