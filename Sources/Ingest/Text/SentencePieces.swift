/// A paragraph that is too long for one passage, cut into pieces of even length at sentence ends.
///
/// Where there is no sentence end in reach, it is cut at a space, and where there is no space, at a
/// character.
struct SentencePieces {
  struct Piece {
    var range: Range<Int>
    var words: Int
  }

  private(set) var pieces: [Piece] = []

  private let utf8: UnsafeBufferPointer<UInt8>
  private let wordsWanted: Int
  private var start: Int
  private var words = WordCounter()

  /// Cuts the `paragraph` of the text `utf8` that has so many words.
  init(utf8: UnsafeBufferPointer<UInt8>, paragraph: Range<Int>, words total: Int) {
    self.utf8 = utf8
    let count = max(1, (total + PassageSplitter.mostWords - 1) / PassageSplitter.mostWords)
    wordsWanted = (total + count - 1) / count
    start = paragraph.lowerBound
    var position = start
    while position < paragraph.upperBound {
      words.count(utf8[position])
      position += 1
      guard position < paragraph.upperBound, let next = cut(at: position) else { continue }
      end(at: position, next: next)
      position = next
    }
    if start < paragraph.upperBound { end(at: paragraph.upperBound, next: paragraph.upperBound) }
  }

  private mutating func end(at position: Int, next: Int) {
    pieces.append(Piece(range: start..<position, words: words.total))
    start = next
    words = WordCounter()
  }

  /// Where the next piece begins, if this one should end before `position`.
  ///
  /// A line end stays with the piece before it, a space is dropped: the distance tells.
  private func cut(at position: Int) -> Int? {
    let next = utf8[position]
    // Never inside a character.
    guard next & 0xC0 != 0x80 else { return nil }
    let isFull = position + 4 - start > PassageSplitter.mostBytes
    guard isFull || words.total >= wordsWanted - wordsWanted / 8 else { return nil }
    if isFull || words.total >= PassageSplitter.mostWords {
      if next == 0x20 { return position + 1 }
      return isFull || utf8[position - 1] == 0x0A || beginsIdeograph(at: position) ? position : nil
    }
    if next == 0x20 { return endsSentence(before: position) ? position + 1 : nil }
    if utf8[position - 1] == 0x0A {
      return isShortLine(before: position - 1) || endsSentence(before: position - 1)
        ? position : nil
    }
    return endsIdeographicSentence(before: position) ? position : nil
  }

  /// Whether the line that ends at `position` was ended on purpose, as in a list or a poem, and not
  /// because it was full.
  private func isShortLine(before position: Int) -> Bool {
    utf8[max(start, position - 50)..<position].contains(0x0A)
  }

  /// Whether the bytes before the space or line end at `position` end a sentence.
  private func endsSentence(before position: Int) -> Bool {
    var end = position
    while end > start, closingBytes(endingAt: end) > 0 { end -= closingBytes(endingAt: end) }
    guard end > start, mayBeginSentence(at: position + 1) else { return false }
    switch utf8[end - 1] {
    case UInt8(ascii: "!"), UInt8(ascii: "?"): return true
    case UInt8(ascii: "."): return !isAbbreviation(before: end - 1, next: position + 1)
    case 0xA6: return endsWithPunctuation(end)  // …
    default: return endsIdeographicSentence(before: position)
    }
  }

  /// Whether neither a small letter nor », before which French has a space, stands at `position`.
  private func mayBeginSentence(at position: Int) -> Bool {
    guard position + 1 < utf8.count else { return true }
    return !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(utf8[position])
      && !(utf8[position] == 0xC2 && utf8[position + 1] == 0xBB)
  }

  /// Whether the stop at `position` is that of an initial, of `U.S.`, of a form of address, or of a
  /// word such as `No.` before a figure.
  private func isAbbreviation(before position: Int, next: Int) -> Bool {
    var wordStart = position
    while wordStart > start, position - wordStart < 8, isLetter(utf8[wordStart - 1]) {
      wordStart -= 1
    }
    if position - wordStart == 1 {
      return wordStart == start || [0x20, 0x0A, 0x28, 0x2E].contains(utf8[wordStart - 1])
    }
    let word = String(decoding: utf8[wordStart..<position], as: UTF8.self)
    if Self.addresses.contains(word) { return true }
    let isBeforeFigure = next < utf8.count && (0x30...0x39).contains(utf8[next])
    return isBeforeFigure && Self.wordsBeforeFigures.contains(word)
  }

  private static let addresses: Set<String> = [
    "Mr", "Mrs", "Ms", "Messrs", "Dr", "Prof", "Gen", "Lt", "Col", "Maj", "Capt", "Cmdr", "Adm",
    "Sgt", "Gov", "Sen", "Rep", "Rev", "Hon", "St", "Mt", "Ft", "vs",
  ]

  private static let wordsBeforeFigures: Set<String> = [
    "No", "Nos", "Art", "Fig", "Sec", "Vol", "pp", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug",
    "Sep", "Sept", "Oct", "Nov", "Dec",
  ]

  /// How many bytes a closing quotation mark or bracket that ends at `end` has; 0 if there is none.
  private func closingBytes(endingAt end: Int) -> Int {
    switch utf8[end - 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ")"), UInt8(ascii: "]"): 1
    case 0x99 where endsWithPunctuation(end), 0x9D where endsWithPunctuation(end): 3  // ’ ”
    case 0xBB where end - start >= 3 && utf8[end - 2] == 0xC2:  // », and the space before it
      utf8[end - 3] == 0x20 ? 3 : 2
    default: 0
    }
  }

  /// Whether a character of the block U+2000, general punctuation, ends at `end`.
  private func endsWithPunctuation(_ end: Int) -> Bool {
    end - start >= 3 && utf8[end - 2] == 0x80 && utf8[end - 3] == 0xE2
  }

  /// Whether 。 ！ or ？, which no space follows, or a bracket that closes behind one, ends before
  /// `position`.
  private func endsIdeographicSentence(before position: Int) -> Bool {
    var end = position
    while end - start >= 3, closesIdeographs(at: end - 3) { end -= 3 }
    guard end - start >= 3, position >= utf8.count || !closesIdeographs(at: position) else {
      return false
    }
    switch (utf8[end - 3], utf8[end - 2], utf8[end - 1]) {
    case (0xE3, 0x80, 0x82), (0xEF, 0xBC, 0x81), (0xEF, 0xBC, 0x9F): return true
    default: return false
    }
  }

  /// Whether a bracket of the block U+3000 that closes, such as 」, stands at `position`.
  private func closesIdeographs(at position: Int) -> Bool {
    guard position + 2 < utf8.count, utf8[position] == 0xE3, utf8[position + 1] == 0x80 else {
      return false
    }
    return [0x89, 0x8B, 0x8D, 0x8F, 0x91, 0x95].contains(utf8[position + 2])
  }

  /// Whether a word of a script without spaces may begin at `position`: not with punctuation, nor
  /// with a mark that belongs to the character before it.
  private func beginsIdeograph(at position: Int) -> Bool {
    guard leadsIdeograph(utf8[position]), position + 2 < utf8.count, utf8[position] == 0xE3 else {
      return leadsIdeograph(utf8[position])
    }
    return utf8[position + 1] != 0x80
      && !(utf8[position + 1] == 0x82 && (0x99...0x9A).contains(utf8[position + 2]))
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF)
  }
}
