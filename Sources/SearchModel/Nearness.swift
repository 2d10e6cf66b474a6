/// The rule of NEAR: occurrences of several elements match if each of them ends at most `distance`
/// tokens before the last one starts.
///
/// It is the same as `fts5ExprNearIsMatch` in SQLite's `fts5_expr.c`. The engine counts occurrences
/// by it, and snippets highlight them by it.
public struct Nearness: Sendable {
  /// The number of tokens of each element.
  public var lengths: [Int]
  /// The maximum number of tokens between the end of an occurrence and the start of the last one.
  public var distance: Int

  /// Creates the rule for elements of these lengths.
  public init(lengths: [Int], distance: Int) {
    self.lengths = lengths
    self.distance = distance
  }

  /// Returns the occurrences of each element that take part in a match.
  ///
  /// - Parameter positions: For each element, the positions of its occurrences, ascending.
  /// - Returns: For each element, the positions that take part in a match, ascending; an empty
  ///   array if nothing matches.
  /// - Complexity: O(n e), where n is the number of positions and e the number of elements.
  public func participants(_ positions: [ArraySlice<UInt64>]) -> [[UInt64]] {
    guard !positions.isEmpty, !positions.contains(where: \.isEmpty) else { return [] }
    var current = positions.map(\.startIndex)
    var matched = Array(repeating: [UInt64](), count: positions.count)
    while align(&current, positions) {
      for element in positions.indices {
        let position = positions[element][current[element]]
        if matched[element].last != position { matched[element].append(position) }
      }
      // Advance the element whose next occurrence comes first. This misses no match: every later
      // position of another element comes after that next occurrence, so if it is near the skipped
      // position, it is near the next one too.
      var next: Int?
      for element in positions.indices where current[element] + 1 < positions[element].endIndex {
        if let least = next,
          positions[element][current[element] + 1] >= positions[least][current[least] + 1]
        {
          continue
        }
        next = element
      }
      guard let next else { break }
      current[next] += 1
    }
    return matched.first?.isEmpty ?? true ? [] : matched
  }

  /// Advances the occurrences that end too far before the last one, until all of them are near it.
  ///
  /// - Returns: False if an element has no occurrences left.
  private func align(_ current: inout [Int], _ positions: [ArraySlice<UInt64>]) -> Bool {
    var last = Int64(positions[0][current[0]])
    var isMatch = false
    while !isMatch {
      isMatch = true
      for element in positions.indices {
        let first = last - Int64(lengths[element]) - Int64(distance)
        while Int64(positions[element][current[element]]) < first {
          isMatch = false
          current[element] += 1
          if current[element] == positions[element].endIndex { return false }
        }
        let position = Int64(positions[element][current[element]])
        if position > last {
          isMatch = false
          last = position
        }
      }
    }
    return true
  }
}

extension Nearness {
  /// Returns the runs of tokens of each element that take part in a match; the runs of an element
  /// may differ in length.
  ///
  /// The rule takes one length for each element, so each combination of lengths is tried
  /// separately.
  public static func participants(
    _ runs: [[Range<Int>]], distance: Int
  ) -> [Set<Range<Int>>] {
    var choices: [[[Range<Int>]]] = [[]]
    for element in runs {
      let byLength = Dictionary(grouping: Set(element), by: \.count).values
      choices = choices.flatMap { choice in byLength.map { choice + [Array($0)] } }
    }
    var found = Array(repeating: Set<Range<Int>>(), count: runs.count)
    for choice in choices {
      let lengths = choice.map { $0[0].count }
      let starts = choice.map { $0.map { UInt64($0.lowerBound) }.sorted()[...] }
      let matched = Nearness(lengths: lengths, distance: distance).participants(starts)
      for (element, starts) in matched.enumerated() {
        found[element].formUnion(starts.map { Int($0)..<Int($0) + lengths[element] })
      }
    }
    return found
  }
}
