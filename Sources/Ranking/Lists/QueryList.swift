internal import FullTextIndex
internal import SearchModel

/// A posting list of a query; repeated patterns share one.
struct QueryList {
  /// The postings.
  enum Postings {
    /// The list of a term, as FTS5 stores it.
    case term([UInt8], TermEntry)
    /// A list that was computed, or passed in by the caller.
    case computed(ComputedPostingList)
  }

  var postings: Postings
  /// The number of rows; nil if it is not known, because it is not needed.
  var documentFrequency: Int?
  /// The number of rows of the whole collection, if the caller has given it.
  var collectionFrequency: Int?
  /// The sum of the query weights of the scored terms that share the list.
  var queryWeight = 0.0
  /// True if each hit must be in the list.
  var isRequired = false
  /// True if no hit may be in the list.
  var isExcluded = false

  /// True if the list contributes to the score of any passage.
  var isScored: Bool { queryWeight > 0 && documentFrequency != 0 }

  /// An estimate of the number of rows.
  var cost: Int {
    if let documentFrequency { return documentFrequency }
    switch postings {
    case .term(_, let entry): return entry.cost
    case .computed(let list): return list.documentFrequency
    }
  }
}

/// The posting lists of a query's terms.
struct QueryLists {
  /// The distinct lists.
  private(set) var lists: [QueryList] = []
  /// For each term, the index of its list.
  private(set) var indices: [Int] = []

  private struct Key: Hashable {
    var pattern: Pattern
    var mask: UInt64
  }

  /// Looks up or computes the lists of `terms`.
  ///
  /// `usesBlocks` is true if the query has the configured weights, so that cached blocks have the
  /// right factors. Adds the number of postings that had to be decoded to `decoded`.
  init(
    _ terms: [RankingQuery.Term], _ roles: [LeafRole?]?, _ catalog: TermCatalog,
    usesBlocks: Bool, scoring: inout ScoringContext, decoded: inout Int
  ) throws(IndexError) {
    let all = try catalog.mask(nil)
    var known: [Key: Int] = [:]
    for (number, term) in terms.enumerated() {
      let isScored = term.isScored
      let index: Int
      switch term.source {
      case .list(let passages):
        // Lists that are equal in this index need not be so in the rest of a collection.
        index = lists.count
        let list = try ComputedPostingList(passages, scoring: &scoring)
        lists.append(
          QueryList(postings: .computed(list), documentFrequency: list.documentFrequency))
      case .pattern(let pattern):
        let key = Key(pattern: pattern.simplified, mask: try catalog.mask(term.columns))
        index = known[key] ?? lists.count
        if index == lists.count {
          known[key] = index
          lists.append(
            try Self.list(
              key, isWhole: key.mask == all, catalog, usesBlocks: usesBlocks, scoring: &scoring,
              &decoded))
        }
        if isScored { try lists[index].count(catalog, &decoded) }
      }
      indices.append(index)
      if roles?[number] == .required { lists[index].isRequired = true }
      if roles?[number] == .excluded { lists[index].isExcluded = true }
      if isScored { lists[index].queryWeight += term.queryWeight }
      lists[index].collectionFrequency = term.documentFrequency ?? lists[index].collectionFrequency
    }
  }

  private static func list(
    _ key: Key, isWhole: Bool, _ catalog: TermCatalog, usesBlocks: Bool,
    scoring: inout ScoringContext,
    _ decoded: inout Int
  ) throws(IndexError) -> QueryList {
    guard case .term(let text) = key.pattern, isWhole else {
      let list = try catalog.computedList(
        key.pattern, mask: key.mask, scoring: &scoring, decoded: &decoded)
      return QueryList(postings: .computed(list), documentFrequency: list.documentFrequency)
    }
    let bytes = Array(text.utf8)
    if usesBlocks { _ = try catalog.list(bytes, scoring: &scoring) }
    let entry = try catalog.entry(bytes)
    return QueryList(postings: .term(bytes, entry), documentFrequency: entry.documentFrequency)
  }
}

extension QueryList {
  /// Counts the rows if their number is not known.
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
  /// The pattern, or its only element if it is a phrase, a NEAR or a choice of a single pattern.
  var simplified: Pattern {
    switch self {
    case .phrase(let parts) where parts.count == 1: parts[0].simplified
    case .any(let parts) where parts.count == 1: parts[0].simplified
    case .near(let parts, _) where parts.count == 1: parts[0].simplified
    default: self
    }
  }
}
