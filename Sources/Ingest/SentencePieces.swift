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
      guard let next = cut(after: position, in: paragraph) else { continue }
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
  private func cut(after position: Int, in paragraph: Range<Int>) -> Int? {
    guard position < paragraph.upperBound else { return nil }
    let next = utf8[position]
    let isFull = position - start >= PassageSplitter.mostBytes
    guard words.total >= wordsWanted - wordsWanted / 8 || isFull else { return nil }
    // Never inside a character.
    guard next & 0xC0 != 0x80 else { return nil }
    if isFull || words.total >= PassageSplitter.mostWords {
      return next == 0x20 ? position + 1 : isFull || utf8[position - 1] == 0x0A ? position : nil
    }
    // A line end stays with the piece before it, a space is dropped: the distance tells.
    if utf8[position - 1] == 0x0A { return position }
    if next == 0x20 && endsSentence(before: position, next: position + 1, in: paragraph) {
      return position + 1
    }
    return endsIdeographicSentence(before: position) ? position : nil
  }

  /// Whether the bytes before the space at `position` end a sentence of an alphabetic script.
  private func endsSentence(before position: Int, next: Int, in paragraph: Range<Int>) -> Bool {
    var end = position
    while end > start, isClosing(endingAt: end) > 0 { end -= isClosing(endingAt: end) }
    guard end > start else { return false }
    switch utf8[end - 1] {
    case UInt8(ascii: "!"), UInt8(ascii: "?"): return true
    case UInt8(ascii: "."): break
    case 0xA6 where endsWithPunctuation(end): break  // …
    default: return false
    }
    if next < paragraph.upperBound, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(utf8[next]) {
      return false
    }
    // One letter before the stop is an initial or an abbreviation such as U.S.
    let beforeLetter = end - 3
    guard beforeLetter >= start, isLetter(utf8[end - 2]) else { return true }
    let opener = utf8[beforeLetter]
    return !(opener == 0x20 || opener == UInt8(ascii: ".") || opener == 0x0A)
  }

  /// How many bytes a closing quotation mark or bracket that ends at `end` has; 0 if there is none.
  private func isClosing(endingAt end: Int) -> Int {
    switch utf8[end - 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ")"), UInt8(ascii: "]"): return 1
    case 0x99 where endsWithPunctuation(end), 0x9D where endsWithPunctuation(end): return 3  // ’ ”
    case 0xBB where end - start >= 2 && utf8[end - 2] == 0xC2: return 2  // »
    default: return 0
    }
  }

  /// Whether a character of the block U+2000, general punctuation, ends at `end`.
  private func endsWithPunctuation(_ end: Int) -> Bool {
    end - start >= 3 && utf8[end - 2] == 0x80 && utf8[end - 3] == 0xE2
  }

  /// Whether the three bytes before `position` are one of 。 ！ ？, which no space follows.
  private func endsIdeographicSentence(before position: Int) -> Bool {
    guard position - start >= 3 else { return false }
    switch (utf8[position - 3], utf8[position - 2], utf8[position - 1]) {
    case (0xE3, 0x80, 0x82), (0xEF, 0xBC, 0x81), (0xEF, 0xBC, 0x9F): return true
    default: return false
    }
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF)
  }
}

/// Counts words as they are read: runs between white space, and two ideographs for one word.
struct WordCounter {
  private var runs = 0
  private var ideographs = 0
  private var isInRun = false

  var total: Int { runs + ideographs / 2 }

  @inline(__always)
  mutating func count(_ byte: UInt8) {
    if byte == 0x20 || byte == 0x0A {
      isInRun = false
    } else if (0xE3...0xED).contains(byte) {
      ideographs += 1
    } else if !isInRun && byte < 0x80 || byte >= 0xC2 && !isInRun {
      isInRun = true
      runs += 1
    }
  }
}

/// How many words `bytes` has.
func wordCount(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
  var counter = WordCounter()
  for byte in bytes { counter.count(byte) }
  return counter.total
}
