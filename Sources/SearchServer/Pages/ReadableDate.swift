internal import CivilCalendar
internal import FoundationEssentials
internal import Output

/// A date of publication as the pages show it.
struct ReadableDate: Equatable {
  /// The parts of the date that are known.
  let date: PartialDate

  /// Reads the start of an ISO 8601 date; nil if it is not in the calendar.
  init?(_ published: String?) {
    guard let published, let first = published.utf8.first, (0x30...0x39).contains(first),
      let date = PartialDate(day(published)), date.year != nil
    else { return nil }
    self.date = date
  }

  /// `5 March 2023`, `March 2023` or `2023`.
  var text: String { date.longForm }

  /// The date in ISO 8601, for `<time datetime>`.
  var iso: String { date.description }

  /// The days that the date covers.
  var days: ClosedRange<CalendarDay> { date.days(on: .epoch) }

  /// The days around the publication: three before and after a day, otherwise the month or year.
  var surroundings: ClosedRange<CalendarDay> {
    guard date.day != nil else { return days }
    return days.lowerBound.adding(days: -3)...days.upperBound.adding(days: 3)
  }
}

/// A range of days that a search is limited to.
enum DayRange {
  /// The range as people write it: `2021`, `March 2021 to May 2021`.
  static func text(_ since: String?, _ until: String?) -> String {
    let (first, last) = (ReadableDate(since), ReadableDate(until))
    var (start, end) = (since.map { first?.text ?? $0 }, until.map { last?.text ?? $0 })
    // Bounds of years and months are written as such.
    if let first, let last, let (from, to) = spans(first, last) {
      (start, end) = (from.text, to.text)
    }
    switch (start, end) {
    case (let start?, let end?): return start == end ? start : "\(start) to \(end)"
    case (let start?, nil): return "since \(start)"
    case (nil, let end?): return "until \(end)"
    case (nil, nil): return ""
    }
  }

  /// Returns the years or months that start and end a range; nil if its bounds are within months.
  private static func spans(
    _ first: ReadableDate, _ last: ReadableDate
  ) -> (ReadableDate, ReadableDate)? {
    let (start, end) = (first.days.lowerBound, last.days.upperBound)
    for length in [4, 7] {
      guard let from = ReadableDate(String(start.description.prefix(length))),
        let to = ReadableDate(String(end.description.prefix(length)))
      else { continue }
      if from.days.lowerBound == start, to.days.upperBound == end { return (from, to) }
    }
    return nil
  }
}
