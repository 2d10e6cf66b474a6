internal import FullTextIndex

/// The occurrences of a pattern: the rows that contain it, and its positions in each.
///
/// Positions are in the format of `Poslist`. The position of a pattern of several tokens is that of
/// its first token.
struct Occurrences {
  /// The rows that contain the pattern, ascending.
  private(set) var rows: [UInt32] = []
  /// For each row, the end of its positions in `positions`.
  private(set) var ends: [Int] = []
  /// The positions, ascending in each row.
  private(set) var positions: [UInt64] = []

  /// Returns the range in `positions` of the row at `index`.
  @inline(__always)
  func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

  /// Appends a row, which must be higher than all others, unless it has no positions.
  @inline(__always)
  mutating func append(_ row: UInt32, _ found: some Sequence<UInt64>) {
    let count = positions.count
    positions.append(contentsOf: found)
    if positions.count > count {
      rows.append(row)
      ends.append(positions.count)
    }
  }

  /// Appends a row with positions from an array, which is faster than from another sequence.
  @inline(__always)
  mutating func append(_ row: UInt32, _ found: [UInt64]) {
    if found.isEmpty { return }
    for position in found { positions.append(position) }
    rows.append(row)
    ends.append(positions.count)
  }

  /// Returns the positions whose flag is set, and the rows that have at least one of them.
  func keeping(_ flags: [Bool]) -> Occurrences {
    var kept = Occurrences()
    for index in rows.indices {
      kept.append(rows[index], range(index).lazy.filter { flags[$0] }.map { positions[$0] })
    }
    return kept
  }

  /// Returns the positions moved back by `distance` tokens, without those that would be before the
  /// start of the column.
  func moved(back distance: Int) -> Occurrences {
    if distance == 0 { return self }
    var moved = Occurrences()
    for index in rows.indices {
      moved.append(
        rows[index],
        positions[range(index)].lazy.filter { $0 & 0xffff_ffff >= UInt64(distance) }
          .map { $0 - UInt64(distance) })
    }
    return moved
  }

  /// Returns the union of `parts`: all their rows and positions, each once.
  ///
  /// - Complexity: O(n log p) for n positions in p parts.
  static func union(_ parts: [Occurrences]) -> Occurrences {
    var parts = parts
    while parts.count > 1 {
      var merged: [Occurrences] = []
      merged.reserveCapacity((parts.count + 1) / 2)
      for index in stride(from: 0, to: parts.count - 1, by: 2) {
        merged.append(union(parts[index], parts[index + 1]))
      }
      if !parts.count.isMultiple(of: 2) { merged.append(parts[parts.count - 1]) }
      parts = merged
    }
    return parts.first ?? Occurrences()
  }

  private static func union(_ a: Occurrences, _ b: Occurrences) -> Occurrences {
    var union = Occurrences()
    union.rows.reserveCapacity(a.rows.count + b.rows.count)
    union.ends.reserveCapacity(a.rows.count + b.rows.count)
    union.positions.reserveCapacity(a.positions.count + b.positions.count)
    var (i, j) = (0, 0)
    while i < a.rows.count || j < b.rows.count {
      let rowOfA = i < a.rows.count ? a.rows[i] : PostingCursor.end
      let rowOfB = j < b.rows.count ? b.rows[j] : PostingCursor.end
      if rowOfA < rowOfB {
        union.append(rowOfA, a.positions[a.range(i)])
        i += 1
      } else if rowOfB < rowOfA {
        union.append(rowOfB, b.positions[b.range(j)])
        j += 1
      } else {
        union.append(rowOfA, merged(a.positions[a.range(i)], b.positions[b.range(j)]))
        i += 1
        j += 1
      }
    }
    return union
  }

  private static func merged(_ a: ArraySlice<UInt64>, _ b: ArraySlice<UInt64>) -> [UInt64] {
    var merged: [UInt64] = []
    var (i, j) = (a.startIndex, b.startIndex)
    while i < a.endIndex || j < b.endIndex {
      if j == b.endIndex || (i < a.endIndex && a[i] <= b[j]) {
        if j < b.endIndex, a[i] == b[j] { j += 1 }
        merged.append(a[i])
        i += 1
      } else {
        merged.append(b[j])
        j += 1
      }
    }
    return merged
  }
}
