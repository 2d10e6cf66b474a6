public import CivilCalendar
public import SearchModel

/// The range of days in a date filter, as it was written.
public struct DateRange: Hashable, Sendable {
  /// The first bound; nil if the range has no beginning.
  public var since: DateBound?
  /// The last bound; nil if the range has no end.
  public var until: DateBound?
  /// True if the range does not contain its bounds, as in `after:2021` and `before:2021`.
  public var excludesBounds = false

  /// Creates a range with inclusive bounds.
  public init(since: DateBound?, until: DateBound?) {
    self.since = since
    self.until = until
  }

  /// Creates the range of all days after a bound.
  public init(after bound: DateBound) {
    self.init(since: bound, until: nil)
    excludesBounds = true
  }

  /// Creates the range of all days before a bound.
  public init(before bound: DateBound) {
    self.init(since: nil, until: bound)
    excludesBounds = true
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
      self.init(since: bound, until: bound.isAgo ? .today : bound)
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

  /// Returns the first and the last day of the range; `today` is the day of the search.
  ///
  /// Bounds in the wrong order are swapped.
  public func days(on today: CalendarDay) -> (first: CalendarDay?, last: CalendarDay?) {
    let range = ordered(on: today)
    let (since, until) = (range.since?.days(on: today), range.until?.days(on: today))
    return excludesBounds
      ? (since?.upperBound.adding(days: 1), until?.lowerBound.adding(days: -1))
      : (since?.lowerBound, until?.upperBound)
  }

  /// Returns the range with its bounds in order.
  func ordered(on today: CalendarDay) -> DateRange {
    guard let since, let until, since.isAfter(until, on: today) else { return self }
    return DateRange(since: until, until: since)
  }
}

extension DateBound {
  /// Returns true if the bound starts after `other` has ended.
  fileprivate func isAfter(_ other: DateBound, on today: CalendarDay) -> Bool {
    days(on: today).lowerBound > other.days(on: today).upperBound
  }
}

extension DateRange: CustomStringConvertible {
  /// The filter in the query language, with its name.
  public var description: String {
    switch (since, until) {
    case (let since?, nil): (excludesBounds ? "after:" : "since:") + since.asValue
    case (nil, let until?): (excludesBounds ? "before:" : "until:") + until.asValue
    case (.ago(let count, let unit)?, .today?): "date:\(DateBound.ago(count, unit))"
    case (let since?, let until?) where since == until && !since.isAgo: "date:" + since.asValue
    case (let since, let until):
      "date:\(since.map(\.description) ?? "")..\(until.map(\.description) ?? "")"
    }
  }
}

extension DateBound {
  /// The bound as written after a colon.
  ///
  /// A date without a year is quoted; otherwise, a year after it would belong to it.
  fileprivate var asValue: String {
    if case .date(let date) = self, date.year == nil { "\"\(self)\"" } else { description }
  }
}

// MARK: Bounds in the wrong order

extension BooleanExpression where Leaf == Filter {
  /// Returns the condition with dates in the wrong order exchanged, and a notice for each exchange.
  ///
  /// This concerns ranges such as `date:2022..2021`, and a beginning and an end that must both
  /// hold, such as `since:2022 until:2021`. Several beginnings or ends stay as they are.
  public func orderingDates(on today: CalendarDay) -> (filter: FilterExpression, notices: [Notice])
  {
    var notices: [Notice] = []
    let filter = orderingDates(on: today, &notices)
    return (filter, notices)
  }

  private func orderingDates(on today: CalendarDay, _ notices: inout [Notice]) -> FilterExpression {
    switch self {
    case .leaf(.date(let range)):
      let ordered = range.ordered(on: today)
      if ordered != range { notices.append(Notice(kind: .swappedDates(ordered.description))) }
      return .leaf(.date(ordered))
    case .leaf: return self
    case .not(let part): return .not(part.orderingDates(on: today, &notices))
    case .any(let parts): return .any(parts.map { $0.orderingDates(on: today, &notices) })
    case .all(let parts):
      let parts = parts.map { $0.orderingDates(on: today, &notices) }
      return .all(Self.exchangingBounds(parts, on: today, &notices))
    }
  }

  /// Exchanges the only beginning and the only end among `parts` if they are in the wrong order.
  private static func exchangingBounds(
    _ parts: [FilterExpression], on today: CalendarDay, _ notices: inout [Notice]
  ) -> [FilterExpression] {
    let ranges = parts.enumerated().compactMap { index, part -> (index: Int, range: DateRange)? in
      if case .leaf(.date(let range)) = part, !range.isClosed { (index, range) } else { nil }
    }
    let (starts, ends) = (
      ranges.filter { $0.range.since != nil }, ranges.filter { $0.range.until != nil }
    )
    guard starts.count == 1, ends.count == 1, let since = starts[0].range.since,
      let until = ends[0].range.until, since.isAfter(until, on: today)
    else { return parts }
    var (start, end, parts) = (starts[0].range, ends[0].range, parts)
    (start.since, end.until) = (until, since)
    parts[starts[0].index] = .leaf(.date(start))
    parts[ends[0].index] = .leaf(.date(end))
    notices.append(Notice(kind: .swappedDates("\(start) \(end)")))
    return parts
  }
}
