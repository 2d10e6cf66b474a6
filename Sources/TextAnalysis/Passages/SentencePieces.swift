/// A paragraph that is too long for one passage, split into pieces of similar length at sentence
/// ends.
///
/// If no sentence ends within reach, the paragraph is split at a space; if there is no space,
/// between two characters.
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

  /// Splits the `paragraph` of the text `utf8`, which has `total` words.
  init(utf8: UnsafeBufferPointer<UInt8>, paragraph: Range<Int>, words total: Int) {
    self.utf8 = utf8
    let count = max(1, (total + PassageSplitter.maxWords - 1) / PassageSplitter.maxWords)
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

  /// Returns the start of the next piece; nil if the current piece should not end at `position`.
  ///
  /// A line end stays with the piece before it. A space is dropped, so the next piece starts one
  /// byte later.
  private func cut(at position: Int) -> Int? {
    let next = utf8[position]
    // A piece never ends inside a character.
    guard next & 0xC0 != 0x80 else { return nil }
    let isFull = position + 4 - start > PassageSplitter.maxBytes
    guard isFull || words.total >= wordsWanted - wordsWanted / 8 else { return nil }
    if isFull || words.total >= PassageSplitter.maxWords {
      if next == 0x20 { return position + 1 }
      return isFull || utf8[position - 1] == 0x0A || beginsIdeograph(at: position) ? position : nil
    }
    if next == 0x20 {
      return endsSentence(at: position) || endsPhrase(at: position) ? position + 1 : nil
    }
    if utf8[position - 1] == 0x0A {
      return isShortLine(before: position - 1) || endsSentence(at: position - 1)
        ? position : nil
    }
    return SentenceEnd.isWideEnd(in: utf8, from: start, at: position) ? position : nil
  }

  /// True if the line that ends at `position` was broken on purpose, as in a list or a poem, and
  /// not because it was full.
  private func isShortLine(before position: Int) -> Bool {
    utf8[max(start, position - 50)..<position].contains(0x0A)
  }

  /// True if a sentence ends before the space or line end at `position`.
  private func endsSentence(at position: Int) -> Bool {
    SentenceEnd.isEnd(in: utf8, from: start, at: position, next: position + 1)
  }

  /// True if the character before the space at `position` is Thai, Lao, Burmese or Khmer, which
  /// have spaces only between phrases and sentences.
  private func endsPhrase(at position: Int) -> Bool {
    position - start >= 3 && leadUnspaced(utf8[position - 3], utf8[position - 2])
  }

  /// True if a word of a script without spaces may start at `position`.
  ///
  /// It cannot start with punctuation or with a mark that belongs to the character before it.
  private func beginsIdeograph(at position: Int) -> Bool {
    guard position + 2 < utf8.count else { return leadsIdeograph(utf8[position]) }
    let (first, second, third) = (utf8[position], utf8[position + 1], utf8[position + 2])
    if leadUnspaced(first, second) {
      let scalar = String(decoding: [first, second, third], as: UTF8.self).unicodeScalars.first
      return scalar.map { !$0.isMark } ?? false
    }
    guard first == 0xE3 else { return leadsIdeograph(first) }
    return second != 0x80 && !(second == 0x82 && (0x99...0x9A).contains(third))
  }
}
