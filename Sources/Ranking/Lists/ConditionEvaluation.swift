internal import FullTextIndex

/// Finds all rows that satisfy a condition.
struct ConditionEvaluation {
  /// How deep conditions may be nested.
  private static let deepest = 64
  /// A list of at least one passage in so many is asked as a set of rows.
  private static let longList = 64
  /// A set of all rows of a list is made where one in so many of them may be asked for: to look for
  /// each takes the decoding of a block.
  private static let manyRows = 128

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
  ) throws(IndexError) -> RowSet {
    guard depth < Self.deepest else { throw .unsupportedQuery }
    switch condition {
    case .term(let index):
      guard lists.places.indices.contains(index) else { throw .unsupportedQuery }
      let list = lists.lists[lists.places[index]]
      if let all = try set(list, for: allowed, { allowed.count }) {
        var rows = try allowed.rows()
        rows.formIntersection(all)
        return rows
      }
      var cursor = try list.cursor(catalog, keepsBlocks: !allowed.isEverything)
      let rows = try RowSet(&cursor, within: allowed)
      decoded += cursor.decoded
      return rows
    case .any(let parts):
      return try union(parts, within: allowed, depth: depth)
    case .all(let parts):
      guard !parts.isEmpty else { return RowSet() }
      var allowed = allowed
      var rows = RowSet()
      for part in try parts.sorted(byCost: { (part) throws(IndexError) in try cost(part) }) {
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
  ) throws(IndexError) -> RowSet {
    guard parts.count > 1, !allowed.isEverything else {
      var union = RowSet()
      for part in parts {
        union.formUnion(try rows(part, within: allowed, depth: depth + 1))
      }
      return union
    }
    // What the longest list has found need not be looked for in the others.
    var union = try allowed.rows()
    var left = union
    let sorted = try parts.sorted(byCost: { (part) throws(IndexError) in try cost(part) })
    for part in sorted.reversed() {
      if case .term(let index) = part {
        try remove(index, from: &left, allowed)
      } else {
        left.subtract(try rows(part, within: AllowedRows(left), depth: depth + 1))
      }
      if left.isEmpty { break }
    }
    union.subtract(left)
    return union
  }

  /// Takes the rows of a term out of `left`, which is a part of `allowed`.
  private mutating func remove(
    _ index: Int, from left: inout RowSet, _ allowed: AllowedRows
  ) throws(IndexError) {
    guard lists.places.indices.contains(index) else { throw .unsupportedQuery }
    let list = lists.lists[lists.places[index]]
    if let all = try set(list, for: allowed, { left.count }) {
      left.subtract(all)
      return
    }
    var cursor = try list.cursor(catalog, keepsBlocks: true)
    let isShort = list.cost <= allowed.count
    while cursor.row != PostingCursor.end {
      let row = isShort ? cursor.row : left.next(from: cursor.row)
      if row == cursor.row {
        left.remove(row)
        try cursor.next()
      } else if row == PostingCursor.end {
        break
      } else {
        try cursor.advance(to: row)
      }
    }
    decoded += cursor.decoded
  }

  /// All rows of a list that is long, if they are there already or `count` says that many are to be
  /// asked for.
  private mutating func set(
    _ list: QueryList, for allowed: AllowedRows, _ count: () -> Int
  ) throws(IndexError) -> RowSet? {
    guard case .term(let bytes, _) = list.postings, !allowed.isEverything,
      list.cost > catalog.state.averages.rowCount / Self.longList
    else { return nil }
    let found = try catalog.rows(bytes) { list.cost / Self.manyRows < count() }
    guard let (set, decoded) = found else { return nil }
    self.decoded += decoded
    return set
  }

  /// About how many rows satisfy `condition`.
  private func cost(_ condition: RankingQuery.Condition, depth: Int = 0) throws(IndexError) -> Int {
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
    byCost cost: (RankingQuery.Condition) throws(IndexError) -> Int
  ) throws(IndexError) -> [RankingQuery.Condition] {
    var costs: [(cost: Int, part: RankingQuery.Condition)] = []
    for part in self { costs.append((try cost(part), part)) }
    return costs.sorted { $0.cost < $1.cost }.map(\.part)
  }
}
