/// The weight of an occurrence of a term in each column.
public struct ColumnWeights {
  /// The weights of the first columns; further columns have the weight 1.
  public let weights: [Double]
  /// The weight of the second column, which contains the text.
  @usableFromInline let second: Double

  package init(weights: [Double]) {
    self.weights = weights
    second = weights.count > 1 ? weights[1] : 1
  }

  /// Returns the weight of a column.
  @inlinable @inline(__always)
  public func weight(_ column: Int) -> Double {
    column < weights.count ? weights[column] : 1
  }

  /// Returns the sum of the weights over a poslist; nil if the bytes are malformed.
  @inlinable @inline(__always)
  public func sum(_ bytes: [UInt8], _ start: Int, _ stop: Int) -> Double? {
    guard start >= 0, start <= stop, stop <= bytes.count else { return nil }
    // By far the most frequent case: a few occurrences, all in the second column.
    if stop &- start >= 3, bytes[start] == 1, bytes[start &+ 1] == 1 {
      return sumOfSecond(bytes, start &+ 2, stop)
    }
    return sumAny(bytes, start, stop)
  }

  /// Returns the sum over a poslist that starts with the marker of the second column, which is before
  /// `start`.
  @inlinable @inline(__always)
  func sumOfSecond(_ bytes: [UInt8], _ start: Int, _ stop: Int) -> Double? {
    var sum = 0.0
    var offset = start
    var byte: UInt8 = 0
    while offset < stop {
      byte = bytes[offset]
      // Either the marker of another column, or part of a longer varint.
      if byte == 1 { return sumAny(bytes, start &- 2, stop) }
      if byte < 0x80 { sum += second }
      offset &+= 1
    }
    return byte < 0x80 ? sum : nil
  }

  /// Returns the sum for the number of positions in each column, added in the order of a poslist, so
  /// that both are rounded in the same way.
  package func sum(_ counts: ArraySlice<UInt32>) -> Double {
    var sum = 0.0
    for (column, count) in counts.enumerated() {
      let weight = weight(column)
      for _ in 0..<count { sum += weight }
    }
    return sum
  }

  @usableFromInline func sumAny(_ bytes: [UInt8], _ start: Int, _ stop: Int) -> Double? {
    var offset = start
    var sum = 0.0
    var isFound = false
    var weight = weight(0)
    while offset < stop {
      let byte = bytes[offset]
      if byte == 1 {
        offset += 1
        guard let column = Varint.readInt(bytes, &offset, stop), column < 2_000 else { return nil }
        weight = self.weight(column)
        continue
      }
      sum += weight
      isFound = true
      offset += 1
      if byte >= 0x80 {
        while offset < stop, bytes[offset] >= 0x80 { offset += 1 }
        guard offset < stop else { return nil }
        offset += 1
      }
    }
    return isFound ? sum : nil
  }
}
