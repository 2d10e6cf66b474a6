/// The kind of a line of a text, judged by its first word.
package enum LineKind: Sendable {
  case text, heading, item, row, quote
  /// A line of dashes or the like, with nothing else.
  case rule

  /// True if each such line is a block of its own.
  var isAlwaysBlock: Bool { self == .heading || self == .item || self == .row || self == .rule }

  /// True if the block ends with its line.
  var endsWithLine: Bool { self == .heading || self == .row || self == .rule }

  init(of bytes: [UInt8], at word: Range<Int>) {
    let first = bytes[word.lowerBound]
    switch first {
    case UInt8(ascii: "#"): self = .heading
    case UInt8(ascii: "|"): self = .row
    case UInt8(ascii: ">"): self = .quote
    case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "="),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      self = word.count == 1 ? .item : Self.isRule(bytes, word) ? .rule : .text
    case 0xC2, 0xE2: self = Self.isBullet(bytes[word]) ? .item : .text
    default: self = .text
    }
  }

  /// True for the number of a list item, such as `1.` or `12)`, with at most `digits` digits.
  static func isNumber(_ word: some BidirectionalCollection<UInt8>, upTo digits: Int = 3) -> Bool {
    guard (2...(digits + 1)).contains(word.count), let last = word.last else { return false }
    return (last == UInt8(ascii: ".") || last == UInt8(ascii: ")"))
      && word.dropLast().allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func isRule(_ bytes: [UInt8], _ word: Range<Int>) -> Bool {
    guard word.count >= 3, bytes[word].allSatisfy({ $0 == bytes[word.lowerBound] }) else {
      return false
    }
    let rest = bytes[word.upperBound...].prefix { $0 != 0x0A }
    return rest.allSatisfy(\.isSpace)
  }

  /// True for one of `·` `•` `‣` `▪` `●` `◦`, with or without a space after it.
  static func isBullet(_ word: some Collection<UInt8>) -> Bool {
    word.starts(with: [0xC2, 0xB7]) || bullets.contains { word.starts(with: $0) }
  }

  private static let bullets: [[UInt8]] = ["•", "‣", "▪", "●", "◦"].map { Array($0.utf8) }
}

/// Decides whether a line ends early on purpose, as in an address, or only because it is full.
struct LineBreaks {
  /// The start of the current line.
  var start = 0
  /// The start of the current paragraph: of the first line after an empty one.
  var paragraph = 0 {
    didSet { cachedWidth = nil }
  }
  /// The index of the last word that is the number of a list item; nil if there is none.
  var marker: Int?

  private var cachedWidth: Int?

  /// The width, in bytes, that a paragraph is assumed to be broken at if its lines do not show it.
  private static let usualWidth = 60

  /// True if the line that ends at `end` is short, and what follows does not continue it.
  ///
  /// A line is short if the next word fits in it easily. A line after which a sentence continues
  /// is never short: one that ends with a comma, or before a word in lower case.
  ///
  /// - Complexity: O(n) in the length of the paragraph, once.
  mutating func isShort(upTo end: Int, of bytes: [UInt8], next word: Range<Int>) -> Bool {
    let length = end - start + 1 + word.count
    guard !SentenceEnd.endsPhrase(in: bytes, from: start, at: end),
      SentenceEnd.canBegin(in: bytes, at: word.lowerBound)
    else { return false }
    let width = cachedWidth ?? Self.width(of: bytes[paragraph...])
    cachedWidth = width
    return length <= width * 4 / 5
  }

  /// Returns the width of the lines of a paragraph: the longest line, if some line starts in lower
  /// case and the paragraph is therefore broken anywhere.
  private static func width(of text: ArraySlice<UInt8>) -> Int {
    var longest = 0
    var isWrapped = false
    var position = text.startIndex
    while position < text.endIndex {
      var end = position
      while end < text.endIndex, text[end] != 0x0A { end += 1 }
      guard let first = text[position..<end].firstIndex(where: { !$0.isSpace }) else { break }
      longest = max(longest, end - first)
      if position > text.startIndex, isLowercase(text[first..<min(end, first + 4)]) {
        isWrapped = true
      }
      position = end + 1
    }
    return isWrapped ? longest : max(longest, usualWidth)
  }

  private static func isLowercase(_ start: ArraySlice<UInt8>) -> Bool {
    let first = Substring(decoding: start, as: UTF8.self).unicodeScalars.first
    return first?.properties.isLowercase ?? false
  }
}
