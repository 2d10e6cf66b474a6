internal import Archive

/// The keys of entries in a file of citations.
struct CitationKeys {
  private var used: Set<String> = []

  /// Returns a key that this function has not returned before: `key`, or `key` with a number, as in `key-2`.
  mutating func unique(_ key: String) -> String {
    var candidate = key
    var number = 1
    while !used.insert(candidate).inserted {
      number += 1
      candidate = "\(key)-\(number)"
    }
    return candidate
  }

  /// Returns the key of a citation: `quill2021-12` for article 12, `quill2021-12p3` for its passage 3.
  ///
  /// An archive never uses the number of an article again, so the key is unique, and it shows what
  /// `search show` takes. All characters of a key are ASCII letters, digits and dashes, which BibTeX
  /// and every other program accept.
  static func key(_ citation: Citation, name: String?, year: Int?) -> String {
    let name = String(letters(of: name ?? "").prefix(20))
    let start = (name.isEmpty ? "article" : name) + (year.map { String($0) } ?? "")
    return "\(start)-\(citation.article.id)" + (citation.passage.map { "p\($0.ordinal)" } ?? "")
  }

  /// Returns the letters and digits of a name in ASCII and lower case; other letters are left out,
  /// except Latin ones with accents.
  private static func letters(of name: String) -> String {
    var letters = ""
    for scalar in name.unicodeScalars {
      if scalar.isASCII {
        if Character(scalar).isLetter || Character(scalar).isNumber {
          letters.unicodeScalars.append(scalar)
        }
      } else if let base = baseLetters(scalar) {
        letters += base
      }
    }
    return letters.lowercased()
  }

  /// Returns `O` for ö, `AE` for æ, and nil for a letter of another script.
  private static func baseLetters(_ scalar: Unicode.Scalar) -> String? {
    let upper = scalar.properties.uppercaseMapping
    if upper.utf8.allSatisfy({ $0 < 0x80 }) { return upper }
    let words = scalar.properties.name?.split(separator: " ") ?? []
    guard words.count >= 4, words[0] == "LATIN", words[2] == "LETTER", words[3].utf8.count <= 2,
      words.count == 4 || words[4] == "WITH"
    else { return nil }
    return String(words[3])
  }
}
