/// A day of the proleptic Gregorian calendar, in the years 0 to 9999, which ISO 8601 writes without
/// a sign.
public struct CalendarDay: Hashable, Sendable {
  /// The year, 0...9999.
  public let year: Int
  /// The month, 1...12.
  public let month: Int
  /// The day of the month, starting from 1.
  public let day: Int

  /// Creates a day; returns nil if the calendar has no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard (0...9_999).contains(year), (1...12).contains(month),
      1 <= day, day <= Self.length(ofMonth: month, in: year)
    else { return nil }
    self.init(checked: year, month, day)
  }

  private init(checked year: Int, _ month: Int, _ day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// 1 January 1970.
  public static let epoch = CalendarDay(checked: 1970, 1, 1)

  package static let first = CalendarDay(checked: 0, 1, 1)
  package static let last = CalendarDay(checked: 9_999, 12, 31)

  /// Returns the number of days in a month, 28...31.
  package static func length(ofMonth month: Int, in year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  /// Returns the day that is `days` days later, or earlier if `days` is negative.
  ///
  /// A day outside the years 0 to 9999 becomes the first or last day of that range.
  public func adding(days: Int) -> CalendarDay {
    guard days < Self.last.number - number else { return .last }
    guard days > Self.first.number - number else { return .first }
    return CalendarDay(number: number + days)
  }

  /// Returns the same day `months` months earlier, or the last day of that month if it is shorter.
  package func subtracting(months: Int) -> CalendarDay {
    let total = year * 12 + month - 1 - months
    guard total >= 0 else { return .first }
    let (year, month) = (total / 12, total % 12 + 1)
    return CalendarDay(checked: year, month, min(day, Self.length(ofMonth: month, in: year)))
  }

  // MARK: As a number

  /// The number of days since 1 March of the year 0.
  ///
  ///     number = 365 y + y / 4 - y / 100 + y / 400 + (153 m + 2) / 5 + day - 1
  ///
  /// Here years and months (y and m) start in March, so that the leap day is the last day of a
  /// year. Howard Hinnant: chrono-Compatible Low-Level Date Algorithms,
  /// <https://howardhinnant.github.io/date_algorithms.html>. January and February of the year 0
  /// have negative numbers, so the computation adds an era of 400 years, and subtracts it at the
  /// end.
  package var number: Int {
    let y = (month > 2 ? year : year - 1) + 400
    let m = (month + 9) % 12
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - Self.era
  }

  private static let era = 146_097

  private init(number: Int) {
    let days = number + Self.era
    let (era, dayOfEra) = days.quotientAndRemainder(dividingBy: Self.era)
    let y = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * y + y / 4 - y / 100)
    let m = (5 * dayOfYear + 2) / 153
    let month = m < 10 ? m + 3 : m - 9
    let year = y + 400 * era - 400 + (month <= 2 ? 1 : 0)
    self.init(checked: year, month, dayOfYear - (153 * m + 2) / 5 + 1)
  }
}

extension CalendarDay: Comparable {
  /// Earlier days come first.
  public static func < (a: CalendarDay, b: CalendarDay) -> Bool {
    (a.year, a.month, a.day) < (b.year, b.month, b.day)
  }
}

extension CalendarDay: CustomStringConvertible {
  /// The day in ISO 8601 format, such as `2021-10-18`.
  public var description: String {
    "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))"
  }
}

extension Int {
  /// Returns the number in decimal, padded with leading zeros to at least `digits` digits.
  package func padded(_ digits: Int) -> String {
    let text = String(self)
    return text.count < digits ? String(repeating: "0", count: digits - text.count) + text : text
  }
}
