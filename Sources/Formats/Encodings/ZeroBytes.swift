/// NULs in files that are otherwise text.
///
/// As in browsers, they are removed: they are not visible and separate no words. They are left by
/// crashes and by fields of fixed length. A binary file, which has many, is refused.
enum ZeroBytes {
  /// True if a file that starts with `head` has as many NULs and other control characters as a
  /// binary file.
  static func areBinary(_ head: some Collection<UInt8>) -> Bool {
    let controls = head.count { $0 < 0x09 || (0x0E..<0x20).contains($0) || $0 == 0x7F }
    return controls > max(1, head.count / 100)
  }

  /// Removes the NULs from text in which they do not belong to the encoding.
  ///
  /// - Returns: What was repaired, with the line counted from `line`; nil if there are no NULs.
  static func remove(from bytes: inout [UInt8], line: Int?) -> Repair? {
    guard let first = bytes[...].firstBytes(of: CollectionOfOne(0))?.lowerBound else { return nil }
    let repair = Repair(
      .zeroByte, line: line.map { $0 + bytes[..<first].count { $0 == 0x0A } },
      count: bytes[first...].count { $0 == 0 })
    bytes.removeAll { $0 == 0 }
    return repair
  }

  /// Removes the NULs from the bytes of a file, unless it is in UTF-16 or UTF-32 or binary.
  ///
  /// `encoding` is the name that the user specified.
  static func remove(fromFile bytes: inout [UInt8], encoding: String?) -> Repair? {
    guard bytes[...].firstBytes(of: CollectionOfOne(0)) != nil,
      let found = try? TextEncoding(of: bytes[...], declared: encoding), !found.isWide
    else { return nil }
    return remove(from: &bytes, line: 1)
  }
}
