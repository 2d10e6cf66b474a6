/// A line that may start a message in a mailbox (RFC 4155): `From ada@tidewater.example Mon Oct 18
/// 09:00:00 2021`.
///
/// A sentence may also start with `From`, and not every program quotes such a line with a `>`. The
/// line must therefore contain a date and a time, and a header must follow.
struct MailSeparator {
  static let mark = Array("From ".utf8)

  let bytes: [UInt8]

  /// Creates the line; returns nil if it cannot start a message.
  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: Self.mark) else { return nil }
    self.bytes = bytes
  }

  /// True if the line contains a time of day, and a month or a day of the week.
  var isDated: Bool {
    let words = words
    return words.contains { Self.names.contains($0.lowercased()) }
      && words.contains { $0.utf8.count <= 12 && Self.holdsTime(Array($0.utf8)) }
  }

  /// True if the line starts a message.
  ///
  /// `next` is the line after this line.
  ///
  /// If the line has no date, three conditions must be met: the line contains a sender or a single
  /// word, the line before is empty, and the next line is a common field of mail headers.
  func beginsMessage(before next: [UInt8], isAfterEmptyLine: Bool) -> Bool {
    guard let name = Self.fieldName(of: next) else { return false }
    if isDated { return true }
    let words = words
    return isAfterEmptyLine && (words.count == 1 || words.first?.contains("@") == true)
      && (Self.mailFields.contains(name) || name.hasPrefix("x-"))
  }

  /// Returns the name of the header field at the start of a line; nil if there is none.
  ///
  /// The name must consist of letters, digits, hyphens and underscores.
  static func fieldName(of line: [UInt8]) -> String? {
    guard let name = MailEntity.fieldName(of: line[...]), name.first?.isLetter == true,
      name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
    else { return nil }
    return name
  }

  private var words: [Substring] {
    String(decoding: bytes.dropFirst(Self.mark.count).prefix(300), as: UTF8.self)
      .split { $0.isWhitespace || $0 == "," }
  }

  /// True if a word contains a time of day: two digits, a colon, two digits.
  private static func holdsTime(_ word: [UInt8]) -> Bool {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    return word.indices.dropFirst(2).dropLast(2).contains { index in
      word[index] == UInt8(ascii: ":")
        && [-2, -1, 1, 2].allSatisfy { digits.contains(word[index + $0]) }
    }
  }

  private static let names: Set<String> = [
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "jan", "feb", "mar", "apr", "may", "jun",
    "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  static let mailFields: Set<String> = [
    "cc", "content-type", "date", "delivered-to", "from", "in-reply-to", "message-id",
    "mime-version", "received", "reply-to", "return-path", "sender", "status", "subject", "to",
  ]
}
