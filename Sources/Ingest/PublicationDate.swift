/// A date as exact as a source gives it, from a year to a second.
///
/// It is printed as ISO 8601, in the time zone of the source: the day is the publisher's.
struct PublicationDate: Equatable, CustomStringConvertible {
  var year: Int
  var month: Int?
  var day: Int?
  /// What follows the day: `T09:30:00Z`; empty where the time is not known.
  var time = ""

  var description: String {
    var text = padded(year, to: 4)
    guard let month else { return text }
    text += "-" + padded(month, to: 2)
    guard let day else { return text }
    return text + "-" + padded(day, to: 2) + time
  }

  /// Reads a date in one of the forms that articles carry; nothing if it is none of them.
  ///
  /// ISO 8601 (`2021-10-18T14:03:00+02:00`, `2021-10`, `20211018`, also `2021/10/18`), RFC 5322
  /// (`Mon, 18 Oct 2021 14:03:00 GMT`), `18 October 2021`, `October 18, 2021, 2:03 PM`,
  /// `December, 1958`. Figures alone whose order is anyone's guess, such as `3/4/2021`, are not read.
  init?(parsing text: String) {
    guard let date = Self.iso(text) ?? Self.worded(text), date.isReal else { return nil }
    self = date
  }

  private init(year: Int, month: Int?, day: Int?, time: String = "") {
    self.year = year
    self.month = month
    self.day = day
    self.time = time
  }

  private var isReal: Bool {
    guard (1...9999).contains(year) else { return false }
    guard let month else { return true }
    guard (1...12).contains(month) else { return false }
    guard let day else { return true }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...days[month - 1]).contains(day)
  }

  private static func iso(_ text: String) -> PublicationDate? {
    let trimmed = trim(text)
    if trimmed.count == 8, let digits = number(trimmed[...], digits: 8) {
      return PublicationDate(
        year: digits / 10_000, month: digits / 100 % 100, day: digits % 100)
    }
    let split = trimmed.firstIndex { $0 == "T" || $0 == "t" || $0 == " " } ?? trimmed.endIndex
    let parts = trimmed[..<split].split(omittingEmptySubsequences: false) { "-/.".contains($0) }
    guard (1...3).contains(parts.count), let year = number(parts[0], digits: 4) else { return nil }
    guard parts.count > 1 else {
      return split == trimmed.endIndex ? PublicationDate(year: year, month: nil, day: nil) : nil
    }
    guard let month = number(parts[1], digits: 2) else { return nil }
    guard parts.count > 2 else { return PublicationDate(year: year, month: month, day: nil) }
    guard let day = number(parts[2], digits: 2) else { return nil }
    let rest = split == trimmed.endIndex ? "" : String(trimmed[trimmed.index(after: split)...])
    return PublicationDate(year: year, month: month, day: day, time: isoTime(rest))
  }

  /// `T14:03:00+02:00` from `14:03[:00[.000]][ ][PM][ ]zone`; empty where it is no time.
  private static func isoTime(_ text: String) -> String {
    let clock = text.prefix { $0.isNumber || $0 == ":" }
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count) else { return "" }
    let isShort = parts[0].count == 1
    var numbers = parts.compactMap { number($0, digits: isShort && $0 == parts[0] ? 1 : 2) }
    guard numbers.count == parts.count, numbers[0] < 24, numbers[1] < 60 else { return "" }
    // A leap second has no place in most calendars.
    if numbers.count == 2 { numbers.append(0) } else if numbers[2] == 60 { numbers[2] = 59 }
    guard numbers[2] < 60 else { return "" }
    let fraction = text[clock.endIndex...].prefix { $0 == "." || $0 == "," || $0.isNumber }
    var rest = trim(String(text[fraction.endIndex...]))
    if let half = halfOfDay(rest) {
      guard (1...12).contains(numbers[0]) else { return "" }
      numbers[0] = numbers[0] % 12 + (half.isAfternoon ? 12 : 0)
      rest = trim(half.rest)
    } else if isShort {
      return ""
    }
    return "T" + numbers.map { padded($0, to: 2) }.joined(separator: ":") + zone(rest)
  }

  /// Whether a time is before or after noon, where `text` begins with AM or PM, and what follows.
  private static func halfOfDay(_ text: String) -> (isAfternoon: Bool, rest: String)? {
    let letters = text.prefix(5).lowercased()
    for (mark, isAfternoon) in [("a m", false), ("am", false), ("p m", true), ("pm", true)]
    where letters.hasPrefix(mark) && letters.dropFirst(mark.count).first?.isLetter != true {
      return (isAfternoon, String(text.dropFirst(mark.count)))
    }
    return nil
  }

  private static func zone(_ text: String) -> String {
    switch text.uppercased() {
    case "Z", "UTC", "GMT", "UT": return "Z"
    case "EST": return "-05:00"
    case "EDT": return "-04:00"
    case "CST": return "-06:00"
    case "CDT": return "-05:00"
    case "MST": return "-07:00"
    case "MDT": return "-06:00"
    case "PST": return "-08:00"
    case "PDT": return "-07:00"
    default: break
    }
    var digits = text.dropFirst().filter { $0 != ":" }
    if digits.count == 2 { digits += "00" }
    guard let sign = text.first, "+-".contains(sign), let offset = number(digits[...], digits: 4),
      offset / 100 < 24, offset % 100 < 60
    else { return "" }
    return offset == 0
      ? "Z" : "\(sign)\(padded(offset / 100, to: 2)):\(padded(offset % 100, to: 2))"
  }

  /// A date with the month as a word, in English: the day beside it, the year behind.
  private static func worded(_ text: String) -> PublicationDate? {
    let separators: Set<Character> = [" ", ",", ".", "\u{A0}", "\t", "\n"]
    let words = text.split { separators.contains($0) }
    guard let at = words.firstIndex(where: { month(named: $0) != nil }),
      let yearAt = words.indices.first(where: {
        ((at + 1)...(at + 2)).contains($0) && number(words[$0], digits: 4) != nil
      }), let year = number(words[yearAt], digits: 4)
    else { return nil }
    let dayBehind = yearAt == at + 2 ? dayOfMonth(words[at + 1]) : nil
    guard yearAt == at + 1 || dayBehind != nil else { return nil }
    let day = dayBehind ?? (at > 0 ? dayOfMonth(words[at - 1]) : nil)
    let rest = words[(yearAt + 1)...].joined(separator: " ")
    return PublicationDate(
      year: year, month: month(named: words[at]), day: day, time: day == nil ? "" : isoTime(rest))
  }

  /// The number in `18` or `18th`.
  private static func dayOfMonth(_ word: Substring) -> Int? {
    let digits = word.prefix { $0.isASCII && $0.isNumber }
    let suffix = word[digits.endIndex...].lowercased()
    guard ["", "st", "nd", "rd", "th"].contains(suffix), digits.count <= 2 else { return nil }
    return Int(digits)
  }

  private static func month(named word: Substring) -> Int? {
    let names = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september",
      "october", "november", "december",
    ]
    let name = word.lowercased()
    if name == "sept" { return 9 }
    guard name.count >= 3 else { return nil }
    return names.firstIndex { $0 == name || (name.count == 3 && $0.hasPrefix(name)) }.map { $0 + 1 }
  }
}

private func number(_ text: Substring, digits: Int) -> Int? {
  guard text.utf8.count == digits, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
    return nil
  }
  return Int(text)
}

private func padded(_ value: Int, to width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

private func trim(_ text: String) -> String {
  let start = text.drop(while: \.isWhitespace)
  guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
  return String(start[...end])
}
