internal import CivilCalendar

/// The place, and often the date, at the start of a newspaper's text: `PARIS, Oct. 18 (Reuters) —`.
///
/// Titles look similar (`EXCLUSIVE — Ports reopen`), so the place must be in capitals or be
/// followed by a date or an agency, and a sentence must follow if there is no agency.
struct Dateline {
  /// The date, whose year is usually missing.
  private(set) var date: DayOfYear?
  /// The text after the dash.
  private(set) var text: Substring

  /// A day, usually without its year.
  struct DayOfYear: Equatable {
    var year: Int?
    var month: Int
    var day: Int
  }

  private static let maxLength = 80

  /// Reads the start of a paragraph; returns nil if it is no dateline.
  init?(_ paragraph: Substring) {
    guard let dash = Self.dash(in: paragraph) else { return nil }
    text = paragraph[dash.upperBound...].drop(while: \.isWhitespace)
    var head = Self.trimmed(paragraph[..<dash.lowerBound])
    var agency: Substring?
    if head.last == ")", let open = head.lastIndex(of: "(") {
      let inside = head[head.index(after: open)...].dropLast()
      guard (2...40).contains(inside.count), inside.contains(where: \.isLetter) else { return nil }
      agency = inside
      head = Self.trimmed(head[..<open])
    }
    var parts = head.split(separator: ",", omittingEmptySubsequences: false).map(Self.trimmed)
    date = Self.takeDate(from: &parts)
    guard (1...2).contains(parts.count), parts.allSatisfy(Self.isPlace),
      let place = parts.first
    else { return nil }
    let isCapitals = !place.contains(where: \.isLowercase) && place.count(where: \.isLetter) > 2
    let isAgency = agency.map(Self.isAgency) == true
    guard isCapitals || date != nil || isAgency else { return nil }
    if isAgency || isCapitals && date != nil && text.isEmpty { return }
    guard Self.isSentence(text) else { return nil }
    if date != nil || agency != nil && isCapitals { return }
    guard isCapitals, paragraph[dash] != " - " else { return nil }
  }

  /// Returns the first dash that can end a dateline.
  private static func dash(in paragraph: Substring) -> Range<Substring.Index>? {
    guard paragraph.first?.isUppercase == true else { return nil }
    var paragraph = paragraph
    // Bytes are read, because this is done for every article.
    guard let found = paragraph.withUTF8(dash) else { return nil }
    let start = paragraph.utf8.index(paragraph.startIndex, offsetBy: found.lowerBound)
    guard paragraph[..<start].count < maxLength else { return nil }
    return start..<paragraph.utf8.index(start, offsetBy: found.count)
  }

  /// Returns the first `—`, `–`, `―`, `--` or ` - ` in the bytes that can be those of a dateline.
  private static func dash(in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    for index in 0..<min(bytes.count, 4 * maxLength) {
      let length =
        switch bytes[index] {
        case 0xE2: 3
        case UInt8(ascii: "-"): 2
        case UInt8(ascii: " "): 3
        default: 0
        }
      guard length > 0, index + length <= bytes.count else { continue }
      let mark = bytes[index..<index + length]
      if marks.contains(where: { mark.elementsEqual($0) }) { return index..<index + length }
    }
    return nil
  }

  private static let marks = ["—", "–", "―", "--", " - "].map { Array($0.utf8) }

  private static func trimmed(_ text: Substring) -> Substring {
    withoutTrailingSpace(text.drop(while: \.isWhitespace))
  }

  /// True if text is long or ends like a sentence, unlike a title.
  private static func isSentence(_ text: Substring) -> Bool {
    let count = text.count
    guard count >= 20, let last = text.last else { return false }
    return count > 200 || ".!?…”\"’»:".contains(last)
  }

  // MARK: Places and agencies

  /// True for one to four capitalized words, such as `NEW YORK`, `St. Louis` and `Frankfurt am Main`.
  private static func isPlace(_ text: Substring) -> Bool {
    let words = text.split(separator: " ")
    return (1...4).contains(words.count)
      && words.allSatisfy { word in
        word.first?.isUppercase == true && !notPlaces.contains(word.uppercased())
          && word.allSatisfy { $0.isLetter || ".'’-/".contains($0) }
          || ["am", "an", "de", "del", "der", "la", "le", "of", "sur"].contains(word)
      }
      && words.first?.first?.isUppercase == true
  }

  private static func isAgency(_ text: Substring) -> Bool {
    text.split { "/,- ".contains($0) }.contains { agencies.contains($0.lowercased()) }
  }

  private static let agencies: Set<String> = [
    "afp", "agencies", "anp", "ansa", "ap", "apa", "ats", "belga", "bloomberg", "cnn", "cp", "dapd",
    "dpa", "efe", "epd", "interfax", "jta", "kna", "kyodo", "lusa", "pti", "reuters", "ritzau",
    "sda", "sid", "tass", "tt", "upi", "xinhua", "yonhap",
  ]

  /// Words in capitals that stand before a dash in titles.
  private static let notPlaces: Set<String> = [
    "ADVERTISEMENT", "ALERT", "ANALYSIS", "BREAKING", "BRIEF", "CHAPTER", "COLUMN", "COMMENT",
    "CORRECTED", "CORRECTION", "DRAFT", "EDITORIAL", "EXCLUSIVE", "EXPLAINER", "FACTBOX", "FAQ",
    "FEATURE", "FINAL", "FOCUS", "GUIDE", "IMPORTANT", "INSIGHT", "INTERVIEW", "INTRODUCTION",
    "LETTER", "LETTERS", "LIVE", "MEMO", "NASA", "NATO", "NEWS", "NOTE", "NOTICE", "OBITUARY",
    "OPINION", "PART", "PHOTOS", "PODCAST", "POLL", "PREVIEW", "PROFILE", "QUIZ", "RECIPE",
    "REPORT", "REVIEW", "SPECIAL", "SPORTS", "SUMMARY", "TIMELINE", "TODO", "TOPIC", "UPDATE",
    "UPDATED", "URGENT", "VIDEO", "VIEW", "WARNING", "WATCH",
  ]

  // MARK: Dates

  /// Takes the date from the last parts: `Oct. 18`, `18 octobre 2021`, or `Oct. 18` and `2021`.
  private static func takeDate(from parts: inout [Substring]) -> DayOfYear? {
    if parts.count > 2, let year = number(parts[parts.count - 1], digits: 4...4),
      var date = date(parts[parts.count - 2])
    {
      date.year = date.year ?? year
      parts.removeLast(2)
      return date
    }
    guard parts.count > 1, let last = parts.last, let date = date(last) else { return nil }
    parts.removeLast()
    return date
  }

  private static func date(_ text: Substring) -> DayOfYear? {
    var words = text.split { " .".contains($0) }
    if let first = words.first, ["le", "den", "am", "el", "il"].contains(first.lowercased()) {
      words.removeFirst()
    }
    var year: Int?
    if words.count == 3, let last = words.last { year = number(last, digits: 4...4) }
    guard words.count == 2 || year != nil else { return nil }
    let (month, day): (Int?, Int?) =
      MonthNames.month(named: words[0]).map { ($0, PartialDate.dayOfMonth(words[1])) }
      ?? (MonthNames.month(named: words[1]), PartialDate.dayOfMonth(words[0]))
    guard let month, let day, CalendarDay(year: year ?? 2_000, month: month, day: day) != nil else {
      return nil
    }
    return DayOfYear(year: year, month: month, day: day)
  }
}
