internal import Glibc

/// Splits an article's text into passages, the units that are indexed, ranked and shown.
///
/// A passage is a run of whole paragraphs of about 80 to 200 words. Short paragraphs are joined,
/// and long ones are split at the ends of sentences. A long list or table is split between its items
/// or rows. A heading always starts a new passage.
/// Headings are lines of one to six `#` and a space, as in Markdown, whatever the source format; so
/// the passages depend on the text alone.
///
/// Two passages of a text are separated by an empty line, one space, or nothing (see `schema.sql`,
/// `article_texts`); everything else is part of a passage.
package enum PassageSplitter {
  /// A passage with at least this many words takes no further paragraph.
  static let enoughWords = 100
  /// The maximum number of words in a passage, unless a part that is too short is joined to it.
  static let maxWords = 200
  /// The minimum number of words of a part that is a passage by itself.
  ///
  /// A shorter part is joined to the text that follows it. At the end of a section, it is joined to
  /// the previous passage. In both cases the joined passage may exceed the maximum by this number.
  static let remainderWords = 40
  /// The maximum number of bytes in a passage, whatever its number of words.
  static let maxBytes = 16_384
  /// The maximum length of a heading; a longer line is a paragraph, even if it starts like one.
  static let maxHeadingBytes = 400

  /// Returns the ranges of the passages in the UTF-8 bytes of `text`, which must be normalized.
  ///
  /// - Complexity: O(n) in the bytes of `text`.
  package static func passages(of text: String) -> [Range<Int>] {
    var text = text
    return text.withUTF8 { utf8 in
      var assembly = PassageAssembly()
      for paragraph in Paragraphs(utf8: utf8) { assembly.append(paragraph, of: utf8) }
      return assembly.finished()
    }
  }

  /// Returns the heading of the section that contains the byte at `offset`, without its marks; nil if
  /// no heading comes before it.
  ///
  /// If the section starts at `offset` with several headings, the last of these is returned.
  ///
  /// - Complexity: O(n) in the bytes before the offset.
  package static func heading(at offset: Int, in text: String) -> String? {
    var text = text
    return text.withUTF8 { utf8 in
      var heading: Range<Int>?
      for paragraph in Paragraphs(utf8: utf8) {
        let isHeading = isHeading(utf8[paragraph])
        let follows = (heading?.lowerBound ?? -1) >= offset
        guard paragraph.lowerBound <= offset || (isHeading && follows) else { break }
        if isHeading { heading = paragraph }
      }
      guard let heading else { return nil }
      let marked = UnsafeBufferPointer(rebasing: utf8[heading])
      let words = marked.drop { $0 == UInt8(ascii: "#") }.dropFirst()
      return String(decoding: words, as: UTF8.self)
    }
  }
}

/// The byte ranges of the finished passages and of the current one.
private struct PassageAssembly {
  private var ranges: [Range<Int>] = []
  private var current: Range<Int>?
  private var currentWords = 0
  private var currentIsHeading = false
  /// The number of words in the last passage; nil if it belongs to another section.
  private var lastWords: Int?

  mutating func append(_ paragraph: Range<Int>, of utf8: UnsafeBufferPointer<UInt8>) {
    let words = wordCount(utf8[paragraph])
    if isHeading(utf8[paragraph]) {
      if !currentIsHeading { endSection() }
      // Consecutive headings share a passage, up to this limit.
      if currentWords + words > PassageSplitter.enoughWords { close() }
      extend(to: paragraph, words: words)
      currentIsHeading = true
    } else if words <= PassageSplitter.maxWords && paragraph.count <= PassageSplitter.maxBytes {
      add(paragraph, words: words)
    } else if let lines = ListLines(utf8: utf8, paragraph: paragraph) {
      for line in lines { addLine(line, of: utf8, isLast: line.upperBound == paragraph.upperBound) }
    } else {
      let pieces = SentencePieces(utf8: utf8, paragraph: paragraph, words: words).pieces
      for (index, piece) in pieces.enumerated() {
        // Each piece after the first starts a new passage.
        if index > 0 { close() }
        add(piece.range, words: piece.words)
      }
    }
  }

