/// SQLite's variable-length integers.
///
///     varint = { byte with the high bit set } byte      at most nine bytes, big-endian
///
/// Each byte contributes its low seven bits; the ninth contributes all eight.
/// See <https://sqlite.org/fileformat2.html#varint>.
enum Varint {
  /// Reads the varint at `offset` and moves `offset` past it; returns nil if it does not end before
  /// `end`.
  @inline(__always)
  static func read(_ bytes: [UInt8], _ offset: inout Int, _ end: Int) -> UInt64? {
    guard offset < end, offset >= 0, end <= bytes.count else { return nil }
    let first = bytes[offset]
    if first < 0x80 {
      offset += 1
      return UInt64(first)
    }
    return readLong(bytes, &offset, end)
  }

  private static func readLong(_ bytes: [UInt8], _ offset: inout Int, _ end: Int) -> UInt64? {
    var value: UInt64 = 0
    var index = offset
    for count in 1...9 {
      guard index < end else { return nil }
      let byte = bytes[index]
      index += 1
      if count == 9 {
        value = value << 8 | UInt64(byte)
      } else {
        value = value << 7 | UInt64(byte & 0x7f)
        if byte >= 0x80 { continue }
      }
      offset = index
      return value
    }
    return nil
  }

  /// Reads a varint like `read`, but also returns nil if the value is 2^48 or more.
  @inline(__always)
  static func readInt(_ bytes: [UInt8], _ offset: inout Int, _ end: Int) -> Int? {
    guard let value = read(bytes, &offset, end), value < 1 << 48 else { return nil }
    return Int(value)
  }

  /// Appends `value`.
  @inline(__always)
  static func append(_ value: UInt64, to bytes: inout [UInt8]) {
    guard value >= 0x80 else { return bytes.append(UInt8(truncatingIfNeeded: value)) }
    appendLong(value, to: &bytes)
  }

  private static func appendLong(_ value: UInt64, to bytes: inout [UInt8]) {
    precondition(value < 1 << 56, "\(value) is too long for the eight bytes that are written here")
    var shift = (63 - value.leadingZeroBitCount) / 7 * 7
    while shift > 0 {
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)) | 0x80)
      shift -= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: value & 0x7f))
  }

  /// Returns the number of bytes of the varint of `value`.
  static func size(of value: UInt64) -> Int { max(1, (70 - value.leadingZeroBitCount) / 7) }
}
