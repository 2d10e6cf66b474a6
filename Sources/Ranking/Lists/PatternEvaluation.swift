internal import FullTextIndex
internal import SearchModel

/// Finds where a pattern stands in all rows, by reading positions.
///
/// A phrase is found by the intersection of its terms' lists, the rarest first; the others skip to
/// the rows that are left, and positions are read only in rows that hold all of the terms.
struct PatternEvaluation {
  let catalog: TermCatalog
  /// Bit c: whether column c is looked at.
  let mask: UInt64
  let columnCount: Int
  /// How many postings were decoded.
  private(set) var decoded = 0

  init(_ catalog: TermCatalog, mask: UInt64, columnCount: Int) {
    self.catalog = catalog
    self.mask = mask
    self.columnCount = columnCount
  }

  /// Where `pattern` stands, in all rows or those of `rows`.
  ///
  /// - Complexity: O(p log n), where p is the number of postings that are looked at and n that of
  ///   terms of a union.
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

  /// How often each row holds any of `terms`, column by column.
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
    // A term that stands twice in the phrase is read once.
    var terms: [ResolvedPattern.Term] = []
    var places: [(term: Int, offset: Int)] = []
    for element in elements where element.terms.count == 1 {
      let term = element.terms[0]
      let index = terms.firstIndex { $0.bytes == term.bytes } ?? terms.count
      if index == terms.count { terms.append(term) }
      places.append((index, element.offset))
    }
    var unions = elements.filter { $0.terms.count > 1 }
    unions.sort { ResolvedPattern.cost($0.terms) < ResolvedPattern.cost($1.terms) }
    var found: Occurrences
    if terms.isEmpty {
      let first = unions.removeFirst()
      found = try union(first.terms, rows).moved(back: first.offset)
    } else {
      found = try join(terms, places, rows)
    }
    for element in unions {
      if found.rows.isEmpty { break }
      found = try keeping(found, before: element)
    }
    return found
  }

  /// The occurrences after which any of an element's terms stands where it has to.
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
        var place = 0
        for start in found.range(index) {
          while place < positions.count, positions[place] < found.positions[start] + offset {
            place += 1
          }
          if place == positions.count { break }
          if positions[place] == found.positions[start] + offset { flags[start] = true }
        }
        index += 1
        if index == found.rows.count { break }
        try cursor.advance(to: found.rows[index])
      }
      decoded += cursor.decoded
    }
    return found.keeping(flags)
  }

  /// The rows that hold all of `terms`, each so many tokens after a common start, and the starts.
  private mutating func join(
    _ terms: [ResolvedPattern.Term], _ elements: [(term: Int, offset: Int)], _ rows: [UInt32]?
  ) throws(IndexError) -> Occurrences {
    var cursors: [TermCursor] = []
    let order = terms.indices.sorted { terms[$0].entry.cost < terms[$1].entry.cost }
    for index in order {
      guard let cursor = try catalog.cursor(terms[index].entry) else { return Occurrences() }
      cursors.append(cursor)
    }
    // By the cursor that each element asks; the rarest gives the first candidates.
    let elements = elements.map { element in
      (cursor: order.firstIndex(of: element.term) ?? 0, offset: UInt64(element.offset))
    }.sorted { $0.cursor < $1.cursor }
    var found = Occurrences()
    // As a span: an array would be asked at each access whether it is shared.
    var span = cursors.mutableSpan
    try Self.join(&span, elements, rows, columns: mask, below: columnCount, &found)
    decoded += cursors.reduce(0) { $0 + $1.decoded }
    return found
  }

  private static func join(
    _ cursors: inout MutableSpan<TermCursor>, _ elements: [(cursor: Int, offset: UInt64)],
    _ rows: [UInt32]?, columns mask: UInt64, below columnCount: Int, _ found: inout Occurrences
  ) throws(IndexError) {
    /// The positions of all cursors, one after another, and where those of each begin.
    var positions: [UInt64] = []
    var places = Array(repeating: 0, count: cursors.count + 1)
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
        places[index + 1] = positions.count
      }
      align(elements, positions.span, places.span, &starts)
      found.append(row, starts)
      row += 1
    }
  }

  /// Moves the cursors on to `row`, the first ones first, until one has passed it.
  ///
  /// - Returns: `row` when all stand there, else the row of the one that has passed it.
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

  /// The positions after which each element stands where it has to.
  private static func align(
    _ elements: [(cursor: Int, offset: UInt64)], _ positions: Span<UInt64>,
    _ places: Span<Int>, _ starts: inout [UInt64]
  ) {
    starts.removeAll(keepingCapacity: true)
    for index in elements.indices {
      let (cursor, offset) = elements[index]
      var place = places[cursor]
      let end = places[cursor &+ 1]
      if index == 0 {
        while place < end {
          let position = positions[place]
          if position & 0xffff_ffff >= offset { starts.append(position &- offset) }
          place &+= 1
        }
        continue
      }
      var kept = 0
      for index in starts.indices {
        let target = starts[index] &+ offset
        while place < end, positions[place] < target { place &+= 1 }
        if place == end { break }
        if positions[place] == target {
          starts[kept] = starts[index]
          kept &+= 1
        }
      }
      starts.removeLast(starts.count - kept)
      if starts.isEmpty { return }
    }
  }

  /// The occurrences of the part that has the fewest of those that take part, row by row.
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
    var places = Array(repeating: 0, count: parts.count)
    for row in rows ?? [] {
      var positions: [ArraySlice<UInt64>] = []
      for index in parts.indices {
        places[index] = found[index].rows.lowerBound(
          of: row, from: places[index], below: found[index].rows.count)
        guard places[index] < found[index].rows.count, found[index].rows[places[index]] == row
        else { break }
        positions.append(found[index].positions[found[index].range(places[index])])
      }
      guard positions.count == parts.count else { continue }
      // The element that takes part least often counts; of equals, the first.
      near.append(row, nearness.participants(positions).min { $0.count < $1.count } ?? [])
    }
    return near
  }
}