  /// Adds an item of a long list, with the line end after it.
  private mutating func addLine(
    _ line: Range<Int>, of utf8: UnsafeBufferPointer<UInt8>, isLast: Bool
  ) {
    let words = wordCount(utf8[line])
    let end = isLast ? line.upperBound : line.upperBound + 1
    guard words > PassageSplitter.maxWords || line.count >= PassageSplitter.maxBytes else {
      return add(line.lowerBound..<end, words: words)
    }
    let pieces = SentencePieces(utf8: utf8, paragraph: line, words: words).pieces
    for (index, piece) in pieces.enumerated() {
      if index > 0 { close() }
      let isLastPiece = index == pieces.count - 1
      add(piece.range.lowerBound..<(isLastPiece ? end : piece.range.upperBound), words: piece.words)
    }
  }

  /// Adds a paragraph, or a piece of one, to the current passage, or to a new passage if the
  /// current one has no room.
  private mutating func add(_ range: Range<Int>, words: Int) {
    let isTooShort = currentIsHeading || currentWords < PassageSplitter.remainderWords
    let maxWords = PassageSplitter.maxWords + (isTooShort ? PassageSplitter.remainderWords : 0)
    let start = current?.lowerBound ?? range.lowerBound
    let bytes = range.upperBound - start
    if currentWords + words > maxWords || bytes > PassageSplitter.maxBytes { close() }
    extend(to: range, words: words)
    if currentWords >= PassageSplitter.enoughWords { close() }
  }

  mutating func finished() -> [Range<Int>] {
    endSection()
    return ranges
  }

  private mutating func extend(to range: Range<Int>, words: Int) {
    current = (current?.lowerBound ?? range.lowerBound)..<range.upperBound
    currentWords += words
    currentIsHeading = false
  }

  private mutating func close() {
    guard let range = current else { return }
    ranges.append(range)
    lastWords = currentWords
    current = nil
    currentWords = 0
    currentIsHeading = false
  }

  /// Closes the current passage, or joins it to the previous one if it is too short.
  private mutating func endSection() {
    if let range = current, let last = ranges.last, let lastWords,
      currentWords < PassageSplitter.remainderWords,
      lastWords + currentWords <= PassageSplitter.maxWords + PassageSplitter.remainderWords,
      range.upperBound - last.lowerBound <= PassageSplitter.maxBytes
    {
      ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      current = nil
      currentWords = 0
    } else {
      close()
    }
    lastWords = nil
  }
}

/// The paragraphs of a normalized text, which are separated by empty lines.
private struct Paragraphs: Sequence, IteratorProtocol {
  let utf8: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(utf8: UnsafeBufferPointer<UInt8>) { self.utf8 = utf8 }

  mutating func next() -> Range<Int>? {
    guard position < utf8.count else { return nil }
    let start = position
    var end = start
    while true {
      end = lineEnd(from: end)
      if end >= utf8.count || (end + 1 < utf8.count && utf8[end + 1] == 0x0A) { break }
      end += 1
    }
    position = end + 2
    return start..<end
  }

  /// Returns the end of the line that contains `start`.
  private func lineEnd(from start: Int) -> Int {
    guard let base = utf8.baseAddress, start < utf8.count,
      let found = memchr(base + start, 0x0A, utf8.count - start)
    else { return utf8.count }
    return UnsafeRawPointer(base).distance(to: found)
  }
}

/// True if a paragraph is one short line that starts with one to six `#` and a space.
private func isHeading(_ paragraph: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
  guard paragraph.count <= PassageSplitter.maxHeadingBytes else { return false }
  let marks = paragraph.prefix { $0 == UInt8(ascii: "#") }.count
  guard (1...6).contains(marks), paragraph.count > marks + 1 else { return false }
  return paragraph[paragraph.startIndex + marks] == 0x20 && !paragraph.contains(0x0A)
}
