internal import FullTextIndex

/// Which occurrences of several patterns in one row stand near each other.
///
/// This is `fts5ExprNearIsMatch` of SQLite's `fts5_expr.c`: occurrences match together when each
/// ends at most `distance` tokens before the last of them begins. Columns are so far apart, as
/// `Poslist` counts, that nothing is near across them.
enum NearMatch {
  /// The occurrences of the pattern of which the fewest take part in a match; of equals, the first.
  ///
  /// - Parameters:
  ///   - positions: For each pattern where it stands, ascending.
  ///   - lengths: For each pattern, its tokens.
  ///   - distance: How many tokens may stand between two.
  /// - Returns: Their positions, ascending; none where nothing matches.
  static func fewest(_ positions: [ArraySlice<UInt64>], _ lengths: [Int], distance: Int) -> [UInt64]
  {
    var places = positions.map(\.startIndex)
    var matched = Array(repeating: [UInt64](), count: positions.count)
    guard !positions.contains(where: \.isEmpty) else { return [] }
    search: while true {
      // Moves on those that stand too far before the last one, until all are near it.
      var last = Int64(positions[0][places[0]])
      var isMatch = false
      while !isMatch {
        isMatch = true
        for index in positions.indices {
          let first = last - Int64(lengths[index]) - Int64(distance)
          if Int64(positions[index][places[index]]) < first {
            isMatch = false
            repeat {
              places[index] += 1
              if places[index] == positions[index].endIndex { break search }
            } while Int64(positions[index][places[index]]) < first
          }
          let position = Int64(positions[index][places[index]])
          if position > last {
            isMatch = false
            last = position
          }
        }
      }
      for index in positions.indices {
        let position = positions[index][places[index]]
        if matched[index].last != position { matched[index].append(position) }
      }
      // The one whose next occurrence comes first goes on.
      var next: Int?
      for index in positions.indices where places[index] + 1 < positions[index].endIndex {
        if let least = next,
          positions[index][places[index] + 1] >= positions[least][places[least] + 1]
        {
          continue
        }
        next = index
      }
      guard let next else { break }
      places[next] += 1
    }
    return matched.min { $0.count < $1.count } ?? []
  }
}
