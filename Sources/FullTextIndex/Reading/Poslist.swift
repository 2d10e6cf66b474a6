/// Reads the positions of a term in one row.
///
/// A position has its column in the high 32 bits, and the index of its token in the low 32 bits.
/// See `PostingCursor` for the stored format.
package enum Poslist {
  /// The maximum number of columns for phrases and NEAR; a mask has one bit for each column.
  package static let maxColumns = 64

  /// Returns the column of a position.
  @inline(__always)
  package static func column(of position: UInt64) -> Int { Int(position >> 32) }

  /// Appends the positions in the columns of `mask` to `positions`, in ascending order.
  ///
  /// - Returns: False if the bytes are malformed.
  static func read(
    _ bytes: [UInt8], _ range: Range<Int>, columns mask: UInt64, below columnCount: Int,
    to positions: inout [UInt64]
  ) -> Bool {
    let end = range.upperBound
    guard end <= bytes.count else { return false }
    var offset = range.lowerBound
    var column: UInt64 = 0
    var token = 0
    var isWanted = mask & 1 == 1
    while offset < end {
      // Nearly all values have one or two bytes.
      var value = Int(bytes[offset])
      if value < 0x80 {
        offset &+= 1
      } else if offset &+ 1 < end, bytes[offset &+ 1] < 0x80 {
        value = (value & 0x7f) &<< 7 | Int(bytes[offset &+ 1])
        offset &+= 2
      } else {
        guard let long = Varint.readInt(bytes, &offset, end) else { return false }
        value = long
      }
      if value >= 2 {
        token &+= value &- 2
        guard token < 1 << 31 else { return false }
        if isWanted { positions.append(column | UInt64(token)) }
        continue
      }
      guard value == 1, let next = Varint.readInt(bytes, &offset, end), next < columnCount,
        UInt64(next) &<< 32 > column
      else { return false }
      column = UInt64(next) &<< 32
      token = 0
      isWanted = mask &>> UInt64(next) & 1 == 1
    }
    return true
  }

  /// Adds the number of positions in each column of `mask` to `counts`; column 0 is at index
  /// `base`.
  ///
  /// - Returns: False if the bytes are malformed.
  static func count(
    _ bytes: [UInt8], _ range: Range<Int>, columns mask: UInt64, below columnCount: Int,
    in counts: inout [UInt32], at base: Int
  ) -> Bool {
    guard range.upperBound <= bytes.count else { return false }
    var offset = range.lowerBound
    var column = 0
    var isWanted = mask & 1 == 1
    var found: UInt32 = 0
    while offset < range.upperBound {
      let byte = bytes[offset]
      offset &+= 1
      if byte == 1 {
        if isWanted { counts[base + column] &+= found }
        guard let next = Varint.readInt(bytes, &offset, range.upperBound), next > column,
          next < columnCount
        else { return false }
        column = next
        isWanted = mask >> UInt64(next) & 1 == 1
        found = 0
        continue
      }
      found &+= 1
      if byte >= 0x80 {
        while offset < range.upperBound, bytes[offset] >= 0x80 { offset &+= 1 }
        guard offset < range.upperBound else { return false }
        offset &+= 1
      }
    }
    if isWanted { counts[base + column] &+= found }
    return true
  }
}
