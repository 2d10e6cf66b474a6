/// Finds all rows that satisfy a condition.
struct MatchFinder {
  /// How deep conditions may be nested.
  private static let deepest = 64
  /// Up to how many rows a set is made of what is left to be looked for.
  private static let fewRows = 100_000

  let catalog: TermCatalog
  let lists: QueryLists
  /// How many postings were decoded.
  private(set) var decoded = 0

  init(_ catalog: TermCatalog, _ lists: QueryLists) {
    self.catalog = catalog
    self.lists = lists
  }

  /// The rows among `allowed` that satisfy `condition`.
  ///
  /// A part that must hold is looked for only where those before it do, the rarest first.
  ///
  /// - Complexity: O(postings of all lists); of the rows among `allowed`, where they are few.
  mutating func rows(
    _ condition: RankingQuery.Condition, within allowed: AllowedRows, depth: Int = 0
  ) throws(RankingError) -> RowSet {
    guard depth < Self.deepest else { throw .unsupportedQuery }
    switch condition {
    case .term(let index):
      guard lists.places.indices.contains(index) else { throw .unsupportedQuery }
      var cursor = try lists.lists[lists.places[index]].cursor(
        catalog, keepsBlocks: !allowed.isEverything)
      let rows = try RowSet(&cursor, within: allowed)
      decoded += cursor.decoded
      return rows
    case .any(let parts):
      return try union(parts, within: allowed, depth: depth)
    case .all(let parts):
      guard !parts.isEmpty else { return RowSet() }
      var allowed = allowed
      var rows = RowSet()
      for part in try parts.sorted(byCost: { (part) throws(RankingError) in try cost(part) }) {
        rows = try self.rows(part, within: allowed, depth: depth + 1)
        allowed = AllowedRows(rows)
        if allowed.count == 0 { break }
      }
      return rows
    case .without(let part, let unwanted):
      var rows = try self.rows(part, within: allowed, depth: depth + 1)
      rows.subtract(
        try self.rows(unwanted, within: AllowedRows(rows), depth: depth + 1))
      return rows
    }
  }

  private mutating func union(
    _ parts: [RankingQuery.Condition], within allowed: AllowedRows, depth: Int
  ) throws(RankingError) -> RowSet {
    var union = RowSet()
    guard parts.count > 1, allowed.count <= Self.fewRows else {
      for part in parts {
        union.formUnion(try rows(part, within: allowed, depth: depth + 1))
      }
      return union
    }
    // What the longest list has found need not be looked for in the others.
    var left = try allowed.rows()
    let sorted = try parts.sorted(byCost: { (part) throws(RankingError) in try cost(part) })
    for part in sorted.reversed() {
      let found = try rows(part, within: AllowedRows(left), depth: depth + 1)
      union.formUnion(found)
      left.subtract(found)
    }
    return union
  }

  /// About how many rows satisfy `condition`.
  private func cost(_ condition: RankingQuery.Condition, depth: Int = 0) throws(RankingError) -> Int
  {
    guard depth < Self.deepest else { throw .unsupportedQuery }
    var costs: [Int] = []
    switch condition {
    case .term(let index):
      guard lists.places.indices.contains(index) else { throw .unsupportedQuery }
      return lists.lists[lists.places[index]].cost
    case .any(let parts):
      for part in parts { costs.append(try cost(part, depth: depth + 1)) }
      return costs.reduce(0, +)
    case .all(let parts):
      for part in parts { costs.append(try cost(part, depth: depth + 1)) }
      return costs.min() ?? 0
    case .without(let part, _):
      return try cost(part, depth: depth + 1)
    }
  }
}

extension [RankingQuery.Condition] {
  /// Those that cost least first.
  fileprivate func sorted(
    byCost cost: (RankingQuery.Condition) throws(RankingError) -> Int
  ) throws(RankingError) -> [RankingQuery.Condition] {
    var costs: [(cost: Int, part: RankingQuery.Condition)] = []
    for part in self { costs.append((try cost(part), part)) }
    return costs.sorted { $0.cost < $1.cost }.map(\.part)
  }
}
