internal import CivilCalendar

/// Finds dates with a day in a line of text: `Posted on March 5, 2020 by`, `vom 5.3.2020, 10 Uhr`,
/// `2020年3月5日`.
struct DateScanner {
  /// The order of the day and the month in numeric dates such as `3/4/2021`.
  enum Order: Sendable {
    case dayFirst
    case monthFirst
  }

  let order: Order

  /// Returns the first date with a day in a text.
  func firstDate(in text: some StringProtocol) -> PublicationDate? { first(in: text)?.date }

  /// Returns the first date with a day in a text, and whether its day and month could be swapped.
  func first(
    in text: some StringProtocol
  ) -> (date: PublicationDate, isAmbiguous: Bool)? {
    guard text.utf8.contains(where: { (0x30...0x39).contains($0) }) else { return nil }
    let words = Self.words(in: text)
    for index in words.indices {
      guard let year = Self.number(words[index], digits: 4...4), (1_990...2_099).contains(year)
      else {
        continue
      }
      if let found = before(index, year, words) { return found }
      if let date = after(index, year, words) { return (date, false) }
    }
    return nil
  }

  /// Returns the date in a short text such as `5.3.20`, whose year has two digits.
  func shortDate(in text: some StringProtocol) -> PublicationDate? {
    let parts = text.split { $0.isWhitespace || $0 == "|" }.first?.split(separator: ".") ?? []
    guard parts.count == 3, let day = Self.number(parts[0], digits: 1...2),
      let month = Self.number(parts[1], digits: 1...2),
      let year = Self.number(parts[2], digits: 2...2)
    else { return nil }
    return Self.date(2_000 + year, month, day)
  }

  /// Reads a date that starts with the year.
  private func after(_ index: Int, _ year: Int, _ words: [Substring]) -> PublicationDate? {
    guard index + 2 < words.count, let month = Self.number(words[index + 1], digits: 1...2),
      let day = Self.number(words[index + 2], digits: 1...2)
    else { return nil }
    // In `13 March 2021, 09:08`, the time follows the year.
    let word = words[index + 1]
    return word.base[word.endIndex...].first == ":" ? nil : Self.date(year, month, day)
  }

  /// Reads a date that ends with the year.
  private func before(
    _ index: Int, _ year: Int, _ words: [Substring]
  ) -> (date: PublicationDate, isAmbiguous: Bool)? {
    guard index >= 2 else { return nil }
    let (first, second) = (words[index - 2], words[index - 1])
    if let month = Self.month(named: second) {
      let date = Self.number(first, digits: 1...2).flatMap { Self.date(year, month, $0) }
      return date.map { ($0, false) }
    }
    guard let later = Self.number(second, digits: 1...2) else { return nil }
    if let month = Self.month(named: first) {
      return Self.date(year, month, later).map { ($0, false) }
    }
    guard let earlier = Self.number(first, digits: 1...2) else { return nil }
    // With full stops, the day comes first in all languages.
    let hasStop = first.base[first.endIndex...].first == "."
    let isMonthFirst = later > 12 || order == .monthFirst && earlier <= 12 && !hasStop
    let date =
      isMonthFirst ? Self.date(year, earlier, later) : Self.date(year, later, earlier)
    return date.map { ($0, !hasStop && max(earlier, later) <= 12 && earlier != later) }
  }

  private static func date(_ year: Int, _ month: Int, _ day: Int) -> PublicationDate? {
    guard CalendarDay(year: year, month: month, day: day) != nil else { return nil }
    return PublicationDate(year: year, month: month, day: day)
  }

  private static func number(_ word: some StringProtocol, digits: ClosedRange<Int>) -> Int? {
    guard digits.contains(word.utf8.count), word.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Int(word)
  }

  /// Returns the numbers and the words of a text, without ordinal endings and prepositions.
  private static func words(in text: some StringProtocol) -> [Substring] {
    var words: [Substring] = []
    let text = Substring(text)
    var rest = text
    while let first = rest.first {
      let isDigit = first.isASCII && first.isNumber
      let word: Substring
      if isDigit {
        word = rest.prefix { $0.isASCII && $0.isNumber }
      } else if first.isLetter {
        word = rest.prefix { $0.isLetter }
      } else {
        rest = rest.dropFirst()
        continue
      }
      rest = rest[word.endIndex...]
      if isDigit || !skipped.contains(word.lowercased()) { words.append(word) }
    }
    return words
  }

  private static func month(named name: Substring) -> Int? {
    MonthNames.month(named: name) ?? otherMonths[name.lowercased()]
  }

  /// The names of months in languages that `MonthNames` does not have, as they are inflected in
  /// dates: Russian, Ukrainian, Polish, Czech, Danish, Norwegian, Swedish and Turkish.
  private static let otherMonths: [String: Int] = {
    let names = [
      "января січня stycznia ledna januar ocak", "февраля лютого lutego února februar şubat",
      "марта березня marca března marts mart", "апреля квітня kwietnia dubna april nisan",
      "мая травня maja května maj mayıs", "июня червня czerwca června juni haziran",
      "июля липня lipca července juli temmuz", "августа серпня sierpnia srpna augusti ağustos",
      "сентября вересня września září september eylül",
      "октября жовтня października října oktober ekim",
      "ноября листопада listopada listopadu november kasım",
      "декабря грудня grudnia prosince desember aralık",
    ]
    var months: [String: Int] = [:]
    for (index, list) in names.enumerated() {
      for name in list.split(separator: " ") { months[String(name)] = index + 1 }
    }
    return months
  }()

  private static let skipped: Set<String> = [
    "st", "nd", "rd", "th", "er", "de", "of", "del", "do", "di", "den", "the", "年", "月", "日", "년",
    "월", "일", "г",
  ]
}
