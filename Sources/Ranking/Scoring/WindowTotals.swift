/// The gains of the passages of a window so far.
struct WindowTotals {
  /// The maximum number of rows in a window.
  static let width = 1_024

  /// The gain of each row, from the first row of the window; 0 between windows.
  var gains = [Double](repeating: 0, count: width)
  /// A bit for each row with a gain; none between windows.
  var marks = [UInt64](repeating: 0, count: width / 64)

  /// Adds the gains of a block's postings from `index` on, except factors below `least`.
  ///
  /// - Returns: The index of the first posting past `last`.
  mutating func add(
    _ rows: [UInt32], _ factors: [Double], from index: Int, count: Int, base first: UInt32,
    through last: UInt32, least: Double, weightedIDF: Double
  ) -> Int {
    Self.add(
      rows.span, factors.span, from: index, count: count, base: first, through: last, least: least,
      weightedIDF: weightedIDF, &gains, &marks)
  }

  private static func add(
    _ rows: Span<UInt32>, _ factors: Span<Double>, from start: Int, count: Int, base first: UInt32,
    through last: UInt32, least: Double, weightedIDF: Double, _ gains: inout [Double],
    _ marks: inout [UInt64]
  ) -> Int {
    var gains = gains.mutableSpan
    var marks = marks.mutableSpan
    var index = start
    while index < count {
      let row = rows[index]
      if row > last { break }
      let factor = factors[index]
      if factor >= least {
        let offset = Int(row &- first)
        gains[offset] += weightedIDF * factor
        marks[offset &>> 6] |= 1 &<< UInt64(offset & 63)
      }
      index &+= 1
    }
    return index
  }
}
