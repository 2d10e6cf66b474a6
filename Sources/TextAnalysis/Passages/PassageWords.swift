/// The words of a text as a reader sees them, with the starts of sentences and blocks.
///
/// Words are separated by white space. In a script without spaces, two characters count as a word.
/// A word of more than `maxScalars` is split into pieces, so that a snippet of a given number of
/// words has a limited width.
package struct PassageWords {
  package struct Word: Equatable {
    /// The word's range in UTF-8 bytes, including the punctuation around it.
    package var range: Range<Int>
    /// True if the word is the first of a sentence or a block.
    package var beginsSentence: Bool
    /// True if the word is the first of a heading.
    package var beginsHeading: Bool
    /// True if the word is a piece of a long word, but not its first piece.
    package var continuesLongWord = false
    /// True if pieces of a long word that came after this piece were removed.
    package var isCutAfter = false
  }

  /// A paragraph, a heading, a list item, a table row, or a short line.
  package struct Block: Equatable {
    /// The index of the block's first word.
    package var firstWord: Int
    package var kind: LineKind
  }

  package let bytes: [UInt8]
  package private(set) var words: [Word] = []
  /// The blocks, in order.
  package private(set) var blocks: [Block] = []
  private var hasLongWords = false

  /// The maximum length of a word that is not split; web addresses are rarely longer.
  package static let maxScalars = 100
  /// The length of the pieces of a longer word.
  private static let maxPieceScalars = 48

  /// Splits a text into words.
  ///
  /// - Complexity: O(n) in the bytes of the text.
  package init(_ text: String) {
    bytes = Array(text.utf8)
    var position = 0
    // The start of a text counts as the start of a paragraph.
    var lineBreaks = 2
    var lines = LineBreaks()
    while position < bytes.count {
      if bytes[position].isSpace {
        if bytes[position] == 0x0A { lineBreaks += 1 }
        position += 1
        continue
      }
      let start = position
      while position < bytes.count, !bytes[position].isSpace { position += 1 }
      let chunk = start..<position
      let opensBlock = lineBreaks > 0 && beginLine(chunk, after: lineBreaks, &lines)
      if chunk.count == 1, bytes[start] == UInt8(ascii: "|") { noteBar() }
      let follows = lines.marker == words.count - 1
      append(chunk, opensBlock: opensBlock, followsNumber: follows && !opensBlock)
      lineBreaks = 0
    }
  }

  /// Returns the byte range of a run of words, from the start of the first to the end of the last.
  package func bytes(of run: Range<Int>) -> Range<Int> {
    words[run.lowerBound].range.lowerBound..<words[run.upperBound - 1].range.upperBound
  }

  // MARK: Blocks

  /// Reads the first word of a line; returns true if the line opens a block.
  private mutating func beginLine(
    _ word: Range<Int>, after breaks: Int, _ lines: inout LineBreaks
  ) -> Bool {
    var kind = LineKind(of: bytes, at: word)
    let before = blocks.last?.kind
    let end = words.last?.range.upperBound ?? 0
    if breaks > 1 { lines.paragraph = word.lowerBound }
    defer { lines.start = word.lowerBound }
    if kind == .rule, breaks == 1, before == .text, let last = blocks.last,
      words[last.firstWord].range.lowerBound == lines.start
    {
      // A line of dashes under a single line makes it a heading.
      blocks[blocks.count - 1].kind = .heading
      words[last.firstWord].beginsHeading = true
      return false
    }
    let opens =
      breaks > 1 || kind.isAlwaysBlock || before?.endsWithLine ?? true
      || isNextNumber(word, lines)
      || (kind == .quote) != (before == .quote)
      || lines.isShort(upTo: end, of: bytes, next: word)
    guard opens else { return false }
    if kind == .text, LineKind.isNumber(bytes[word]) {
      kind = .item
      lines.marker = words.count
    }
    blocks.append(Block(firstWord: words.count, kind: kind))
    return true
  }

  /// True for the number of a list item directly below another one.
  private func isNextNumber(_ word: Range<Int>, _ lines: LineBreaks) -> Bool {
    guard let marker = lines.marker, blocks.last?.firstWord == marker else { return false }
    return LineKind.isNumber(bytes[word])
  }

  /// Turns the current block into a table row, because a bar separates its words.
  private mutating func noteBar() {
    guard let last = blocks.last, last.kind == .text, last.firstWord < words.count else { return }
    blocks[blocks.count - 1].kind = .row
  }

  // MARK: Words

  /// Appends the words of `chunk`, the text between two runs of white space.
  ///
  /// No sentence ends with the number of a list item: pass true for `followsNumber` after one.
  private mutating func append(_ chunk: Range<Int>, opensBlock: Bool, followsNumber: Bool) {
    let begins =
      opensBlock
      || !followsNumber
        && words.last.map { last in
          SentenceEnd.isEnd(in: bytes, from: 0, at: last.range.upperBound, next: chunk.lowerBound)
        } ?? true
    var word = Word(
      range: chunk, beginsSentence: begins,
      beginsHeading: opensBlock && blocks[blocks.count - 1].kind == .heading)
    if chunk.count <= Self.maxScalars, !bytes[chunk].contains(where: { $0 >= 0x80 }) {
      return words.append(word)
    }
    let scalars = Substring(decoding: bytes[chunk], as: UTF8.self).unicodeScalars
    var index = scalars.startIndex
    var wordStart = index
    var start = chunk.lowerBound
    var offset = start
    var counter = Counter(maxScalars: Self.maxScalars)
    while index < scalars.endIndex {
      let scalar = scalars[index]
      if let reason = counter.isFull(before: scalar) {
        if reason == .length, counter.maxScalars == Self.maxScalars {
          // The word is too long. It is read again, in smaller pieces.
          (index, offset, hasLongWords) = (wordStart, start, true)
          counter = Counter(maxScalars: Self.maxPieceScalars)
          continue
        }
        word.range = start..<offset
        words.append(word)
        let ends = SentenceEnd.isWideEnd(in: bytes, from: chunk.lowerBound, at: offset)
        word = Word(
          range: chunk, beginsSentence: ends, beginsHeading: false,
          continuesLongWord: reason == .length)
        (wordStart, start) = (index, offset)
        counter = Counter(
          maxScalars: reason == .length ? Self.maxPieceScalars : Self.maxScalars)
      }
      counter.add(scalar)
      offset += UTF8.width(scalar)
      index = scalars.index(after: index)
    }
    word.range = start..<chunk.upperBound
    words.append(word)
  }

  /// Removes the pieces of long words except the first of each word and those with a match.
  ///
  /// Matches are in bytes, in ascending order.
  package mutating func shortenLongWords(keeping matches: [Range<Int>]) {
    guard hasLongWords else { return }
    keep { word in !word.continuesLongWord || matches.show(word.range) }
  }

  /// Removes what comes after the first `maxScalars` of each run without white space, except
  /// pieces with a match.
  ///
  /// Unlike `shortenLongWords(keeping:)`, also cuts scripts without spaces.
  package mutating func shortenLongRuns(keeping matches: [Range<Int>]) {
    let bytes = bytes
    var length = 0
    var end = -1
    keep { word in
      if word.range.lowerBound != end { length = 0 }
      let isBeyond = length >= Self.maxScalars
      end = word.range.upperBound
      length += bytes[word.range].reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
      return !(isBeyond || word.continuesLongWord) || matches.show(word.range)
    }
  }

  private mutating func keep(_ isKept: (Word) -> Bool) {
    var kept: [Word] = []
    kept.reserveCapacity(words.count)
    var block = 0
    for (index, word) in words.enumerated() {
      if block < blocks.count, blocks[block].firstWord == index {
        blocks[block].firstWord = kept.count
        block += 1
      }
      if isKept(word) {
        kept.append(word)
      } else if !kept.isEmpty {
        kept[kept.count - 1].isCutAfter = true
      }
    }
    words = kept
  }
}

extension [Range<Int>] {
  /// True if a match starts in the piece, or if a match that is not long reaches into it.
  fileprivate func show(_ piece: Range<Int>) -> Bool {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].upperBound <= piece.lowerBound { low = middle + 1 } else { high = middle }
    }
    guard low < count, self[low].lowerBound < piece.upperBound else { return false }
    return self[low].lowerBound >= piece.lowerBound || self[low].count <= PassageWords.maxScalars
  }
}
