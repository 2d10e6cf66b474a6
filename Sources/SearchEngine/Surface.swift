/// The characters of a text inside its tokens.
struct Surface {
  private let text: String

  init(_ text: String) { self.text = text }

  /// Where `substring` stands in `range`, whatever its case: every place, side by side; all of
  /// `range` if it is not there, or if no substring is asked for.
  ///
  /// Ranges are in UTF-8 bytes. Knuth, Morris, Pratt: Fast pattern matching in strings, SIAM Journal
  /// on Computing 6(2), 1977.
  ///
  /// - Complexity: O(n + m) in both lengths.
  func marked(_ range: Range<Int>, _ substring: String?) -> [Range<Int>] {
    guard let wanted = substring?.unicodeScalars.map(\.folded), !wanted.isEmpty else {
      return [range]
    }
    let borders = Self.borders(of: wanted)
    let utf8 = text.utf8
    let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
    let end = utf8.index(start, offsetBy: range.count)
    var found: [Range<Int>] = []
    var matched = 0
    // Where each scalar that is matched so far begins is known from their lengths.
    var offset = range.lowerBound
    var starts: [Int] = []
    for scalar in text.unicodeScalars[start..<end] {
      let folded = scalar.folded
      while matched > 0, wanted[matched] != folded { matched = borders[matched - 1] }
      starts.append(offset)
      offset += UTF8.width(scalar)
      if wanted[matched] == folded { matched += 1 }
      guard matched == wanted.count else { continue }
      found.append(starts[starts.count - matched]..<offset)
      matched = 0
      if found.count == Self.mostPlaces { break }
    }
    return found.isEmpty ? [range] : found
  }

  /// No more places in one token are told.
  private static let mostPlaces = 1_000

  /// How long the longest border of each beginning of `scalars` is.
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
  /// The scalar in lower case, where that is one scalar.
  fileprivate var folded: Unicode.Scalar {
    // Ideographs, kana and Hangul have no case, and are what this is for.
    if (0x2E80..<0xFB00).contains(value) { return self }
    let mapping = properties.lowercaseMapping.unicodeScalars
    return mapping.count == 1 ? mapping.first ?? self : self
  }
}
