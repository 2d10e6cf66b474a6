internal import CivilCalendar

/// A year, a month or a day of the calendar, told by its first day.
struct CalendarSpan: Equatable {
  private let first: CalendarDay
  private let unit: Timeline.Unit

  /// Reads `2021`, `2021-10` or `2021-10-18`, as exact as the unit; nothing if the calendar does not
  /// have it.
  init?(_ text: String, _ unit: Timeline.Unit) {
    guard text.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }),
      text.utf8.count == Self.length(unit)
    else { return nil }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).compactMap { Int($0) }
    guard parts.count == Self.partCount(unit),
      let day = CalendarDay(
        year: parts[0], month: parts.count > 1 ? parts[1] : 1, day: parts.count > 2 ? parts[2] : 1)
    else { return nil }
    first = day
    self.unit = unit
  }

  private init(_ first: CalendarDay, _ unit: Timeline.Unit) {
    self.first = first
    self.unit = unit
  }

  /// How many figures of a date tell a span of such a unit.
  static func length(_ unit: Timeline.Unit) -> Int { [4, 7, 10][partCount(unit) - 1] }

  private static func partCount(_ unit: Timeline.Unit) -> Int {
    switch unit {
    case .year: 1
    case .month: 2
    case .day: 3
    }
  }

  /// The span as ISO 8601 writes it.
  var text: String { String(first.description.prefix(Self.length(unit))) }

  /// The span after this one; nothing behind the last one of the calendar.
  var next: CalendarSpan? {
    let day: CalendarDay? =
      switch unit {
      case .year: CalendarDay(year: first.year + 1, month: 1, day: 1)
      case .month where first.month == 12: CalendarDay(year: first.year + 1, month: 1, day: 1)
      case .month: CalendarDay(year: first.year, month: first.month + 1, day: 1)
      case .day: first.adding(days: 1)
      }
    return day.flatMap { $0 == first ? nil : CalendarSpan($0, unit) }
  }
}
