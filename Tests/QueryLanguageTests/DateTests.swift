import Testing
import CivilCalendar

@testable import QueryLanguage
import SearchModel

struct CalendarTests {
  /// Compares the day numbers with days counted one by one.
  @Test(arguments: [0..<820, 1_580..<2_110, 9_900..<10_000])
  func `days are numbered one after the other`(years: Range<Int>) throws {
    var day = try #require(CalendarDay(year: years.lowerBound, month: 1, day: 1))
    var number = day.number
    for year in years {
      let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      for (month, length) in lengths.enumerated() {
        #expect(CalendarDay(year: year, month: month + 1, day: length + 1) == nil)
        for date in 1...length {
          if (day.year, day.month, day.day) != (year, month + 1, date) || day.number != number {
            Issue.record(
              "\(day) is number \(day.number), not \(number): \(year) \(month + 1) \(date)")
            return
          }
          day = day.adding(days: 1)
          number += 1
        }
      }
    }
  }

  @Test func `the calendar has a first and a last day`() throws {
    let first = try #require(CalendarDay(year: 0, month: 1, day: 1))
    let last = try #require(CalendarDay(year: 9_999, month: 12, day: 31))
    #expect(first.adding(days: -1) == first && last.adding(days: 1) == last)
    #expect(first.adding(days: .min / 2) == first && last.adding(days: .max / 2) == last)
    #expect(first.adding(days: last.number - first.number) == last)
    #expect(last.adding(days: first.number - last.number) == first)
    #expect(first.subtracting(months: 1) == first && first.subtracting(months: 119_988) == first)
    #expect(CalendarDay(year: 10_000, month: 1, day: 1) == nil)
    #expect(CalendarDay(year: -1, month: 1, day: 1) == nil)
    #expect(CalendarDay(year: 2_021, month: 0, day: 1) == nil)
    #expect(CalendarDay(year: 2_021, month: 13, day: 1) == nil)
    #expect(CalendarDay(year: 2_021, month: 1, day: 0) == nil)
  }

  @Test(arguments: [
    ("2021-03-31", 1, "2021-02-28"), ("2020-03-31", 1, "2020-02-29"),
    ("2000-03-31", 1, "2000-02-29"), ("1900-03-31", 1, "1900-02-28"),
    ("2021-05-31", 1, "2021-04-30"), ("2021-01-15", 1, "2020-12-15"),
    ("2020-02-29", 12, "2019-02-28"), ("2024-02-29", 48, "2020-02-29"),
    ("2021-12-31", 13, "2020-11-30"), ("0001-01-31", 11, "0000-02-29"),
  ])
  func `a month earlier is the same day or the last of the month`(
    from: String, months: Int, to: String
  ) throws {
    #expect(try day(from).subtracting(months: months).description == to)
  }
}

private func day(_ text: String) throws -> CalendarDay {
  try #require(PartialDate(text)).days.first
}

