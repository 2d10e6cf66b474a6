/// Reads the positions of a term in one row.
///
/// See `PostingCursor` for the format.
enum Poslist {
  /// How many columns patterns are looked for in at most.
  static let mostColumns = 64

  /// A position: the column, then the token in it.
  @inline(__always)
  static func position(column: Int, token: Int) -> UInt64 { UInt64(column) << 32 | UInt64(token) }

  /// The column of a position.
  @inline(__always)
  static func column(of position: UInt64) -> Int { Int(position >> 32) }

  /// Appends the positions in the columns of `mask` to `positions`, ascending.
  ///
  /// - Returns: Whether the bytes could be read.
  static func read(
    _ bytes: [UInt8], _ range: Range<Int>, columns mask: UInt64, below columnCount: Int,
    to positions: inout [UInt64]
  ) -> Bool {
    guard range.upperBound <= bytes.count else { return false }
    var offset = range.lowerBound
    var column = 0
    var token = 0
    var isWanted = mask & 1 == 1
    while offset < range.upperBound {
      guard let value = Varint.readInt(bytes, &offset, range.upperBound) else { return false }
      if value == 1 {
        guard let next = Varint.readInt(bytes, &offset, range.upperBound), next > column,
          next < columnCount
        else { return false }
        column = next
        token = 0
        isWanted = mask >> UInt64(next) & 1 == 1
        continue
      }
      guard value >= 2 else { return false }
      token += value - 2
      guard token < 1 << 31 else { return false }
      if isWanted { positions.append(position(column: column, token: token)) }
    }
    return true
  }

  /// Adds how many positions each column of `mask` has to `counts`, from `base` on.
  ///
  /// - Returns: Whether the bytes could be read.
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
