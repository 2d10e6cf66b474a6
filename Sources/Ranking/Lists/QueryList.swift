internal import FullTextIndex

/// A posting list of a query: once, however often its term stands there.
struct QueryList {
  /// Whose list it is.
  enum Postings {
    /// A term's, as FTS5 stores it.
    case term([UInt8], TermEntry)
    /// One that was made or given.
    case made(MaterializedList)
  }

  var postings: Postings
  /// How many rows are in it; nothing where that is not needed.
  var documentFrequency: Int?
  /// The sum of the weights of the terms that it stands for and that add to the score.
  var boost = 0.0
  /// Whether a term that must be there stands for it.
  var isRequired = false
  /// Whether a term that must not be there stands for it.
  var isExcluded = false

  /// Whether a term that adds to the score stands for it, and stands anywhere.
  var isScored: Bool { boost > 0 && documentFrequency != 0 }

  /// About how many rows are in it.
  var cost: Int {
    if let documentFrequency { return documentFrequency }
    switch postings {
    case .term(_, let entry): return entry.cost
    case .made(let list): return list.documentFrequency
    }
  }

  /// A cursor on the first row.
  ///
  /// `keepsBlocks` is whether what it decodes should be kept for the next search, as fits a cursor
  /// that passes over much of the list.
  func cursor(_ catalog: TermCatalog, keepsBlocks: Bool = false) throws(IndexError) -> RowCursor {
    switch postings {
    case .term(_, let entry):
      if keepsBlocks, let blocks = entry.list { return try RowCursor(blocks) }
      return RowCursor(try catalog.cursor(entry))
    case .made(let list): return RowCursor(list.rows)
    }
  }
}

/// The lists of a query's terms.
struct QueryLists {
  /// Each list once.
  private(set) var lists: [QueryList] = []
  /// For each term of the query the index of its list.
  private(set) var places: [Int] = []

  private struct Key: Hashable {
    var pattern: Pattern
    var mask: UInt64
  }

  /// Finds or makes the lists of `terms`.
  ///
  /// `usesBlocks` is whether factors are under the configured weights, so that the lists of terms may
  /// come in blocks.
  init(
    _ terms: [RankingQuery.Term], _ catalog: TermCatalog, usesBlocks: Bool,
    scoring: inout ScoringContext, decoded: inout Int
  ) throws(IndexError) {
    let all = try catalog.mask(nil)
    var indices: [Key: Int] = [:]
    var given: [(list: PassageList, index: Int)] = []
    for term in terms {
      let isScored = term.role != .excluded
      let index: Int
      switch term.source {
      case .list(let passages):
        if let known = given.first(where: { $0.list == passages }) {
          index = known.index
        } else {
          index = lists.count
          given.append((passages, index))
          let list = try MaterializedList(passages, scoring: &scoring)
          lists.append(
            QueryList(postings: .made(list), documentFrequency: list.documentFrequency))
        }
      case .pattern(let pattern):
        let key = Key(pattern: pattern.simplified, mask: try catalog.mask(term.columns))
        index = indices[key] ?? lists.count
        if index == lists.count {
          indices[key] = index
          lists.append(
            try Self.list(
              key, isWhole: key.mask == all, catalog, usesBlocks: usesBlocks, scoring: &scoring,
              &decoded))
        }
        if isScored { try lists[index].count(catalog, &decoded) }
      }
      places.append(index)
      lists[index].isRequired = lists[index].isRequired || term.role == .required
      lists[index].isExcluded = lists[index].isExcluded || !isScored
      if isScored { lists[index].boost += term.weight }
    }
  }

  private static func list(
    _ key: Key, isWhole: Bool, _ catalog: TermCatalog, usesBlocks: Bool,
    scoring: inout ScoringContext,
    _ decoded: inout Int
  ) throws(IndexError) -> QueryList {
    guard case .term(let text) = key.pattern, isWhole else {
      let list = try catalog.materialized(
        key.pattern, mask: key.mask, scoring: &scoring, decoded: &decoded)
      return QueryList(postings: .made(list), documentFrequency: list.documentFrequency)
    }
    let bytes = Array(text.utf8)
    if usesBlocks { _ = try catalog.list(bytes, scoring: &scoring) }
    let entry = try catalog.entry(bytes)
    return QueryList(postings: .term(bytes, entry), documentFrequency: entry.documentFrequency)
  }
}

extension QueryList {
  /// Sees to it that it is known how many rows there are.
  fileprivate mutating func count(_ catalog: TermCatalog, _ decoded: inout Int)
    throws(IndexError)
  {
    if documentFrequency == nil, case .term(let bytes, _) = postings {
      documentFrequency = try catalog.documentFrequency(bytes, decoded: &decoded)
    }
    guard (documentFrequency ?? 0) <= catalog.state.averages.rowCount else {
      throw .corrupt(.averages)
    }
  }
}

extension Pattern {
  /// The same pattern, without a list of one around it.
  var simplified: Pattern {
    switch self {
    case .phrase(let parts) where parts.count == 1: parts[0].simplified
    case .any(let parts) where parts.count == 1: parts[0].simplified
    case .near(let parts, _) where parts.count == 1: parts[0].simplified
    default: self
    }
  }
}
