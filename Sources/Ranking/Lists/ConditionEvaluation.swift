internal import FullTextIndex
internal import SearchModel

/// Finds all rows that satisfy a condition over the terms of a query.
struct ConditionEvaluation {
  /// The depth to which conditions may be nested.
  static let maxDepth = 64
  /// A list with more than one in this many passages may be looked up as a set of rows.
  private static let longList = 64
  /// The set of all rows of a list is built if the number of lookups is larger than the length of
  /// the list divided by this number: each lookup would decode a block.
  private static let manyRows = 128

  let catalog: TermCatalog
  let lists: QueryLists
  /// The number of postings decoded so far.
  var decoded = 0

  init(_ catalog: TermCatalog, _ lists: QueryLists) {
    self.catalog = catalog
    self.lists = lists
  }

  /// Returns the rows among `allowed` that satisfy `condition`.
  ///
  /// In a conjunction, the rarest part is evaluated first, and each other part only within the rows
  /// found so far.
  ///
  /// - Complexity: O(n) in the postings of all lists, or in the number of rows in `allowed` if it
  ///   is small.
  mutating func rows(
    _ condition: BooleanExpression<Int>, within allowed: AllowedRows, depth: Int = 0
  ) throws(IndexError) -> RowSet {
    guard depth < Self.maxDepth else { throw .unsupportedQuery }
    switch condition {
    case .leaf(let index):
      let list = try list(index)
      if let all = try set(list, { allowed.count }) {
        if allowed.isEverything { return all }
        var rows = try allowed.rows()
        rows.formIntersection(all)
        return rows
      }
      return try rows(of: list, within: allowed)
    case .any(let parts):
      return try union(parts, within: allowed, depth: depth)
    case .all:
      let (wanted, excluded) = condition.wantedAndExcluded
      guard !wanted.isEmpty else { throw .unsupportedQuery }
      var allowed = allowed
      var rows = RowSet()
      for part in try wanted.sorted(byCost: { (part) throws(IndexError) in try cost(part) }) {
        rows = try self.rows(part, within: allowed, depth: depth + 1)
        allowed = AllowedRows(rows)
        if allowed.count == 0 { return rows }
      }
      for part in excluded {
        rows.subtract(try self.rows(part, within: AllowedRows(rows), depth: depth + 1))
      }
      return rows
    case .not:
      // A negation can only exclude passages that another part finds.
      throw .unsupportedQuery
    }
  }

  func list(_ index: Int) throws(IndexError) -> QueryList {
    guard lists.indices.indices.contains(index) else { throw .unsupportedQuery }
    return lists.lists[lists.indices[index]]
  }

  /// Returns the rows of a list that are in `allowed`.
  private mutating func rows(
    of list: QueryList, within allowed: AllowedRows
  ) throws(IndexError) -> RowSet {
    switch list.postings {
    case .term(_, let entry):
      if allowed.isEverything {
        let (rows, decoded) = try catalog.rows(of: entry)
        self.decoded += decoded
        return rows
      }
      if let blocks = entry.list {
        var cursor = try BlockCursor(blocks)
        return try rows(of: &cursor, within: allowed)
      }
      guard var cursor = try catalog.cursor(entry) else { return RowSet() }
      return try rows(of: &cursor, within: allowed)
    case .computed(let list):
      var cursor = ArrayCursor(list.rows)
      return try rows(of: &cursor, within: allowed)
    }
  }

  private mutating func rows(
    of cursor: inout some RowCursor, within allowed: AllowedRows
  ) throws(IndexError) -> RowSet {
    let rows = try RowSet(&cursor, within: allowed)
    decoded += cursor.decoded
    return rows
  }

  private mutating func union(
    _ parts: [BooleanExpression<Int>], within allowed: AllowedRows, depth: Int
  ) throws(IndexError) -> RowSet {
    guard parts.count > 1, !allowed.isEverything else {
      var union = RowSet()
      for part in parts {
        union.formUnion(try rows(part, within: allowed, depth: depth + 1))
      }
      return union
    }
    // Start with the longest list, whose rows then need not be looked up in the other lists.
    var union = try allowed.rows()
    var left = union
    let sorted = try parts.sorted(byCost: { (part) throws(IndexError) in try cost(part) })
    for part in sorted.reversed() {
      if case .leaf(let index) = part {
        try remove(index, from: &left, allowed)
      } else {
        left.subtract(try rows(part, within: AllowedRows(left), depth: depth + 1))
      }
      if left.isEmpty { break }
    }
    union.subtract(left)
    return union
  }

  /// Removes the rows of the list of a term from `left`, a subset of `allowed`.
  private mutating func remove(
    _ index: Int, from left: inout RowSet, _ allowed: AllowedRows
  ) throws(IndexError) {
    let list = try list(index)
    if let all = try set(list, { left.count }) {
      left.subtract(all)
      return
    }
    let isShort = list.cost <= allowed.count
    switch list.postings {
    case .term(_, let entry):
      if let blocks = entry.list {
        var cursor = try BlockCursor(blocks)
        try remove(&cursor, isShort: isShort, from: &left)
      } else if var cursor = try catalog.cursor(entry) {
        try remove(&cursor, isShort: isShort, from: &left)
      }
    case .computed(let list):
      var cursor = ArrayCursor(list.rows)
      try remove(&cursor, isShort: isShort, from: &left)
    }
  }

  private mutating func remove(
    _ cursor: inout some RowCursor, isShort: Bool, from left: inout RowSet
  ) throws(IndexError) {
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

  /// Returns the set of all rows of a long list if it is cached, or if looking up `count` rows
  /// justifies building it; otherwise nil.
  mutating func set(
    _ list: QueryList, _ count: () -> Int
  ) throws(IndexError) -> RowSet? {
    guard case .term(let bytes, _) = list.postings,
      list.cost > catalog.state.averages.rowCount / Self.longList
    else { return nil }
    let found = try catalog.rows(bytes) { list.cost / Self.manyRows < count() }
    guard let (set, decoded) = found else { return nil }
    self.decoded += decoded
    return set
  }

  /// Returns an estimate of the number of rows that satisfy `condition`.
  func cost(_ condition: BooleanExpression<Int>, depth: Int = 0) throws(IndexError) -> Int {
    guard depth < Self.maxDepth else { throw .unsupportedQuery }
    var costs: [Int] = []
    switch condition {
    case .leaf(let index):
      return try list(index).cost
    case .any(let parts):
      for part in parts { costs.append(try cost(part, depth: depth + 1)) }
      return costs.reduce(0, +)
    case .all:
      for part in condition.wantedAndExcluded.wanted {
        costs.append(try cost(part, depth: depth + 1))
      }
      return costs.min() ?? 0
    case .not:
      throw .unsupportedQuery
    }
  }
}

extension [BooleanExpression<Int>] {
  /// Returns the expressions, cheapest first.
  func sorted(
    byCost cost: (BooleanExpression<Int>) throws(IndexError) -> Int
  ) throws(IndexError) -> [BooleanExpression<Int>] {
    var costs: [(cost: Int, part: BooleanExpression<Int>)] = []
    for part in self { costs.append((try cost(part), part)) }
    return costs.sorted { $0.cost < $1.cost }.map(\.part)
  }
}
