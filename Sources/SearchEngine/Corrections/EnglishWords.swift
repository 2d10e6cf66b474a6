/// Common English words and names, which are never taken for typing errors.
///
/// An archive holds only a part of the language. Without a list, a correct word that it lacks would
/// be corrected to a similar word that it has: moon to mood. The table has the stems of the words
/// in two of twelve dictionaries, and of frequent names (SCOWL, size 60).
enum EnglishWords {
  /// The number of letters with which a line of the table starts.
  private static let prefixLength = 3

  /// Returns true if the table contains `stem`.
  ///
  /// - Complexity: O(log n) in the length of the table, which is searched in place.
  static func contains(stem: String) -> Bool {
    let stem = Array(stem.utf8)
    guard stem.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) else {
      return false
    }
    let prefix = stem.prefix(prefixLength)
    let rest = stem.count > prefixLength ? stem[prefixLength...] : [UInt8(ascii: ".")]
    return table.withUTF8Buffer { table in
      var start = lowerBound(of: prefix, in: table)
      while start < table.count {
        let end = table[start...].firstIndex(of: newline) ?? table.count
        let fields = table[start..<end].split(separator: UInt8(ascii: " "))
        guard fields.first?.elementsEqual(prefix) ?? false else { return false }
        if fields.dropFirst().contains(where: { $0.elementsEqual(rest) }) { return true }
        start = end + 1
      }
      return false
    }
  }

  private static let newline = UInt8(ascii: "\n")

  /// Returns the start of the first line whose prefix is not less than `prefix`.
  private static func lowerBound(
    of prefix: ArraySlice<UInt8>, in table: UnsafeBufferPointer<UInt8>
  ) -> Int {
    var (low, high) = (0, table.count)
    while low < high {
      var start = low + (high - low) / 2
      while start > low, table[start - 1] != newline { start -= 1 }
      let end = table[start...].firstIndex(of: newline) ?? table.count
      if table[start..<end].prefix(prefixLength).lexicographicallyPrecedes(prefix) {
        low = min(end + 1, table.count)
      } else {
        high = start
      }
    }
    return low
  }
}
