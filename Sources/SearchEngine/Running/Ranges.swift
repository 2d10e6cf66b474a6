extension Array {
  /// Returns the first index whose element satisfies `belongsInSecondPart`, or the count.
  ///
  /// - Precondition: The elements that satisfy the condition come after all others.
  /// - Complexity: O(log n).
  func partitioningIndex(where belongsInSecondPart: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if belongsInSecondPart(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension [Range<Int>] {
  /// Returns the ranges in ascending order, with overlapping ranges merged.
  ///
  /// If `joiningAdjacent`, adjacent ranges are merged too.
  func merged(joiningAdjacent: Bool) -> [Range<Int>] {
    var merged: [Range<Int>] = []
    for range in sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last,
        range.lowerBound < last.upperBound || joiningAdjacent && range.lowerBound == last.upperBound
      {
        merged[merged.count - 1] = last.lowerBound..<Swift.max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }
}

extension [ClosedRange<Int64>] {
  /// The ranges in ascending order, with overlapping and adjacent ones merged.
  var merged: [ClosedRange<Int64>] {
    var merged: [ClosedRange<Int64>] = []
    for range in sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, last.upperBound + 1 >= range.lowerBound {
        merged[merged.count - 1] = last.lowerBound...Swift.max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }
}
