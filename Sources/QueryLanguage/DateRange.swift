public import CivilCalendar

/// The range of days in a date filter, as it was written.
public struct DateRange: Hashable, Sendable {
  /// The first bound; nil if the range has no beginning.
  public var since: DateBound?
  /// The last bound, inclusive; nil if the range has no end.
  public var until: DateBound?

  /// Creates a range with inclusive bounds.
  public init(since: DateBound?, until: DateBound?) {
    self.since = since
    self.until = until
  }

  /// Parses the text after `date:`; nil if it is neither a date nor a range.
  ///
  /// A single date is a range too: a year or a month lasts from its first day to its last, and `7d`
  /// lasts until today.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    let dots = bytes.indices.dropLast().first { bytes[$0...$0 + 1].allSatisfy { $0 == 0x2E } }
    guard let dots else {
      guard let bound = DateBound(text) else { return nil }
      if case .ago = bound {
        self.init(since: bound, until: .today)
      } else {
        self.init(since: bound, until: bound)
      }
      return
    }
    let (left, right) = (bytes[..<dots], bytes[(dots + 2)...])
    let since = DateBound(String(decoding: left, as: UTF8.self))
    let until = DateBound(String(decoding: right, as: UTF8.self))
    guard since != nil || left.isEmpty, until != nil || right.isEmpty, bytes.count > 2 else {
      return nil
    }
    self.init(since: since, until: until)
  }

  /// True if the range has both a beginning and an end.
  ///
  /// Several closed ranges are alternatives. A range that is open at one end is a bound, and all
  /// bounds must hold.
  public var isClosed: Bool { since != nil && until != nil }

  /// Returns the bounds as prefixes of ISO 8601 dates; `today` is the day of the search.
  ///
  /// An article is in the range if its date is not before `since`, and if the date, cut to the
  /// length of `until`, is not after `until`. Bounds in the wrong order are swapped.
  public func resolved(on today: CalendarDay) -> (since: String?, until: String?) {
    var bounds = (since: since, until: until)
    if let since, let until, since.days(on: today).first > until.days(on: today).last {
      bounds = (until, since)
    }
    return (bounds.since?.prefix(on: today), bounds.until?.prefix(on: today))
  }
}

extension DateRange: CustomStringConvertible {
  /// The filter in the query language, with its name.
  public var description: String {
    switch (since, until) {
    case (let since?, nil): "since:\(since)"
    case (nil, let until?): "until:\(until)"
    case (.ago(let count, let unit)?, .today?): "date:\(DateBound.ago(count, unit))"
    case (let since?, let until?) where since == until && !since.isAgo: "date:\(since)"
    case (let since, let until):
      "date:\(since.map(\.description) ?? "")..\(until.map(\.description) ?? "")"
    }
  }
}

/// A date as people write it in a query.
public enum DateBound: Hashable, Sendable {
  /// A unit of time before today.
  public enum Unit: String, CaseIterable, Sendable {
    /// Days.
    case days = "d"
    /// Weeks.
    case weeks = "w"
    /// Months.
    case months = "m"
    /// Years.
    case years = "y"
  }

  /// A year, a month or a day.
  case date(PartialDate)
  /// `7d`: the first of the last seven days, including today; `2w`: the first of the last fourteen.
  ///
  /// `1m` and `1y` are the day with today's number in an earlier month, or the last day of that
  /// month if it is shorter. The number is in 1...9999.
  case ago(Int, Unit)
  /// The day of the search.
  case today
  /// The day before the search.
  case yesterday

  /// Parses a date; nil if it is malformed or not in the calendar.
  public init?(_ text: String) {
    let text = text.lowercased()
    switch text {
    case "today": self = .today
    case "yesterday": self = .yesterday
    default:
      if let date = PartialDate(text) {
        self = .date(date)
      } else if let last = text.last, let unit = Unit(rawValue: String(last)),
        let count = Int(digits: text.utf8.dropLast()), (1...9_999).contains(count)
      {
        self = .ago(count, unit)
      } else {
        return nil
      }
    }
  }

  fileprivate var isAgo: Bool { if case .ago = self { true } else { false } }

  /// Returns the bound as a prefix of ISO 8601 dates.
  func prefix(on today: CalendarDay) -> String {
    if case .date(let date) = self { date.description } else { days(on: today).first.description }
  }

  /// Returns the first and the last day of the year, month or day that the bound names.
  func days(on today: CalendarDay) -> (first: CalendarDay, last: CalendarDay) {
    let day: CalendarDay
    switch self {
    case .date(let date): return date.days
    case .ago(let count, .days): day = today.adding(days: 1 - count)
    case .ago(let count, .weeks): day = today.adding(days: 1 - 7 * count)
    case .ago(let count, .months): day = today.subtracting(months: count)
    case .ago(let count, .years): day = today.subtracting(months: 12 * count)
    case .today: day = today
    case .yesterday: day = today.adding(days: -1)
    }
    return (day, day)
  }
}

extension DateBound: CustomStringConvertible {
  /// The date in the query language.
  public var description: String {
    switch self {
    case .date(let date): date.description
    case .ago(let count, let unit): "\(count)\(unit.rawValue)"
    case .today: "today"
    case .yesterday: "yesterday"
    }
  }
}

/// A year, a month of a year, or a day: `2021`, `2021-10`, `2021-10-18`.
public struct PartialDate: Hashable, Sendable {
  /// The first day of the year or month, or the day itself.
  private let first: CalendarDay
  /// The number of components: 1 for a year, 2 for a month, 3 for a day.
  private let precision: Int

  /// Parses an ISO 8601 date, or a prefix of one that ends after the year or the month.
  public init?(_ text: String) {
    let fields = text.utf8.split(separator: 0x2D, omittingEmptySubsequences: false)
    let numbers = fields.compactMap { Int(digits: $0) }
    guard numbers.count == fields.count,
      fields.map(\.count).elementsEqual([4, 2, 2].prefix(fields.count)),
      let first = CalendarDay(
        year: numbers[0], month: numbers.count > 1 ? numbers[1] : 1,
        day: numbers.count > 2 ? numbers[2] : 1)
    else { return nil }
    self.first = first
    precision = numbers.count
  }

  /// The first and the last day.
  var days: (first: CalendarDay, last: CalendarDay) {
    let month = precision > 1 ? first.month : 12
    let day = precision > 2 ? first.day : CalendarDay.length(ofMonth: month, in: first.year)
    return (first, CalendarDay(year: first.year, month: month, day: day) ?? first)
  }
}

extension PartialDate: CustomStringConvertible {
  /// The date in ISO 8601, as precise as it was given.
  public var description: String {
    String(first.description.utf8.prefix([4, 7, 10][precision - 1])) ?? ""
  }
}

extension Int {
  /// Parses a number of one to four ASCII digits.
  fileprivate init?(digits: some Collection<UInt8>) {
    guard (1...4).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    self = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}
