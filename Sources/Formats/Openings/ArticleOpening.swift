/// The lines that newspapers print above a text: the byline, and the dateline in the first line.
///
/// The lines stay in the text. They give the author and the date if the source states none, and are
/// never a title.
struct ArticleOpening {
  private(set) var authors: String?
  private(set) var dateline: Dateline?
  /// The text after the byline and the dateline.
  private(set) var body: Substring

  /// Reads the start of a text; a first line that repeats `title` is skipped.
  init(of text: String, below title: String?) {
    body = Self.withoutBlankLines(text[...])
    if let title, Self.firstLine(of: body).drop(while: { "# ".contains($0) }) == title[...] {
      body = Self.withoutFirstLine(body)
    }
    if let byline = Byline(Self.firstLine(of: body), isBelowTitle: title != nil) {
      authors = byline.authors
      body = Self.withoutFirstLine(body)
      if Byline.isPosition(Self.firstLine(of: body)) { body = Self.withoutFirstLine(body) }
    }
    if let dateline = Dateline(Self.firstLine(of: body)) {
      self.dateline = dateline
      body = Self.withoutBlankLines(body[dateline.text.startIndex...])
    }
  }

  /// Returns a date with the day of the dateline, if `published` has the year but no month, or if
  /// the dateline has the year and `published` is nil.
  func completed(_ published: PublicationDate?) -> PublicationDate? {
    guard let day = dateline?.date, published?.month == nil,
      let year = published?.year ?? day.year, day.year ?? year == year
    else { return published }
    return PublicationDate(year: year, month: day.month, day: day.day)
  }

  /// Returns the first line; of a line that is longer than any title, only the start.
  ///
  /// Reading bytes instead of characters makes storing an article a tenth faster.
  static func firstLine(of text: Substring) -> Substring {
    let bytes = text.utf8.prefix(maxLineBytes)
    var end = bytes.startIndex
    var before: (UInt8, UInt8) = (0, 0)
    while end < bytes.endIndex {
      switch (before.0, before.1, bytes[end]) {
      // U+0085 and U+2028...2029 end lines too.
      case (_, _, 0x0A...0x0D): return withoutTrailingSpace(text[..<end])
      case (_, 0xC2, 0x85): return withoutTrailingSpace(text[..<bytes.index(before: end)])
      case (0xE2, 0x80, 0xA8...0xA9):
        return withoutTrailingSpace(text[..<bytes.index(end, offsetBy: -2)])
      case (_, _, let byte): before = (before.1, byte)
      }
      bytes.formIndex(after: &end)
    }
    while end < text.endIndex, text.utf8[end] & 0xC0 == 0x80 { end = bytes.index(before: end) }
    return withoutTrailingSpace(text[..<end])
  }

  private static let maxLineBytes = 1_000

  static func withoutFirstLine(_ text: Substring) -> Substring {
    withoutBlankLines(text.drop { !$0.isNewline })
  }

  /// Returns the text without blank lines, spaces and a byte order mark at its start.
  static func withoutBlankLines(_ text: Substring) -> Substring {
    text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
  }
}
