internal import FullTextIndex
internal import SearchModel

/// Finds the occurrences of a pattern in all rows, by reading positions.
///
/// A phrase is found by intersecting the lists of its terms, starting with the rarest. The other
/// lists skip to the rows that remain, and positions are read only in rows that contain all terms.
struct PatternEvaluation {
  let catalog: TermCatalog
  /// The columns to search, as bits.
  let mask: UInt64
  let columnCount: Int
  /// The number of postings decoded so far.
  private(set) var decoded = 0

  init(_ catalog: TermCatalog, mask: UInt64, columnCount: Int) {
    self.catalog = catalog
    self.mask = mask
    self.columnCount = columnCount
  }

  /// Returns the occurrences of `pattern` in all rows, or only in `rows` if it is not nil.
  ///
  /// - Complexity: O(p log n), where p is the number of postings visited and n the number of terms
  ///   of a union.
  mutating func occurrences(_ pattern: ResolvedPattern, within rows: [UInt32]? = nil)
    throws(IndexError) -> Occurrences
  {
    switch pattern.kind {
    case .terms(let terms): return try union(terms, rows)
    case .phrase(let elements): return try phrase(elements, rows)
    case .near(let parts, let distance): return try near(parts, distance, rows)
    case .any(let parts):
      var found: [Occurrences] = []
      for part in parts { found.append(try occurrences(part, within: rows)) }
      return .union(found)
    }
  }

  /// Returns the number of occurrences of any of `terms` in each column of each row.
  mutating func counts(_ terms: [ResolvedPattern.Term]) throws(IndexError) -> RowCounts {
    var counts = RowCounts(columnCount: columnCount)
    for term in terms {
      guard var cursor = try catalog.cursor(term.entry) else { continue }
      try counts.add(&cursor, columns: mask)
      decoded += cursor.decoded
    }
    return counts
  }

  private mutating func union(_ terms: [ResolvedPattern.Term], _ rows: [UInt32]?)
    throws(IndexError) -> Occurrences
  {
    var found: [Occurrences] = []
    for term in terms {
      let part = try join([term], [(0, 0)], rows)
      if !part.rows.isEmpty { found.append(part) }
    }
    return .union(found)
  }

  private mutating func phrase(_ elements: [ResolvedPattern.Element], _ rows: [UInt32]?)
    throws(IndexError) -> Occurrences
  {
    if elements.contains(where: { $0.terms.isEmpty }) || elements.isEmpty { return Occurrences() }
    // A term that occurs twice in the phrase is read once.
    var terms: [ResolvedPattern.Term] = []
    var tokens: [(term: Int, offset: Int)] = []
    for element in elements where element.terms.count == 1 {
      let term = element.terms[0]
      let index = terms.firstIndex { $0.bytes == term.bytes } ?? terms.count
      if index == terms.count { terms.append(term) }
      tokens.append((index, element.offset))
    }
    var unions = elements.filter { $0.terms.count > 1 }
    unions.sort { ResolvedPattern.cost($0.terms) < ResolvedPattern.cost($1.terms) }
    var found: Occurrences
    if terms.isEmpty {
      let first = unions.removeFirst()
      found = try union(first.terms, rows).moved(back: first.offset)
    } else {
      found = try join(terms, tokens, rows)
    }
    for element in unions {
      if found.rows.isEmpty { break }
      found = try keeping(found, before: element)
    }
    return found
  }

  /// Returns those occurrences that have one of the element's terms at the element's offset.
  private mutating func keeping(_ found: Occurrences, before element: ResolvedPattern.Element)
    throws(IndexError) -> Occurrences
  {
    var flags = Array(repeating: false, count: found.positions.count)
    var positions: [UInt64] = []
    let offset = UInt64(element.offset)
    for term in element.terms {
      guard var cursor = try catalog.cursor(term.entry) else { continue }
      var index = 0
      while true {
        index = found.rows.lowerBound(
          of: cursor.row, from: index, below: found.rows.count)
        guard index < found.rows.count else { break }
        try cursor.advance(to: found.rows[index])
        if cursor.row != found.rows[index] { continue }
        positions.removeAll(keepingCapacity: true)
        try cursor.appendPositions(to: &positions, columns: mask, below: columnCount)
        var next = 0
        for start in found.range(index) {
          while next < positions.count, positions[next] < found.positions[start] + offset {
            next += 1
          }
          if next == positions.count { break }
          if positions[next] == found.positions[start] + offset { flags[start] = true }
        }
        index += 1
        if index == found.rows.count { break }
        try cursor.advance(to: found.rows[index])
      }
      decoded += cursor.decoded
    }
    return found.keeping(flags)
  }

