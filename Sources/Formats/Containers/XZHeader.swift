/// The memory needed to decompress an .xz file, as stated in its header.
///
/// See the .xz file format, version 1.2.0, sections 3.1 (block header) and 5.3.1 (LZMA2):
/// <https://tukaani.org/xz/xz-file-format.txt>.
enum XZHeader {
  /// The maximum memory: twice the memory that the highest preset of xz needs.
  static let maxBytes = 128 << 20

  /// Returns the size of the first block's dictionary in bytes; nil if this is no .xz file.
  static func dictionaryBytes(_ head: ArraySlice<UInt8>) -> Int? {
    guard head.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) else { return nil }
    // Skip the stream header of 12 bytes, and the byte that holds the size of the block header.
    var rest = head.dropFirst(13)
    guard let flags = rest.popFirst() else { return nil }
    let hasSizes = [flags & 0x40 != 0, flags & 0x80 != 0]
    for _ in hasSizes.filter({ $0 }) { guard integer(&rest) != nil else { return nil } }
    for _ in 0...Int(flags & 3) {
      guard let filter = integer(&rest), let count = integer(&rest), count <= rest.count else {
        return nil
      }
      let properties = rest.prefix(count)
      rest = rest.dropFirst(count)
      if filter == 0x21, let bits = properties.first, bits <= 40 {
        return bits == 40 ? 0xFFFF_FFFF : (2 | Int(bits & 1)) << (Int(bits) / 2 + 11)
      }
    }
    return nil
  }

  /// Reads an integer of up to nine bytes with seven bits each, the lowest bits first.
  private static func integer(_ bytes: inout ArraySlice<UInt8>) -> Int? {
    var value = 0
    for shift in stride(from: 0, to: 63, by: 7) {
      guard let byte = bytes.popFirst() else { return nil }
      value |= Int(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }
}
