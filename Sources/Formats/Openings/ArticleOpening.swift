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
    var line = Self.firstLine(of: body)
    if let title, line.drop(while: { "# ".contains($0) }) == title[...] { skip(&line) }
    if let byline = Byline(line, isBelowTitle: title != nil) {
      authors = byline.authors
      skip(&line)
      if Byline.isPosition(line) { skip(&line) }
    }
    if let dateline = Dateline(line) {
      self.dateline = dateline
      body = Self.withoutBlankLines(body[dateline.text.startIndex...])
    }
  }

  /// Takes the first line from `body`, and replaces it with the next one.
  private mutating func skip(_ line: inout Substring) {
    body = Self.withoutFirstLine(body)
    line = Self.firstLine(of: body)
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
  /// Bytes are read, because this is done for every article, and reading characters takes many times
  /// as long.
  static func firstLine(of text: Substring) -> Substring {
    var text = text
    let count = text.withUTF8 { lineLength($0) }
    return withoutTrailingSpace(text[..<text.utf8.index(text.startIndex, offsetBy: count)])
  }

  private static let maxLineBytes = 1_000

  /// Returns the number of bytes of the first line, or of whole characters in `maxLineBytes`.
  private static func lineLength(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var end = 0
    while end < min(bytes.count, maxLineBytes) {
      switch bytes[end] {
      case 0x0A...0x0D: return end
      // U+0085 and U+2028...2029 end lines too.
      case 0x85 where end > 0 && bytes[end - 1] == 0xC2: return end - 1
      case 0xA8...0xA9 where end > 1 && bytes[end - 2] == 0xE2 && bytes[end - 1] == 0x80:
        return end - 2
      default: end += 1
      }
    }
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return end
  }

  static func withoutFirstLine(_ text: Substring) -> Substring {
    withoutBlankLines(text.drop { !$0.isNewline })
  }

  /// Returns the text without blank lines, spaces and a byte order mark at its start.
  static func withoutBlankLines(_ text: Substring) -> Substring {
    text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
  }
}
