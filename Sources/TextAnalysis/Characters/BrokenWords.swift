internal import Glibc

/// Words that a text writes in pieces, although readers see one word.
///
///     broken word = letters { break letters }
///     break       = hyphen white-space { white-space | ">" } | joiner { joiner }
///     hyphen      = "-" | U+2010 | "¬"          some OCR programs write ¬ for a soft hyphen
///     joiner      = U+200C | U+200D             as in Persian, or in German against ligatures
///
/// A hyphen breaks a word at the end of a line, or before the space that has replaced the end of a
/// line. The next piece must go on in the same case, so `Haupt-⏎Stadt` and `1990-⏎2000` are not
/// broken words. In quoted mail, the next line starts with `>`.
///
/// A compound such as `well-⏎known` looks the same. Therefore, this type only finds candidates.
package enum BrokenWords {
  /// The maximum length of a piece in bytes; a longer run of letters is not a word.
  private static let maxPieceBytes = 64
  private static let maxPieces = 8
  /// The maximum number of white space and quotation signs after a hyphen.
  private static let maxBlankBytes = 8

  /// Appends to `words` the pieces of each broken word in a text in UTF-8, as they are written.
  ///
  /// - Complexity: O(n) in the bytes of the text, most of which only memchr(3) examines.
  package static func collect(
    _ utf8: UnsafeBufferPointer<UInt8>, _ words: inout [[String]]
  ) {
    var candidates = Candidates(utf8)
    var index = 0
    while let start = candidates.first(from: index) {
      let (pieces, end) = pieces(aroundBreakAt: start, in: utf8)
      if pieces.count > 1 { words.append(pieces) }
      index = end
    }
  }

  /// Returns true if a scalar is a zero-width joiner or non-joiner.
  package static func isJoiner(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\u{200C}" || scalar == "\u{200D}"
  }

  // MARK: Breaks

  /// The next bytes of a text that may start a break.
  private struct Candidates {
    private let utf8: UnsafeBufferPointer<UInt8>
    /// The first bytes of the marks, and where each occurs next.
    private var next: [(byte: UInt8, index: Int)] = [(0x2D, -1), (0xE2, -1), (0xC2, -1)]

    init(_ utf8: UnsafeBufferPointer<UInt8>) { self.utf8 = utf8 }

    /// Returns the first candidate at `start` or after it; nil if there is none.
    mutating func first(from start: Int) -> Int? {
      var first = utf8.count
      for number in next.indices {
        if next[number].index < start {
          next[number].index = index(of: next[number].byte, from: start)
        }
        first = min(first, next[number].index)
      }
      return first < utf8.count ? first : nil
    }

    private func index(of byte: UInt8, from start: Int) -> Int {
      guard let base = utf8.baseAddress, start < utf8.count,
        let found = memchr(base + start, Int32(byte), utf8.count - start)
      else { return utf8.count }
      return UnsafeRawPointer(base).distance(to: found)
    }
  }

  private enum Mark {
    case hyphen, joiner
  }

  /// Returns the mark at `index` and its length in bytes.
  private static func mark(
    _ utf8: UnsafeBufferPointer<UInt8>, at index: Int
  ) -> (mark: Mark, bytes: Int)? {
    guard index < utf8.count else { return nil }
    if utf8[index] == 0x2D { return (.hyphen, 1) }
    guard index + 1 < utf8.count else { return nil }
    if utf8[index] == 0xC2, utf8[index + 1] == 0xAC { return (.hyphen, 2) }
    guard utf8[index] == 0xE2, utf8[index + 1] == 0x80, index + 2 < utf8.count else { return nil }
    switch utf8[index + 2] {
    case 0x8C, 0x8D: return (.joiner, 3)
    case 0x90: return (.hyphen, 3)
    default: return nil
    }
  }

  /// Returns the kind and the length of the break at `index`; nil if there is none.
  private static func lengthOfBreak(
    _ utf8: UnsafeBufferPointer<UInt8>, at index: Int
  ) -> (mark: Mark, bytes: Int)? {
    guard let (mark, bytes) = mark(utf8, at: index) else { return nil }
    var end = index + bytes
    switch mark {
    case .joiner:
      while let next = self.mark(utf8, at: end), next.mark == .joiner { end += next.bytes }
    case .hyphen:
      guard end < utf8.count, utf8[end].isSpace else { return nil }
      let last = min(utf8.count, end + maxBlankBytes)
      while end < last, utf8[end].isSpace || utf8[end] == UInt8(ascii: ">") { end += 1 }
    }
    return (mark, end - index)
  }

  // MARK: Pieces

  /// Returns the pieces of the word with a break at `start`, and the end of what was examined.
  private static func pieces(
    aroundBreakAt start: Int, in utf8: UnsafeBufferPointer<UInt8>
  ) -> (pieces: [String], end: Int) {
    guard var gap = lengthOfBreak(utf8, at: start) else { return ([], start + 1) }
    guard var last = letters(utf8, endingAt: start) else { return ([], start + gap.bytes) }
    var pieces = [string(utf8, last)]
    var end = start
    while pieces.count < maxPieces,
      let next = letters(utf8, startingAt: end + gap.bytes),
      gap.mark == .joiner || goesOn(string(utf8, last), string(utf8, next))
    {
      pieces.append(string(utf8, next))
      (last, end) = (next, next.upperBound)
      guard let another = lengthOfBreak(utf8, at: end) else { break }
      gap = another
    }
    return (pieces, max(end, start + 1))
  }

  /// True if a word that starts with `first` before a hyphen may go on with `next`.
  private static func goesOn(_ first: String, _ next: String) -> Bool {
    let scalars = Array(next.unicodeScalars.prefix(2))
    guard scalars.count == 2 else { return false }
    if scalars[0].properties.isLowercase { return true }
    return first.unicodeScalars.last?.properties.isUppercase == true
      && scalars.allSatisfy(\.properties.isUppercase)
  }

  /// Returns the letters up to `end`; nil if they are only the end of a token.
  private static func letters(
    _ utf8: UnsafeBufferPointer<UInt8>, endingAt end: Int
  ) -> Range<Int>? {
    var start = end
    while start > 0, end - start <= maxPieceBytes {
      var previous = start - 1
      while previous > 0, utf8[previous] & 0xC0 == 0x80 { previous -= 1 }
      guard let scalar = scalar(utf8, at: previous) else { break }
      guard scalar.isLetterOrMark else {
        if scalar.isTokenCharacter { return nil }
        break
      }
      start = previous
    }
    return (1...maxPieceBytes).contains(end - start) ? start..<end : nil
  }

  /// Returns the letters from `start` on; nil if they are only the start of a token.
  private static func letters(
    _ utf8: UnsafeBufferPointer<UInt8>, startingAt start: Int
  ) -> Range<Int>? {
    var end = start
    while end < utf8.count, end - start <= maxPieceBytes {
      guard let scalar = scalar(utf8, at: end) else { break }
      guard scalar.isLetterOrMark else {
        if scalar.isTokenCharacter { return nil }
        break
      }
      end += UTF8.width(scalar)
    }
    return (1...maxPieceBytes).contains(end - start) ? start..<end : nil
  }

  private static func scalar(
    _ utf8: UnsafeBufferPointer<UInt8>, at index: Int
  ) -> Unicode.Scalar? {
    if utf8[index] < 0x80 { return Unicode.Scalar(utf8[index]) }
    let width = utf8[index] < 0xE0 ? 2 : utf8[index] < 0xF0 ? 3 : 4
    guard index + width <= utf8.count else { return nil }
    return string(utf8, index..<index + width).unicodeScalars.first
  }

  private static func string(
    _ utf8: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> String {
    String(decoding: utf8[range], as: UTF8.self)
  }
}

extension Unicode.Scalar {
  fileprivate var isLetterOrMark: Bool {
    if value < 0x80 { return properties.isAlphabetic }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark:
      return true
    default: return false
    }
  }
}