  /// Returns the occurrences of a phrase: the positions from which each of `elements` follows at
  /// its offset.
  ///
  /// The term of an element is an index into `terms`. If `rows` is not nil, only these rows are
  /// searched.
  private mutating func join(
    _ terms: [ResolvedPattern.Term], _ elements: [(term: Int, offset: Int)], _ rows: [UInt32]?
  ) throws(IndexError) -> Occurrences {
    var cursors: [TermCursor] = []
    let order = terms.indices.sorted { terms[$0].entry.cost < terms[$1].entry.cost }
    for index in order {
      guard let cursor = try catalog.cursor(terms[index].entry) else { return Occurrences() }
      cursors.append(cursor)
    }
    // Elements are sorted by cursor, so the rarest term gives the first candidates.
    let elements = elements.map { element in
      (cursor: order.firstIndex(of: element.term) ?? 0, offset: UInt64(element.offset))
    }.sorted { $0.cursor < $1.cursor }
    var found = Occurrences()
    // A span, because an array would be checked for uniqueness at each access.
    var span = cursors.mutableSpan
    try Self.join(&span, elements, rows, columns: mask, below: columnCount, &found)
    decoded += cursors.reduce(0) { $0 + $1.decoded }
    return found
  }

  private static func join(
    _ cursors: inout MutableSpan<TermCursor>, _ elements: [(cursor: Int, offset: UInt64)],
    _ rows: [UInt32]?, columns mask: UInt64, below columnCount: Int, _ found: inout Occurrences
  ) throws(IndexError) {
    /// The positions in the current row of all cursors, one cursor after another. Those of cursor i
    /// are in `bounds[i]..<bounds[i + 1]`.
    var positions: [UInt64] = []
    var bounds = Array(repeating: 0, count: cursors.count + 1)
    var starts: [UInt64] = []
    var row: UInt32 = 1
    var index = 0
    while true {
      if let rows {
        index = rows.lowerBound(of: row, from: index, below: rows.count)
        guard index < rows.count else { return }
        row = rows[index]
      }
      let met = try meet(&cursors, at: row)
      if met == PostingCursor.end { return }
      if met != row {
        row = met
        continue
      }
      positions.removeAll(keepingCapacity: true)
      for index in cursors.indices {
        try cursors[index].appendPositions(to: &positions, columns: mask, below: columnCount)
        bounds[index + 1] = positions.count
      }
      align(elements, positions.span, bounds.span, &starts)
      found.append(row, starts)
      row += 1
    }
  }

  /// Moves the cursors to `row` one after another, until one moves past it.
  ///
  /// - Returns: `row` if all of them are there, otherwise the row of the one that moved past it.
  @inline(__always)
  private static func meet(_ cursors: inout MutableSpan<TermCursor>, at row: UInt32)
    throws(IndexError) -> UInt32
  {
    for index in cursors.indices {
      let met = try cursors[index].advance(to: row)
      if met != row { return met }
    }
    return row
  }

  /// Sets `starts` to the positions from which each element follows at its offset.
  private static func align(
    _ elements: [(cursor: Int, offset: UInt64)], _ positions: Span<UInt64>,
    _ bounds: Span<Int>, _ starts: inout [UInt64]
  ) {
    starts.removeAll(keepingCapacity: true)
    for index in elements.indices {
      let (cursor, offset) = elements[index]
      var next = bounds[cursor]
      let end = bounds[cursor &+ 1]
      if index == 0 {
        while next < end {
          let position = positions[next]
          if position & 0xffff_ffff >= offset { starts.append(position &- offset) }
          next &+= 1
        }
        continue
      }
      var kept = 0
      for index in starts.indices {
        let target = starts[index] &+ offset
        while next < end, positions[next] < target { next &+= 1 }
        if next == end { break }
        if positions[next] == target {
          starts[kept] = starts[index]
          kept &+= 1
        }
      }
      starts.removeLast(starts.count - kept)
      if starts.isEmpty { return }
    }
  }

  /// Returns the occurrences of a NEAR: in each row, the matching occurrences of the part that has
  /// the fewest.
  private mutating func near(_ parts: [ResolvedPattern], _ distance: Int, _ rows: [UInt32]?)
    throws(IndexError) -> Occurrences
  {
    if parts.isEmpty { return Occurrences() }
    var found = Array(repeating: Occurrences(), count: parts.count)
    var rows = rows
    for index in parts.indices.sorted(by: { parts[$0].cost < parts[$1].cost }) {
      found[index] = try occurrences(parts[index], within: rows)
      if found[index].rows.isEmpty { return Occurrences() }
      rows = found[index].rows
    }
    let nearness = Nearness(lengths: parts.map(\.length), distance: distance)
    var near = Occurrences()
    var indices = Array(repeating: 0, count: parts.count)
    for row in rows ?? [] {
      var positions: [ArraySlice<UInt64>] = []
      for index in parts.indices {
        indices[index] = found[index].rows.lowerBound(
          of: row, from: indices[index], below: found[index].rows.count)
        guard indices[index] < found[index].rows.count, found[index].rows[indices[index]] == row
        else { break }
        positions.append(found[index].positions[found[index].range(indices[index])])
      }
      guard positions.count == parts.count else { continue }
      // The part with the fewest occurrences counts; if several have as few, the first.
      near.append(row, nearness.participants(positions).min { $0.count < $1.count } ?? [])
    }
    return near
  }
}
