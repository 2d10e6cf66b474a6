/// Eight bytes of a text, examined together.
///
/// Bit 7 of each byte of a result is the answer for that byte. Most text is ASCII words and single
/// spaces, so readers skip eight bytes at a time where they can. See "Determine if a word has a
/// zero byte" in Sean Anderson's Bit Twiddling Hacks; the form used here is exact for each byte.
struct EightBytes {
  static let highBits: UInt64 = 0x8080_8080_8080_8080
  private static let lowBits: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// The first byte is the least significant one.
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

  /// The bytes that are equal to `byte`.
  @inline(__always)
  func equal(to byte: UInt8) -> UInt64 {
    let difference = bytes ^ (Self.ones &* UInt64(byte))
    return ~(((difference & Self.lowBits) &+ Self.lowBits) | difference) & Self.highBits
  }

  /// The bytes below 0x20, provided that all are ASCII.
  @inline(__always)
  var controls: UInt64 {
    ~((bytes & (Self.ones &* 0x60)) &+ Self.lowBits) & Self.highBits
  }
}
