/// Common English words and names, which are never taken for typing errors.
///
/// An archive holds only a part of the language. Without a list, a correct word that it lacks would
/// be corrected to a similar word that it has: moon to mood. The table has the words in two of
/// twelve dictionaries, and frequent names (SCOWL, size 60), without regular forms of other words.
///
/// Stems would not do: Porter's algorithm finds the stem of governess in goverment.
enum EnglishWords {
  /// The number of letters with which a line of the table starts.
  private static let prefixLength = 3

  /// Returns true if the table contains a word, or a word of which it may be a regular form.
  ///
  /// - Complexity: O(log n) in the length of the table, which is searched in place.
  static func contains(_ word: String) -> Bool { bases(of: word).contains(where: isListed) }

  /// Returns a word, and what it may be a form of; see `Packaging/english_words.py`.
  static func bases(of word: String) -> [String] {
    var bases = [word]
    for (ending, other) in endings where word.hasSuffix(ending) {
      bases.append(word.dropLast(ending.utf8.count) + other)
    }
    for ending in ["ed", "ing"] where word.hasSuffix(ending) {
      // The last letter may be doubled, as in planned.
      let start = word.dropLast(ending.utf8.count)
      if let last = start.last, start.dropLast().last == last {
        bases.append(String(start.dropLast()))
      }
    }
    return bases
  }

  private static let endings = [
    ("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""), ("ly", ""), ("ed", ""), ("ed", "e"),
    ("ing", ""), ("ing", "e"),
  ]

  private static func isListed(_ word: String) -> Bool {
    let word = Array(word.utf8)
    guard word.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) else {
      return false
    }
    let prefix = word.prefix(prefixLength)
    let rest = word.count > prefixLength ? word[prefixLength...] : [UInt8(ascii: ".")]
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
