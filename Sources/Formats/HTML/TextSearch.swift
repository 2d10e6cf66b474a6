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
