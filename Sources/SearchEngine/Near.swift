/// FTS5's NEAR: one run of tokens for each element, in any order, at most `distance` tokens between
/// the end of each and the beginning of the last.
///
/// A run that serves several elements counts for each of them, as in FTS5.
struct Near {
  /// A run of tokens that an element of the NEAR is.
  struct Item: Equatable {
    var element: Int
    var tokens: Range<Int>
  }

  var elementCount: Int
  var distance: Int

  /// The items that take part where the NEAR holds.
  ///
  /// - Complexity: O(n log n + n e) for n items of e elements.
  func takingPart(_ items: [Item]) -> [Item] {
    let items = items.sorted { $0.tokens.lowerBound < $1.tokens.lowerBound }
    // Where the last item of a NEAR that holds can begin, in order.
    var lasts: [Int] = []
    // The furthest end of each element's runs so far.
    var reach: [Int?] = Array(repeating: nil, count: elementCount)
    for (index, item) in items.enumerated() {
      let start = item.tokens.lowerBound
      reach[item.element] = max(reach[item.element] ?? 0, item.tokens.upperBound)
      let isLastHere = index + 1 == items.count || items[index + 1].tokens.lowerBound > start
      guard isLastHere else { continue }
      if reach.allSatisfy({ end in end.map { $0 + distance >= start } ?? false }) {
        lasts.append(start)
      }
    }
    var next = 0
    return items.filter { item in
      while next < lasts.count, lasts[next] < item.tokens.lowerBound { next += 1 }
      return next < lasts.count && lasts[next] <= item.tokens.upperBound + distance
    }
  }
}
