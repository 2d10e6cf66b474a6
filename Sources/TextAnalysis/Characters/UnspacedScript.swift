/// The scripts that are written without spaces between words: Chinese, Japanese, Korean, Thai, Lao,
/// Khmer and Burmese.
///
/// FTS5's tokenizer makes one token of a run of them, together with adjacent letters and digits of
/// other scripts.
package enum UnspacedScript {
  /// The ranges of their code points, ascending.
  ///
  /// Some ranges contain unassigned code points too.
  package static let ranges: [ClosedRange<UInt32>] = [
    0x0E00...0x0EFF,  // Thai, Lao
    0x1000...0x109F,  // Myanmar
    0x1100...0x11FF,  // Hangul Jamo
    0x1780...0x17FF,  // Khmer
    0x3005...0x3007, 0x3021...0x3029, 0x3031...0x3035, 0x3038...0x303C,  // marks and numerals
    0x3041...0x318F,  // Hiragana, Katakana, Bopomofo, Hangul Compatibility Jamo
    0x31A0...0x31BF, 0x31F0...0x31FF,  // Bopomofo Extended, Katakana Phonetic Extensions
    0x3400...0x4DBF, 0x4E00...0x9FFF,  // Unified Ideographs
    0xA960...0xA97F, 0xA9E0...0xA9FF,  // Hangul, Myanmar Extended-B
    0xAA60...0xAA7F, 0xAC00...0xD7FF,  // Myanmar Extended-A, Hangul
    0xF900...0xFAFF,  // Compatibility Ideographs
    0xFF66...0xFFDC,  // halfwidth Katakana and Hangul
    0x1AFF0...0x1B16F,  // Kana
    0x20000...0x3FFFF,  // Unified Ideographs
  ]

  /// The first of these characters; all Indic scripts written with spaces come before it.
  package static let first: Unicode.Scalar = "\u{E00}"

  /// Returns true if a scalar is one of these characters.
  package static func contains(_ scalar: Unicode.Scalar) -> Bool {
    // Nearly all text consists of scalars below the first value, or of ideographs.
    scalar >= first
      && ((0x4E00...0x9FFF).contains(scalar.value) || ranges.contains { $0.contains(scalar.value) })
  }

  /// Returns true if a text has one of these characters.
  package static func isIn(_ text: String) -> Bool { text.unicodeScalars.contains(where: contains) }

  /// True if a scalar is a Hangul syllable or letter.
  ///
  /// Unlike the words of the other languages, Korean words are separated by spaces.
  static func isHangul(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x11FF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xFFA0...0xFFDC: true
    default: false
    }
  }

  /// Returns the maximal runs of these characters in `text`, in order.
  package static func runs(in text: String) -> [String] {
    text.unicodeScalars.split { !contains($0) }.map { String($0) }
  }

  /// Returns the runs of other scripts in a token, as ranges of UTF-8 bytes: Python in 他们用Python写.
  ///
  /// A run with letters and digits is returned as a whole, followed by its parts: iPhone15, iPhone
  /// and 15. A mark belongs to the character before it.
  package static func otherRuns(in token: String) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var parts: [Range<Int>] = []
    var last = Kind.unspaced
    var offset = 0
    for scalar in token.unicodeScalars {
      let kind = Kind(scalar, after: last)
      let end = offset + UTF8.width(scalar)
      if kind != .unspaced {
        if kind == last {
          parts[parts.count - 1] = parts[parts.count - 1].lowerBound..<end
        } else {
          parts.append(offset..<end)
        }
      }
      if kind == .unspaced || end == token.utf8.count {
        if let first = parts.first, let final = parts.last {
          runs.append(first.lowerBound..<final.upperBound)
          if parts.count > 1 { runs += parts }
        }
        parts = []
      }
      last = kind
      offset = end
    }
    return runs
  }

  /// The kinds of characters between which a token is split.
  private enum Kind {
    case unspaced, letter, digit

    init(_ scalar: Unicode.Scalar, after last: Kind) {
      if UnspacedScript.contains(scalar) {
        self = .unspaced
      } else if scalar.isMark {
        self = last
      } else {
        self = scalar.properties.generalCategory == .decimalNumber ? .digit : .letter
      }
    }
  }
}

extension UnspacedScript {
  /// Returns the places of `wanted` in `scalars` that do not overlap, at most `limit`.
  ///
  /// A place never ends before a mark, which would belong to its last letter.
  ///
  /// Knuth, Morris, Pratt: Fast pattern matching in strings, SIAM Journal on Computing 6(2), 1977.
  ///
  /// - Complexity: O(n + m) in both lengths.
  package static func places(
    of wanted: [Unicode.Scalar], in scalars: [Unicode.Scalar], limit: Int = .max
  ) -> [Range<Int>] {
    guard !wanted.isEmpty else { return [] }
    let borders = borders(of: wanted)
    var places: [Range<Int>] = []
    var matched = 0
    for (index, scalar) in scalars.enumerated() {
      while matched > 0, wanted[matched] != scalar { matched = borders[matched - 1] }
      if wanted[matched] == scalar { matched += 1 }
      guard matched == wanted.count else { continue }
      if index + 1 < scalars.count, scalars[index + 1].isMark {
        matched = borders[matched - 1]
        continue
      }
      places.append(index + 1 - matched..<index + 1)
      if places.count == limit { break }
      matched = 0
    }
    return places
  }

  /// Returns, for each prefix of `scalars`, the length of its longest border: a shorter prefix that
  /// is also its suffix.
  private static func borders(of scalars: [Unicode.Scalar]) -> [Int] {
    var borders = Array(repeating: 0, count: scalars.count)
    var length = 0
    for index in scalars.indices.dropFirst() {
      while length > 0, scalars[length] != scalars[index] { length = borders[length - 1] }
      if scalars[length] == scalars[index] { length += 1 }
      borders[index] = length
    }
    return borders
  }
}

extension Unicode.Scalar {
  /// True for a mark that is part of the letter before it.
  package var isMark: Bool {
    // Returns early for nearly all letters, ideographs and syllables.
    guard value >= 0x300, !(0x3400..<0xA66F).contains(value), !(0xAC00..<0xD7FF).contains(value)
    else { return false }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return true
    default: return false
    }
  }
}
