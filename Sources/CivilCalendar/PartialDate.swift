/// A date of which some components may be missing: `2021`, `2021-10`, `2021-10-18`, and without a
/// year `October`, `18 October`.
public struct PartialDate: Hashable, Sendable {
  /// The year, 0...9999; nil for a date that occurs every year.
  public let year: Int?
  /// The month, 1...12; nil for a whole year.
  public let month: Int?
  /// The day of the month; nil for a whole month or year.
  public let day: Int?

  /// Creates a date; returns nil if the calendar has no such date, or if the components have a gap.
  public init?(year: Int?, month: Int? = nil, day: Int? = nil) {
    // 2000 is a leap year, so 29 February occurs in some years.
    guard year != nil || month != nil, month != nil || day == nil,
      CalendarDay(year: year ?? 2_000, month: month ?? 1, day: day ?? 1) != nil
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// Returns the first and the last day of the year, month or day.
  ///
  /// A date without a year is the latest one that has begun by `today`.
  public func days(on today: CalendarDay) -> ClosedRange<CalendarDay> {
    if let year { return days(in: year) ?? today...today }
    // Leap years are at most eight years apart.
    for year in (today.year - 8...today.year).reversed() {
      if let days = days(in: year), days.lowerBound <= today { return days }
    }
    return CalendarDay.first...CalendarDay.first
  }

  private func days(in year: Int) -> ClosedRange<CalendarDay>? {
    let lastMonth = month ?? 12
    let lastDay = day ?? CalendarDay.length(ofMonth: lastMonth, in: year)
    guard let first = CalendarDay(year: year, month: month ?? 1, day: day ?? 1),
      let last = CalendarDay(year: year, month: lastMonth, day: lastDay)
    else { return nil }
    return first...last
  }
}

extension PartialDate: CustomStringConvertible {
  /// The date in ISO 8601, as precise as it is; without a year, `october` or `18-october`.
  public var description: String {
    guard let year else {
      let name = month.map { MonthNames.english($0).lowercased() } ?? ""
      return day.map { "\($0)-\(name)" } ?? name
    }
    return ([year.padded(4)] + [month, day].compactMap { $0?.padded(2) }).joined(separator: "-")
  }
}
