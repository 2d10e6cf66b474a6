/// A year, month or day of the proleptic Gregorian calendar, numbered so that the next one has the
/// next number.
struct CalendarSpan: Equatable {
  /// Years count from 0, months from January of that year, days from 1970-01-01.
  var number: Int
  var unit: Timeline.Unit

  init(number: Int, _ unit: Timeline.Unit) {
    self.number = number
    self.unit = unit
  }

  /// Reads `2021`, `2021-10` or `2021-10-18`, as exact as the unit.
  init?(_ text: String, _ unit: Timeline.Unit) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    let numbers = parts.compactMap(\.self)
    guard numbers.count == parts.count, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
    switch (unit, numbers.count) {
    case (.year, 1): self.init(number: numbers[0], unit)
    case (.month, 2):
      guard (1...12).contains(numbers[1]) else { return nil }
      self.init(number: numbers[0] * 12 + numbers[1] - 1, unit)
    case (.day, 3):
      let day = Self.day(numbers[0], numbers[1], numbers[2])
      self.init(number: day, unit)
      guard self.text == text else { return nil }
    default: return nil
    }
  }

  /// The span as ISO 8601 writes it.
  var text: String {
    switch unit {
    case .year: return Self.digits(number, 4)
    case .month: return Self.digits(number / 12, 4) + "-" + Self.digits(number % 12 + 1, 2)
    case .day:
      let (year, month, day) = Self.date(number)
      return [Self.digits(year, 4), Self.digits(month, 2), Self.digits(day, 2)]
        .joined(separator: "-")
    }
  }

  private static func digits(_ number: Int, _ count: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, count - digits.count)) + digits
  }

  // Howard Hinnant, "chrono-compatible low-level date algorithms": days are counted in eras of 400
  // years that begin in March, so that the day that may be missing is the last one of a year.

  private static func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func date(_ number: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    return (
      yearOfEra + era * 400 + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9,
      dayOfYear - (153 * month + 2) / 5 + 1
    )
  }
}
