/// How much a term counts in each column, and in which columns it is looked for.
struct ColumnWeights {
  /// The weight of each column; that of the columns past these is 1.
  let weights: [Double]
  /// Bit c: whether a term in column c is a match.
  ///
  /// All are when `isFiltered` is false.
  let mask: UInt64
  /// Whether some columns are not looked at.
  let isFiltered: Bool

  init(weights: [Double], columns: Set<Int>?) {
    self.weights = weights
    isFiltered = columns != nil
    mask = (columns ?? []).reduce(0) { $1 < 64 && $1 >= 0 ? $0 | 1 << UInt64($1) : $0 }
  }

  @inline(__always)
  private func weight(_ column: Int) -> Double {
    column < weights.count ? weights[column] : 1
  }

  /// The sum of weights over a poslist: negative where no wanted column holds the term, nothing
  /// where the bytes cannot be read.
  @inline(__always)
  func sum(_ bytes: [UInt8], _ start: Int, _ stop: Int) -> Double? {
    guard start >= 0, start <= stop, stop <= bytes.count else { return nil }
    // By far the most frequent: once, in the second column.
    if !isFiltered, stop &- start == 3, bytes[start] == 1, bytes[start &+ 1] == 1 {
      return weight(1)
    }
    return sumAny(bytes, start, stop)
  }

  private func sumAny(_ bytes: [UInt8], _ start: Int, _ stop: Int) -> Double? {
    var offset = start
    var sum = 0.0
    var isFound = false
    var weight = weight(0)
    var isWanted = !isFiltered || mask & 1 == 1
    while offset < stop {
      let byte = bytes[offset]
      if byte == 1 {
        offset += 1
        guard let column = Varint.readInt(bytes, &offset, stop), column < 2_000 else { return nil }
        weight = self.weight(column)
        isWanted = !isFiltered || (column < 64 && mask >> UInt64(column) & 1 == 1)
        continue
      }
      if isWanted {
        sum += weight
        isFound = true
      }
      offset += 1
      if byte >= 0x80 {
        while offset < stop, bytes[offset] >= 0x80 { offset += 1 }
        guard offset < stop else { return nil }
        offset += 1
      }
    }
    return isFound ? sum : -1
  }
}
