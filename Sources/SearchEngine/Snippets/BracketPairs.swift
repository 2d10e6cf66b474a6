internal import TextAnalysis

/// The brackets and quotation marks of a part of a passage that have a partner in it.
struct BracketPairs {
  /// A bracket and its partner, as indices of words.
  struct Pair: Equatable {
    var open: Int
    var close: Int

    /// True if a fragment contains only one of the two.
    func isSplit(by fragment: Range<Int>) -> Bool {
      fragment.contains(open) != fragment.contains(close)
    }
  }

  /// The pairs whose brackets are in different words, in the order of their ends.
  private(set) var pairs: [Pair] = []
  /// True if every bracket in the words has its partner there.
  var areComplete: Bool { open.isEmpty && !hasExtraClosers }

  /// True if there is a bracket or quotation mark that may have been opened before the words.
  private var hasExtraClosers = false
  /// The brackets that are open, each with the marks that close it.
  private var open: [(closers: [Unicode.Scalar], word: Int)] = []

  /// A bracket with more brackets inside it than this is taken for an error of the text.
  private static let maxDepth = 8

  /// Finds the pairs in a range of words.
  ///
  /// - Complexity: O(n) in the bytes of the words.
  init(_ passage: PassageWords, in range: Range<Int>) {
    guard !range.isEmpty else { return }
    let bytes = passage.bytes
    var block = passage.blocks.partitioningIndex { $0.firstWord > range.lowerBound }
    var word = range.lowerBound
    var position = passage.words[word].range.lowerBound
    let end = passage.words[range.upperBound - 1].range.upperBound
    while position < end {
      guard Self.mayBeBracket(at: position, in: bytes) else {
        position += 1
        continue
      }
      while passage.words[word].range.upperBound <= position {
        word += 1
        if block < passage.blocks.count, passage.blocks[block].firstWord == word {
          // Each block has its own brackets.
          open.removeAll(keepingCapacity: true)
          block += 1
        }
      }
      let range = passage.words[word].range
      // A piece of a long word that was removed is not read.
      if position >= range.lowerBound { read(bytes[range], of: word) }
      position = range.upperBound
    }
  }

  /// True if a bracket or quotation mark may be at `position`, and no apostrophe between letters.
  @inline(__always)
  private static func mayBeBracket(at position: Int, in bytes: [UInt8]) -> Bool {
    let byte = bytes[position]
    // Nearly every byte is a letter or a space.
    if byte | 0x20 >= UInt8(ascii: "a"), byte | 0x20 <= UInt8(ascii: "z") { return false }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["),
      UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), 0xC2, 0xE3, 0xEF:
      return true
    case UInt8(ascii: "'"):
      return position == 0 || position + 1 == bytes.count || !isOfWord(bytes[position - 1])
        || !isOfWord(bytes[position + 1])
    case 0xE2:
      return position + 3 >= bytes.count || bytes[position + 2] != 0x99
        || !isOfWord(bytes[position + 3])
    default: return false
    }
  }

  private mutating func read(_ bytes: ArraySlice<UInt8>, of word: Int) {
    var position = bytes.startIndex
    for scalar in Substring(decoding: bytes, as: UTF8.self).unicodeScalars {
      let start = position
      position += UTF8.width(scalar)
      guard Self.isBracket(scalar) else { continue }
      let atEnd = !bytes[position...].contains(where: Self.isOfWord)
      if close(scalar, word, atEnd: atEnd) { continue }
      let atStart = !atEnd && !bytes[..<start].contains(where: Self.isOfWord)
      if let closers = Self.closers(of: scalar, atStart: atStart) {
        open.append((closers, word))
        if open.count > Self.maxDepth { open.removeFirst() }
      } else if atEnd {
        hasExtraClosers = true
      }
    }
  }

  /// True for a byte of a letter or digit.
  ///
  /// A letter outside ASCII is known by its first byte. C2, E2, E3 and EF are left out, because
  /// brackets and quotation marks start with them.
  private static func isOfWord(_ byte: UInt8) -> Bool {
    byte.isASCIILetterOrDigit || (0xC3..<0xE2).contains(byte) || (0xE4..<0xEF).contains(byte)
  }

  private static func isBracket(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "(", ")", "[", "]", "{", "}", "\"", "'", "“", "”", "„", "‘", "’", "‚", "«", "»", "「", "」",
      "『", "』", "（", "）", "【", "】", "《", "》", "〈", "〉":
      true
    default: false
    }
  }

  /// Closes the bracket that `scalar` belongs to; returns false if there is none.
  private mutating func close(_ scalar: Unicode.Scalar, _ word: Int, atEnd: Bool) -> Bool {
    // Inside a word, these are apostrophes.
    if scalar == "'" || scalar == "’", !atEnd { return false }
    guard let index = open.lastIndex(where: { $0.closers.contains(scalar) }) else { return false }
    if open[index].word != word { pairs.append(Pair(open: open[index].word, close: word)) }
    open.removeSubrange(index...)
    return true
  }

  /// Returns the marks that close a bracket; nil if `scalar` opens none.
  ///
  /// Straight quotation marks and some others open only at the start of a word.
  private static func closers(of scalar: Unicode.Scalar, atStart: Bool) -> [Unicode.Scalar]? {
    switch scalar {
    case "(": [")"]
    case "[": ["]"]
    case "{": ["}"]
    case "“": ["”"]
    case "„": ["“", "”"]
    case "‚": ["‘", "’"]
    case "«": ["»"]
    case "「": ["」"]
    case "『": ["』"]
    case "（": ["）"]
    case "【": ["】"]
    case "《": ["》"]
    case "〈": ["〉"]
    case "»" where atStart: ["«"]
    case "‘" where atStart: ["’"]
    case "\"" where atStart: ["\""]
    case "'" where atStart: ["'"]
    default: nil
    }
  }
}
