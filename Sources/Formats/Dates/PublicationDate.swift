internal import CivilCalendar

/// A date with the precision that its source gives, from a year to a second.
///
/// The date is printed as ISO 8601 in the time zone of the source, so that the day is the
/// publisher's.
package struct PublicationDate: Equatable, CustomStringConvertible {
  var year: Int
  var month: Int?
  var day: Int?
  /// The part after the day, such as `T09:30:00Z`; empty if the time is not known.
  var time = ""

  package var description: String {
    var text = year.padded(4)
    guard let month else { return text }
    text += "-" + month.padded(2)
    guard let day else { return text }
    return text + "-" + day.padded(2) + time
  }

  /// Reads a date in one of the forms that articles use; returns nil for any other text.
  ///
  /// The forms are ISO 8601 (`2021-10-18T14:03:00+02:00`, `2021-10`, `20211018`, also `2021/10/18`,
  /// `2021-1-5`), RFC 5322 (`Mon, 18 Oct 2021 14:03:00 GMT`), numeric dates (`18.10.2021`,
  /// `10/18/2021`), the month as a word in seven languages (`October 18, 2021, 2:03 PM`, `18 de
  /// octubre de 2021`), and Unix time in seconds (ten digits) or milliseconds (thirteen).
  ///
  /// An ambiguous numeric date such as `3/4/2021` gives only the year. In a date with full stops,
  /// such as `3.4.2021`, the day comes first.
  package init?(parsing text: String) {
    let trimmed = withoutSpaceInFigures(trim(text[...]))
    guard trimmed.utf8.count <= 500,
      let date = Self.digits(trimmed) ?? Self.iso(trimmed) ?? Self.figures(trimmed)
        ?? Self.worded(trimmed), date.isReal
    else { return nil }
    self = date
  }

  /// Creates a date from Unix time, in UTC.
  ///
  /// Returns nil outside the years 1990 to 2099, because such a number is likely to mean something
  /// else.
  init?(secondsSince1970 seconds: Double) {
    guard (631_152_000..<4_102_444_800).contains(seconds) else { return nil }
    let whole = Int(seconds)
    let day = CalendarDay.epoch.adding(days: whole / 86_400)
    let clock = [whole / 3_600 % 24, whole / 60 % 60, whole % 60]
    self.init(
      year: day.year, month: day.month, day: day.day,
      time: "T" + clock.map { $0.padded(2) }.joined(separator: ":") + "Z")
  }

  init(year: Int, month: Int?, day: Int?, time: String = "") {
    self.year = year
    self.month = month
    self.day = day
    self.time = time
  }

  private var isReal: Bool {
    year > 0 && CalendarDay(year: year, month: month ?? 1, day: day ?? 1) != nil
  }

  /// Reads a date of digits only: `20211018`, `20211018140300`, `20211018T140300Z`, or Unix time.
  private static func digits(_ text: Substring) -> PublicationDate? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let rest = text[digits.endIndex...]
    switch (digits.count, rest.isEmpty) {
    case (10, false) where rest.first == "." && rest.count > 1:
      let isFraction = rest.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
      return isFraction ? Double(digits).flatMap { Self(secondsSince1970: $0) } : nil
    case (10, true): return Double(digits).flatMap { Self(secondsSince1970: $0) }
    case (13, true): return Double(digits).flatMap { Self(secondsSince1970: $0 / 1_000) }
    case (14, true): return compact(digits.prefix(8), time: digits.suffix(6), zone: "Z")
    case (8, true): return compact(digits, time: "", zone: "")
    case (8, false) where rest.first == "T":
      let time = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
      return time.count == 6 ? compact(digits, time: time, zone: rest[time.endIndex...]) : nil
    default: return nil
    }
  }

  private static func compact(
    _ day: Substring, time: Substring, zone: Substring
  ) -> PublicationDate? {
    guard let value = number(day, digits: 8...8) else { return nil }
    let clock = [time.prefix(2), time.dropFirst(2).prefix(2), time.suffix(2)].joined(separator: ":")
    return PublicationDate(
      year: value / 10_000, month: value / 100 % 100, day: value % 100,
      time: time.isEmpty ? "" : TimeOfDay.iso(clock + zone))
  }

  /// Reads a numeric date in the order year, month, day.
  private static func iso(_ text: Substring) -> PublicationDate? {
    let split =
      text.firstIndex { $0 == "T" || $0 == "t" || $0 == " " || $0 == "," } ?? text.endIndex
    let figures = split == text.endIndex ? withoutZone(text) : withoutLastStop(text[..<split])
    let parts = figures.split(omittingEmptySubsequences: false) { "-/.".contains($0) }
    guard (1...3).contains(parts.count), let year = number(parts[0], digits: 4...4) else {
      return nil
    }
    guard parts.count > 1 else {
      return split == text.endIndex ? PublicationDate(year: year, month: nil, day: nil) : nil
    }
    guard let month = number(parts[1], digits: parts.count == 3 ? 1...2 : 2...2) else { return nil }
    guard parts.count > 2 else { return PublicationDate(year: year, month: month, day: nil) }
    guard let day = number(parts[2], digits: 1...2) else { return nil }
    return PublicationDate(
      year: year, month: month, day: day,
      time: TimeOfDay.iso(text[split...].dropFirst().drop(while: \.isWhitespace)))
  }

  /// Removes the time zone from `2021-10-18+02:00` and `2021-10-18Z`.
  ///
  /// Such dates occur in XML, but a time zone means nothing without a time.
  private static func withoutZone(_ text: Substring) -> Substring {
    let plain = withoutLastStop(text)
    let zone = text.hasSuffix("Z") || text.hasSuffix("z") ? text.suffix(1) : text.suffix(6)
    let day = text[..<zone.startIndex]
    guard day.count(where: { $0 == "-" }) == 2, zone.count == 1 || zone.contains(":"),
      !TimeOfDay.zone(zone).isEmpty
    else { return plain }
    return day
  }

  /// Returns `2021.10.18` for `2021.10.18.`, as written in Hungarian and Korean.
  private static func withoutLastStop(_ text: Substring) -> Substring {
    text.last == "." && text.count(where: { $0 == "." }) == 3 ? text.dropLast() : text
  }

  /// Reads a numeric date that ends with the year.
  ///
  /// If the day and the month could be swapped, the result is only the year.
  private static func figures(_ text: Substring) -> PublicationDate? {
    let split = text.firstIndex { $0 == " " || $0 == "," || $0 == "T" } ?? text.endIndex
    let parts = text[..<split].split(omittingEmptySubsequences: false) { "-/.".contains($0) }
    if parts.count == 2, split == text.endIndex, let year = number(parts[1], digits: 4...4),
      let month = number(parts[0], digits: 1...2)
    {
      return PublicationDate(year: year, month: month, day: nil)
    }
    guard parts.count == 3, let year = number(parts[2], digits: 4...4),
      let first = number(parts[0], digits: 1...2), let second = number(parts[1], digits: 1...2),
      first > 0, second > 0, min(first, second) <= 12
    else { return nil }
    let hasStops = !text[..<split].contains { "-/".contains($0) }
    guard let order = PartialDate.dayAndMonth(first, second, hasStops: hasStops) else {
      return PublicationDate(year: year, month: nil, day: nil)
    }
    return PublicationDate(
      year: year, month: order.month, day: order.day, time: TimeOfDay.found(in: text[split...]))
  }
}

/// Returns the number in `text`.
///
/// Returns nil unless `text` consists only of digits and `digits` contains their count.
func number(_ text: Substring, digits: ClosedRange<Int>) -> Int? {
  guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else {
    return nil
  }
  return Int(text)
}

/// Returns `2021.10.18.` for `2021. 10. 18.`, and `5.10.2021` for `5. 10. 2021`.
private func withoutSpaceInFigures(_ text: Substring) -> Substring {
  func isDigit(_ character: Character?) -> Bool {
    character.map { ("0"..."9").contains($0) } == true
  }
  guard isDigit(text.first), text.utf8.count <= 500 else { return text }
  var result = ""
  var rest = text
  for _ in 0..<2 {
    let figures = rest.prefix { isDigit($0) }
    let after = rest[figures.endIndex...]
    let next = after.dropFirst().drop(while: \.isWhitespace)
    guard after.first == ".", isDigit(next.first) else { return text }
    result += figures + "."
    rest = next
  }
  return Substring(result + rest)
}

private func trim(_ text: Substring) -> Substring {
  let start = text.drop(while: \.isWhitespace)
  guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
  return start[...end]
}
