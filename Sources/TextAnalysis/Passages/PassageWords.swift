/// The words of a text as a reader sees them, with the starts of sentences.
///
/// Words are separated by white space. In a script without spaces, two characters count as a word.
/// A word longer than `maxScalars` is split, so that a snippet of a given number of words has a
/// limited width.
package struct PassageWords {
  package struct Word: Equatable {
    /// The word's range in UTF-8 bytes, including the punctuation around it.
    package var range: Range<Int>
    /// True if the word is the first of a sentence, a heading, a list item or a table row.
    package var beginsSentence: Bool
    /// True if the word is the first of a heading.
    package var beginsHeading: Bool
  }

  package let bytes: [UInt8]
  package private(set) var words: [Word] = []

  /// The maximum length of a word, about that of a web address; longer ones are split.
  private static let maxScalars = 48
  /// The number of characters that count as a word in a script without spaces.
  private static let maxWideScalars = 2

  /// Splits a text into words.
  ///
  /// - Complexity: O(n) in the bytes of the text.
  package init(_ text: String) {
    bytes = Array(text.utf8)
    var position = 0
    // The start of a text counts as the start of a paragraph.
    var lineBreaks = 2
    var line = Line.text
    while position < bytes.count {
      if bytes[position].isSpace {
        if bytes[position] == 0x0A { lineBreaks += 1 }
        position += 1
        continue
      }
      let start = position
      while position < bytes.count, !bytes[position].isSpace { position += 1 }
      let lineBefore = line
      if lineBreaks > 0 { line = Line(bytes[start..<position]) }
      let opensBlock =
        lineBreaks > 1 || (lineBreaks == 1 && (line != .text || lineBefore == .heading))
      append(start..<position, opensBlock: opensBlock, opensHeading: opensBlock && line == .heading)
      lineBreaks = 0
    }
  }

  /// Returns the byte range of a run of words, from the start of the first to the end of the last.
  package func bytes(of run: Range<Int>) -> Range<Int> {
    words[run.lowerBound].range.lowerBound..<words[run.upperBound - 1].range.upperBound
  }

  /// The kind of a line, judged by its first word.
  private enum Line {
    case text, heading, item

    init(_ word: ArraySlice<UInt8>) {
      switch word.first {
      case UInt8(ascii: "#"): self = .heading
      case UInt8(ascii: "|"), UInt8(ascii: ">"): self = .item
      case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"):
        self = word.count == 1 ? .item : .text
      default: self = .text
      }
    }
  }

  /// Appends the words of `chunk`, the text between two runs of white space.
  private mutating func append(_ chunk: Range<Int>, opensBlock: Bool, opensHeading: Bool) {
    let begins =
      opensBlock
      || words.last.map { last in
        SentenceEnd.isEnd(in: bytes, from: 0, at: last.range.upperBound, next: chunk.lowerBound)
      } ?? true
    var word = Word(range: chunk, beginsSentence: begins, beginsHeading: opensHeading)
    if chunk.count <= Self.maxScalars, !bytes[chunk].contains(where: { $0 >= 0x80 }) {
      return words.append(word)
    }
    var start = chunk.lowerBound
    var offset = start
    var counter = Counter()
    for scalar in Substring(decoding: bytes[chunk], as: UTF8.self).unicodeScalars {
      if counter.isFull(before: scalar) {
        word.range = start..<offset
        words.append(word)
        let ends = SentenceEnd.isWideEnd(in: bytes, from: chunk.lowerBound, at: offset)
        word = Word(range: chunk, beginsSentence: ends, beginsHeading: false)
        start = offset
        counter = Counter()
      }
      counter.add(scalar)
      offset += UTF8.width(scalar)
    }
    word.range = start..<chunk.upperBound
    words.append(word)
  }

  /// Counts the scalars of a word, and decides where the next word starts.
  private struct Counter {
    private var scalars = 0
    private var wide = 0
    /// The number of regional indicators, two of which make one flag.
    private var halfFlags = 0
    private(set) var last: Unicode.Scalar?

    mutating func add(_ scalar: Unicode.Scalar) {
      scalars += 1
      if scalar.isWide, !scalar.isMark { wide += 1 }
      if scalar.isHalfFlag { halfFlags += 1 }
      last = scalar
    }

    /// True if the word ends before `scalar`.
    ///
    /// A word never ends inside a character, unless that character is too long.
    func isFull(before scalar: Unicode.Scalar) -> Bool {
      guard let last else { return false }
      if scalars >= 2 * maxScalars { return true }
      guard scalars >= maxScalars || isOtherWord(scalar, after: last) else { return false }
      if scalar.isHalfFlag, !halfFlags.isMultiple(of: 2) { return false }
      return last != "\u{200D}" && !scalar.extendsCharacter
    }

    private func isOtherWord(_ scalar: Unicode.Scalar, after last: Unicode.Scalar) -> Bool {
      guard scalar.isWide else { return last.isWide && scalar.isWordScalar }
      if wide >= maxWideScalars { return true }
      // The word so far is in a script with spaces, or ends with punctuation.
      return wide == 0 ? last.isWordScalar : !last.isWide && !last.isWordScalar
    }
  }
}

extension UInt8 {
  /// True for ASCII white space; a no-break space does not separate words.
  package var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}

extension Unicode.Scalar {
  /// True if the scalar represents a word or a syllable of a script without spaces, or is a
  /// picture.
  ///
  /// These are the characters of `UnspacedScript`, without Hangul, whose words are separated by
  /// spaces, and with the symbols of the same blocks, Yi, and the blocks of emoji.
  fileprivate var isWide: Bool {
    guard self >= UnspacedScript.first else { return false }
    switch value {
    case 0x2E80..<0x3000, 0x3190..<0x31A0, 0x31C0..<0x31F0, 0x3200..<0x3400, 0x4DC0..<0x4E00,
      0xA000..<0xA4D0, 0x1F000..<0x1FB00:
      return true
    default: return UnspacedScript.contains(self) && !UnspacedScript.isHangul(self)
    }
  }

  /// True if the scalar continues the character before it.
  fileprivate var extendsCharacter: Bool {
    switch value {
    case 0x200D, 0x1F3FB...0x1F3FF, 0xE0020...0xE007F: true
    default: isMark
    }
  }

  fileprivate var isHalfFlag: Bool { (0x1F1E6...0x1F1FF).contains(value) }

  fileprivate var isWordScalar: Bool {
    properties.isAlphabetic || properties.numericType != nil
  }
}
