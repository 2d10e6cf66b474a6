/// The British and American spellings of English words, such as organise and organize.
///
/// The table `spelling_pairs.txt` has a line for each two stems that are spellings of each other.
/// Lines are sorted by the bytes of the first stem:
///
///     line  = stem ["=" words] " " (word | "=" words)
///     words = word {"," word}
///
/// Words after a first `=` mean that the stem also stands for other words, so that only these words
/// have the other spelling: `organ` is the stem of organize and of organic. The rest of the line is
/// the other spelling. Words after its `=` match only in these written forms, for the same reason;
/// otherwise every form of the word matches.
enum SpellingPairs {
  /// The other spelling of a word.
  enum Spelling: Equatable {
    /// A word that matches in all its forms.
    case word(String)
    /// Words with the same stem, each of which matches only as it is written.
    case forms([String])
  }

  /// Returns the other spellings of `word`, which has the stem `stem`; both are folded.
  ///
  /// - Complexity: O(log n) in the length of the table.
  static func spellings(of word: String, stem: String) -> [Spelling] {
    let key = Array(stem.utf8)
    guard !key.isEmpty, key.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) })
    else {
      return []
    }
    let table = PackageResources.spelling_pairs_txt
    var spellings: [Spelling] = []
    var start = lowerBound(of: key, in: table)
    while start < table.count {
      let end = table[start...].firstIndex(of: newline) ?? table.count
      let line = table[start..<end]
      guard line.starts(with: key), line.count > key.count, !isLetter(line[start + key.count])
      else { break }
      if let spelling = spelling(of: word, line) { spellings.append(spelling) }
      start = end + 1
    }
    return spellings
  }

  private static let newline = UInt8(ascii: "\n")

  private static func isLetter(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") }

  /// Returns the start of the first line whose stem is not less than `key`.
  private static func lowerBound(of key: [UInt8], in table: [UInt8]) -> Int {
    var (low, high) = (0, table.count)
    while low < high {
      var start = low + (high - low) / 2
      while start > low, table[start - 1] != newline { start -= 1 }
      let end = table[start...].firstIndex(of: newline) ?? table.count
      // The signs after a stem are less than letters, as the end of a word is.
      if table[start..<end].prefix(while: isLetter).lexicographicallyPrecedes(key) {
        low = end + 1
      } else {
        high = start
      }
    }
    return low
  }

  /// Returns the other spelling that a line gives to `word`; nil if the line is about other words.
  private static func spelling(of word: String, _ line: ArraySlice<UInt8>) -> Spelling? {
    let parts = line.split(separator: UInt8(ascii: " "))
    guard parts.count == 2 else { return nil }
    if let words = words(parts[0]), !words.contains(word) { return nil }
    return words(parts[1]).map { .forms($0) } ?? .word(String(decoding: parts[1], as: UTF8.self))
  }

  /// Returns the words after `=`; nil if there is none.
  private static func words(_ part: ArraySlice<UInt8>) -> [String]? {
    guard let sign = part.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    return part[(sign + 1)...].split(separator: UInt8(ascii: ",")).map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}
