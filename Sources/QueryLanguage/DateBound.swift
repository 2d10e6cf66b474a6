public import CivilCalendar

/// A date as people write it in a filter.
public enum DateBound: Hashable, Sendable {
  /// A unit of time.
  public enum Unit: String, CaseIterable, Sendable {
    /// Days.
    case days = "d"
    /// Weeks, which start on Monday.
    case weeks = "w"
    /// Months.
    case months = "m"
    /// Years.
    case years = "y"
  }

  /// A year, a month or a day; without a year, the latest such month or day that has begun.
  case date(PartialDate)
  /// `7d`: the first of the last seven days, including today; `2w`: the first of the last fourteen.
  ///
  /// `1m` and `1y` are the day with today's number in an earlier month, or the last day of that
  /// month if it is shorter. The number is in 1...9999.
  case ago(Int, Unit)
  /// `3-days-ago`: a single day, that many units before today.
  case exactly(Int, Unit)
  /// `this-week` and `last-week`: the week, month or year of today, or the one before it.
  case period(Unit, isLast: Bool)
  /// `monday`: the latest Monday, which may be today.
  case weekday(Weekday)
  /// `last-monday`: the latest Monday before today.
  case lastWeekday(Weekday)
  /// The day of the search.
  case today
  /// The day before the search.
  case yesterday

  /// Parses a date; nil if it is malformed or not in the calendar.
  public init?(_ text: String) {
    if let date = PartialDate(text) ?? PartialDate(compact: text) {
      self = .date(date)
    } else {
      guard text.utf8.count <= Self.maxBytes else { return nil }
      let words = text.lowercased().split { " -_".contains($0) }
      self.init(words)
    }
  }

  private static let maxBytes = 40

  private init?(_ words: [Substring]) {
    switch words.count {
    case 1: self.init(word: words[0])
    case 2 where ["last", "past", "this"].contains(words[0]):
      self.init(words[1], after: words[0])
    case 2: self.init(words[0], words[1]) { .ago($0, $1) }
    case 3 where words[2] == "ago": self.init(words[0], words[1]) { .exactly($0, $1) }
    case 3 where ["last", "past"].contains(words[0]):
      self.init(words[1], words[2]) { .ago($0, $1) }
    default: return nil
    }
  }

  private init?(_ digits: Substring, _ name: Substring, _ bound: (Int, Unit) -> DateBound) {
    let named = Self.numbers.firstIndex(of: digits == "a" || digits == "an" ? "one" : digits)
    guard let count = named.map({ $0 + 1 }) ?? Int(digits: digits, 1...4), count > 0,
      let unit = Unit(named: name)
    else { return nil }
    self = bound(count, unit)
  }

  /// The numbers from one to twelve.
  private static let numbers: [Substring] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
  ]

  private init?(word: Substring) {
    if word == "today" || word == "now" {
      self = .today
    } else if word == "yesterday" {
      self = .yesterday
    } else if let day = Weekday(named: word) {
      self = .weekday(day)
    } else {
      let digits = word.prefix { ("0"..."9").contains($0) }
      self.init(digits, word.dropFirst(digits.count)) { .ago($0, $1) }
    }
  }

  /// Reads the word after `last`, `past` or `this`.
  private init?(_ word: Substring, after first: Substring) {
    if first == "last", let day = Weekday(named: word) {
      self = .lastWeekday(day)
    } else if let unit = Unit(named: word), word.utf8.count > 2 {
      if first == "past" {
        self = .ago(1, unit)
      } else if unit == .days {
        self = first == "this" ? .today : .yesterday
      } else {
        self = .period(unit, isLast: first == "last")
      }
    } else {
      return nil
    }
  }

  var isAgo: Bool { if case .ago = self { true } else { false } }

  /// Returns the first and the last day of the year, month, week or day that the bound names.
  func days(on today: CalendarDay) -> ClosedRange<CalendarDay> {
    let day: CalendarDay
    switch self {
    case .date(let date): return date.days(on: today)
    case .period(let unit, let isLast): return unit.period(on: today, isLast: isLast)
    case .ago(let count, .days): day = today.adding(days: 1 - count)
    case .ago(let count, .weeks): day = today.adding(days: 1 - 7 * count)
    case .exactly(let count, .days): day = today.adding(days: -count)
    case .exactly(let count, .weeks): day = today.adding(days: -7 * count)
    case .ago(let count, .months), .exactly(let count, .months):
      day = today.subtracting(months: count)
    case .ago(let count, .years), .exactly(let count, .years):
      day = today.subtracting(months: 12 * count)
    case .weekday(let weekday): day = today.latest(weekday)
    case .lastWeekday(let weekday): day = today.adding(days: -1).latest(weekday)
    case .today: day = today
    case .yesterday: day = today.adding(days: -1)
    }
    return day...day
  }
}

extension DateBound.Unit {
  /// Creates a unit from its name, such as `d`, `days` or `wks`.
  fileprivate init?(named name: Substring) {
    switch name {
    case "d", "day", "days": self = .days
    case "w", "wk", "wks", "week", "weeks": self = .weeks
    case "m", "mo", "month", "months": self = .months
    case "y", "yr", "yrs", "year", "years": self = .years
    default: return nil
    }
  }

  fileprivate var name: String {
    switch self {
    case .days: "day"
    case .weeks: "week"
    case .months: "month"
    case .years: "year"
    }
  }

  /// Returns the days of the week, month or year of `today`, or of the one before it.
  fileprivate func period(on today: CalendarDay, isLast: Bool) -> ClosedRange<CalendarDay> {
    switch self {
    case .days:
      let day = isLast ? today.adding(days: -1) : today
      return day...day
    case .weeks:
      let monday = today.latest(.monday).adding(days: isLast ? -7 : 0)
      return monday...monday.adding(days: 6)
    case .months, .years:
      let months = isLast ? (self == .years ? 12 : 1) : 0
      let day = today.subtracting(months: months)
      let month = PartialDate(year: day.year, month: self == .years ? nil : day.month)
      return month?.days(on: today) ?? day...day
    }
  }
}

extension DateBound: CustomStringConvertible {
  /// The date in the query language.
  public var description: String {
    switch self {
    case .date(let date): date.description
    case .ago(let count, let unit): "\(count)\(unit.rawValue)"
    case .exactly(let count, let unit): "\(count)-\(unit.name)\(count == 1 ? "" : "s")-ago"
    case .period(let unit, let isLast): (isLast ? "last-" : "this-") + unit.name
    case .weekday(let day): "\(day)"
    case .lastWeekday(let day): "last-\(day)"
    case .today: "today"
    case .yesterday: "yesterday"
    }
  }
}
