/// Eight bytes of a text, examined together.
///
/// A result is a mask: bit 7 of each of its bytes is the answer for the byte at the same place.
/// Most text consists of ASCII words and single spaces, so readers can often advance by eight bytes
/// at a time. See "Determine if a word has a zero byte" in Sean Anderson's Bit Twiddling Hacks; the
/// form used here is exact for each byte.
struct EightBytes {
  static let highBits: UInt64 = 0x8080_8080_8080_8080
  private static let lowBits: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// The eight bytes; the first one is the least significant.
  let bytes: UInt64

  /// Loads the eight bytes at `index`.
  @inline(__always)
  init(_ utf8: UnsafeBufferPointer<UInt8>, at index: Int) {
    bytes = UInt64(
      littleEndian: UnsafeRawBufferPointer(utf8).loadUnaligned(
        fromByteOffset: index, as: UInt64.self))
  }

  /// True if all bytes are ASCII.
  @inline(__always)
  var areASCII: Bool { bytes & Self.highBits == 0 }

  /// Returns a mask of the bytes that are equal to `byte`.
  @inline(__always)
  func equal(to byte: UInt8) -> UInt64 {
    let difference = bytes ^ (Self.ones &* UInt64(byte))
    return ~(((difference & Self.lowBits) &+ Self.lowBits) | difference) & Self.highBits
  }

  /// A mask of the bytes below 0x20, which is valid only if all bytes are ASCII.
  @inline(__always)
  var controls: UInt64 {
    ~((bytes & (Self.ones &* 0x60)) &+ Self.lowBits) & Self.highBits
  }
}