struct DateRangeTests {
  /// A date, its canonical form, and its bounds on a given day.
  @Test(arguments: [
    ("date:2021", "date:2021", "2021-10-18", "2021", "2021"),
    ("date:2021-10", "date:2021-10", "2021-10-18", "2021-10", "2021-10"),
    ("date:2021-10-18", "date:2021-10-18", "2022-01-01", "2021-10-18", "2021-10-18"),
    ("date:2020-02-29", "date:2020-02-29", "2022-01-01", "2020-02-29", "2020-02-29"),
    ("date:2021-10..2021-12", "date:2021-10..2021-12", "2022-01-01", "2021-10", "2021-12"),
    ("date:2021..2021", "date:2021", "2022-01-01", "2021", "2021"),
    ("date:2021..", "since:2021", "2022-01-01", "2021", ""),
    ("date:..2021-06", "until:2021-06", "2022-01-01", "", "2021-06"),
    ("since:2021-06-05", "since:2021-06-05", "2022-01-01", "2021-06-05", ""),
    ("UNTIL:2021", "until:2021", "2022-01-01", "", "2021"),
    ("date:\"2021-10-18\"", "date:2021-10-18", "2022-01-01", "2021-10-18", "2021-10-18"),
    ("date:0000", "date:0000", "2022-01-01", "0000", "0000"),
    ("date:today", "date:today", "2021-10-18", "2021-10-18", "2021-10-18"),
    ("date:Yesterday", "date:yesterday", "2021-03-01", "2021-02-28", "2021-02-28"),
    ("date:1d", "date:1d", "2021-10-18", "2021-10-18", "2021-10-18"),
    ("date:7d", "date:7d", "2021-10-18", "2021-10-12", "2021-10-18"),
    ("date:7D", "date:7d", "2020-03-02", "2020-02-25", "2020-03-02"),
    ("date:7d..today", "date:7d", "2021-10-18", "2021-10-12", "2021-10-18"),
    ("date:7d..7d", "date:7d..7d", "2021-10-18", "2021-10-12", "2021-10-12"),
    ("date:1m", "date:1m", "2021-03-31", "2021-02-28", "2021-03-31"),
    ("date:1y", "date:1y", "2020-02-29", "2019-02-28", "2020-02-29"),
    ("since:2w", "since:2w", "2021-01-07", "2020-12-25", ""),
    ("until:1w", "until:1w", "2021-01-07", "", "2021-01-01"),
    ("since:yesterday", "since:yesterday", "2021-01-01", "2020-12-31", ""),
    ("since:9999y", "since:9999y", "2021-01-01", "0000-01-01", ""),
    ("since:9999w", "since:9999w", "2021-01-01", "1829-05-16", ""),
    ("date:2019..1w", "date:2019..1w", "2021-01-07", "2019", "2021-01-01"),
    // Bounds in the wrong order
    ("date:2021-12..2021-10", "date:2021-12..2021-10", "2022-01-01", "2021-10", "2021-12"),
    ("date:1w..2w", "date:1w..2w", "2021-01-31", "2021-01-18", "2021-01-25"),
    ("date:2021-10-18..2021-10", "date:2021-10-18..2021-10", "2022-01-01", "2021-10-18", "2021-10"),
  ])
  func `a date has bounds`(
    text: String, canonical: String, today: String, since: String, until: String
  ) throws {
    let query = Query(text)
    #expect(query.description == canonical && query.notices.isEmpty)
    #expect(Query(canonical).parts == query.parts)
    guard case .leaf(.date(let range))? = query.filter else {
      Issue.record("\(text) is no date")
      return
    }
    let bounds = range.resolved(on: try day(today))
    #expect(bounds.since ?? "" == since && bounds.until ?? "" == until)
  }

  /// Malformed dates stay in the query as words.
  @Test(arguments: [
    "2021-13", "2021-00", "2021-02-30", "1900-02-29", "2021-04-31", "soon", "21", "20211", "2021-1",
    "2021-10-1", "2021-10-18-1", "2021-", "2021..soon", "2021...2022", "..-1", "0d", "10000d", "7",
    "7x", "d", "1.5d", "２０２１", "2021/10/18", "18.10.2021", "tomorrow", "+7d",
  ])
  func `a malformed date has a notice`(text: String) {
    #expect(DateRange(text) == nil)
    guard text != "+7d" else { return }
    for name in ["date", "Date"] {
      let query = Query("x -\(name):\(text)")
      #expect(query.description == "x -date:\(text)")
      #expect(query.notices.map(\.code) == ["malformed-date"])
      #expect(query.notices.first?.range == 3..<8 + text.utf8.count)
      #expect(query.filter == nil && Query(query.description).parts == query.parts)
    }
  }

  @Test func `since and until accept only a single date`() {
    for text in ["since:2021..2022", "until:2021..", "since:soon"] {
      #expect(Query(text).notices.map(\.code) == ["malformed-date"])
      #expect(Query(text).description == text)
    }
  }
}
