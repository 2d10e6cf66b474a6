internal import Glibc

extension StringProtocol {
  /// Returns the first range of a text, compared byte by byte.
  ///
  /// The standard library's search prepares tables for each pattern, which takes longer than a
  /// search in a short text.
  func firstBytes(of pattern: String) -> Range<Index>? {
    let pattern = Array(pattern.utf8)
    guard let first = pattern.first else { return nil }
    var start = utf8.startIndex
    while let found = utf8[start...].firstIndex(of: first) {
      let rest = utf8[found...]
      if rest.starts(with: pattern) {
        return found..<utf8.index(found, offsetBy: pattern.count)
      }
      start = utf8.index(after: found)
    }
    return nil
  }

  /// Returns the last range of a text, compared byte by byte.
  func lastBytes(of pattern: String) -> Range<Index>? {
    var last: Range<Index>?
    var rest = self[...]
    while let found = rest.firstBytes(of: pattern) {
      last = found
      rest = rest[found.upperBound...]
    }
    return last
  }
}

extension ArraySlice<UInt8> {
  /// Returns the first range of a text.
  ///
  /// The standard library's search for a collection is not specialized for bytes: in the first
  /// 4,096 bytes of a page it takes longer than all other reading of the page.
  func firstBytes(of pattern: some Collection<UInt8>) -> Range<Int>? {
    let pattern = Array(pattern)
    return withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, let first = pattern.first else { return nil }
      var start = 0
      while bytes.count - start >= pattern.count,
        let found = memchr(base + start, Int32(first), bytes.count - start - pattern.count + 1)
      {
        let offset = base.distance(to: UnsafeRawPointer(found))
        if memcmp(found, pattern, pattern.count) == 0 {
          return startIndex + offset..<startIndex + offset + pattern.count
        }
        start = offset + 1
      }
      return nil
    }
  }
}
