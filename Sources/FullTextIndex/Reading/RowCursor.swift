/// A cursor over the ascending rows of a posting list.
///
/// A cursor starts on the first row, and stands at `PostingCursor.end` after the last one. Generic
/// code over cursors is specialized for each of them.
package protocol RowCursor {
  /// The current row, or `PostingCursor.end`.
  var row: UInt32 { get }
  /// The number of postings that were decoded.
  var decoded: Int { get }

  /// Moves to the next row.
  ///
  /// - Precondition: The cursor is not at its end.
  mutating func next() throws(IndexError)

  /// Moves to the first row at or past `target`, and returns it.
  ///
  /// - Complexity: O(log d), where d is the number of rows that are skipped, if the list can skip.
  @discardableResult
  mutating func advance(to target: UInt32) throws(IndexError) -> UInt32
}

extension TermCursor: RowCursor {}

extension [UInt32] {
  /// Returns the first index from `start` on whose value is `target` or more; `count` if there is
  /// none.
  ///
  /// - Precondition: The first `count` values ascend.
  /// - Complexity: O(log d), where d is the number of values that are skipped.
  @inlinable package func lowerBound(of target: UInt32, from start: Int, below count: Int) -> Int {
    if start >= count || self[start] >= target { return start }
    var low = start  // always below `target`
    var step = 1
    while low + step < count && self[low + step] < target {
      low += step
      step *= 2
    }
    var high = Swift.min(low + step, count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if self[middle] < target { low = middle } else { high = middle }
    }
    return high
  }
}
