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
  static func firstLine(of text: Substring) -> Substring {
    withoutTrailingSpace(text.prefix(maxLineLength).prefix { !$0.isNewline })
  }

  private static let maxLineLength = 500

  static func withoutFirstLine(_ text: Substring) -> Substring {
    withoutBlankLines(text.drop { !$0.isNewline })
  }

  /// Returns the text without blank lines, spaces and a byte order mark at its start.
  static func withoutBlankLines(_ text: Substring) -> Substring {
    text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
  }
}
