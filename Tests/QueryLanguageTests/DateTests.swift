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
  try #require(PartialDate(text)).days(on: .epoch).lowerBound
}

struct DateRangeTests {
  /// A filter, its canonical form, and its first and last day on a given day.
  @Test(arguments: [
    ("date:2021", "date:2021", "2021-10-18", "2021-01-01", "2021-12-31"),
    ("date:2020-02-29", "date:2020-02-29", "2022-01-01", "2020-02-29", "2020-02-29"),
    ("date:2021-10..2021-12", "date:2021-10..2021-12", "2022-01-01", "2021-10-01", "2021-12-31"),
    ("date:2021..2021", "date:2021", "2022-01-01", "2021-01-01", "2021-12-31"),
    ("date:2021..", "since:2021", "2022-01-01", "2021-01-01", ""),
    ("date:..2021-06", "until:2021-06", "2022-01-01", "", "2021-06-30"),
    ("since:2021-06-05", "since:2021-06-05", "2022-01-01", "2021-06-05", ""),
    ("UNTIL:2021", "until:2021", "2022-01-01", "", "2021-12-31"),
    ("date:\"2021-10-18\"", "date:2021-10-18", "2022-01-01", "2021-10-18", "2021-10-18"),
    ("date:0000", "date:0000", "2022-01-01", "0000-01-01", "0000-12-31"),
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
    ("date:2019..1w", "date:2019..1w", "2021-01-07", "2019-01-01", "2021-01-01"),
    // Other ways to write a date
    ("date:2021-1", "date:2021-01", "2022-01-01", "2021-01-01", "2021-01-31"),
    ("date:10.11.2021", "date:2021-11-10", "2022-01-01", "2021-11-10", "2021-11-10"),
    ("date:october-2021", "date:2021-10", "2022-01-01", "2021-10-01", "2021-10-31"),
    ("date:2021-Oct", "date:2021-10", "2022-01-01", "2021-10-01", "2021-10-31"),
    ("date:oktober-2021", "date:2021-10", "2022-01-01", "2021-10-01", "2021-10-31"),
    ("date:\"Oct. 18th, 2021\"", "date:2021-10-18", "2022-01-01", "2021-10-18", "2021-10-18"),
    (
      "date:jan-2021..march-2021", "date:2021-01..2021-03", "2022-01-01", "2021-01-01", "2021-03-31"
    ),
    // Words without quotation marks
    ("date:october 2021", "date:2021-10", "2022-01-01", "2021-10-01", "2021-10-31"),
    ("since:Oct. 18, 2021", "since:2021-10-18", "2022-01-01", "2021-10-18", ""),
    ("date:October the 18th of 2021", "date:2021-10-18", "2022-01-01", "2021-10-18", "2021-10-18"),
    ("date:oct 18", "date:\"18-october\"", "2021-10-18", "2021-10-18", "2021-10-18"),
    // Without a year
    ("date:october", "date:\"october\"", "2021-10-01", "2021-10-01", "2021-10-31"),
    ("date:october", "date:\"october\"", "2021-09-30", "2020-10-01", "2020-10-31"),
    ("date:\"Oct 18\"", "date:\"18-october\"", "2021-10-17", "2020-10-18", "2020-10-18"),
    ("date:29-feb", "date:\"29-february\"", "2023-01-01", "2020-02-29", "2020-02-29"),
    ("date:29-feb", "date:\"29-february\"", "1904-02-28", "1896-02-29", "1896-02-29"),
    ("date:january..march", "date:january..march", "2021-10-18", "2021-01-01", "2021-03-31"),
    // Weeks, months, years and weekdays; 2021-10-18 is a Monday
    ("date:\"last week\"", "date:last-week", "2021-10-24", "2021-10-11", "2021-10-17"),
    ("date:last_month", "date:last-month", "2021-03-31", "2021-02-01", "2021-02-28"),
    ("date:this-month", "date:this-month", "2021-02-28", "2021-02-01", "2021-02-28"),
    ("date:this-year", "date:this-year", "2021-10-18", "2021-01-01", "2021-12-31"),
    ("date:last-month..today", "date:last-month..today", "2021-01-18", "2020-12-01", "2021-01-18"),
    ("since:Mon", "since:monday", "2021-10-24", "2021-10-18", ""),
    ("date:last-sunday", "date:last-sunday", "2021-10-18", "2021-10-17", "2021-10-17"),
    ("since:\"3 days ago\"", "since:3-days-ago", "2021-10-18", "2021-10-15", ""),
    ("date:1-week-ago", "date:1-week-ago", "2021-10-18", "2021-10-11", "2021-10-11"),
    // Exclusive bounds
    ("before:2021", "before:2021", "2022-01-01", "", "2020-12-31"),
    ("after:2021-10-18", "after:2021-10-18", "2022-01-01", "2021-10-19", ""),
    ("Before:yesterday", "before:yesterday", "2021-10-18", "", "2021-10-16"),
    ("before:last-week", "before:last-week", "2021-10-18", "", "2021-10-10"),
    ("after:9999", "after:9999", "2021-10-18", "9999-12-31", ""),
    ("before:0000", "before:0000", "2021-10-18", "", "0000-01-01"),
    // Words for numbers
    ("date:\"last six months\"", "date:6m", "2021-04-13", "2020-10-13", "2021-04-13"),
    ("since:a-week-ago", "since:1-week-ago", "2021-10-18", "2021-10-11", ""),
    ("since:an-year", "since:1y", "2021-10-18", "2020-10-18", ""),
    ("since:twelve-days", "since:12d", "2021-10-18", "2021-10-07", ""),
    // Bounds in the wrong order
    ("date:2021-12..2021-10", "date:2021-12..2021-10", "2022-01-01", "2021-10-01", "2021-12-31"),
    ("date:1w..2w", "date:1w..2w", "2021-01-31", "2021-01-18", "2021-01-25"),
    (
      "date:2021-10-18..2021-10", "date:2021-10-18..2021-10", "2022-01-01", "2021-10-18",
      "2021-10-31"
    ),
  ])
  func `a date filter has a first and a last day`(
    text: String, canonical: String, today: String, first: String, last: String
  ) throws {
    let query = Query(text)
    #expect(query.description == canonical && query.notices.isEmpty)
    #expect(Query(canonical).parts == query.parts)
    guard case .leaf(.date(let range))? = query.filter else {
      Issue.record("\(text) is no date")
      return
    }
    let days = range.days(on: try day(today))
    #expect(days.first?.description ?? "" == first && days.last?.description ?? "" == last)
    let options = text.split(separator: ":").map { String($0).lowercased() }
    let name = try #require(FilterName(rawValue: options[0]))
    #expect(try FilterExpression([name: [options[1]]]) == query.filter)
  }

  /// Malformed dates stay in the query as words.
  @Test(arguments: [
    "2021-13", "2021-00", "2021-02-30", "1900-02-29", "2021-04-31", "soon", "21", "20211",
    "2021-10-18-1", "2021-", "2021..soon", "2021...2022", "..-1", "0d", "10000d", "7", "7x", "d",
    "1.5d", "２０２１", "tomorrow", "+7d", "99999", "99999-01-01", "2021-10-99999999999999999999",
    "99999999999999999999d", "10/11/2021", "2021-0-1", "0.0.2021", "31-feb-2021", "30-february",
    "october-october", "2021-october-2021", "20211318", "last", "last-fortnight", "this-monday",
    "next-week", "0-days-ago", "99999-days-ago", "18-99999-october", "octob-2021",
    "thirteen-days", "a", "a-month-in",
    "october-18-2021-october-18-2021-october-18",
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
    for text in ["since:2021..2022", "until:2021..", "since:soon", "after:2021..2022"] {
      #expect(Query(text).notices.map(\.code) == ["malformed-date"])
      #expect(Query(text).description == text)
    }
  }

  /// A query, and its canonical form.
  @Test(arguments: [
    ("date:2021 october revolution", "date:2021 october revolution"),
    ("date:yesterday 2021", "date:yesterday 2021"),
    ("date:october protests 2021", "date:\"october\" protests 2021"),
    ("date:october +2021", "date:\"october\" +2021"),
    ("date:october \"2021\"", "date:\"october\" \"2021\""),
    ("date:may 2021 budget", "date:2021-05 budget"),
    ("moon -date:october 2021 base", "moon -date:2021-10 base"),
    ("(date:october) 2021", "date:\"october\" 2021"),
    ("date:\"october\" 2021", "date:\"october\" 2021"),
    ("publisher:may 2021", "publisher:may 2021"),
  ])
  func `words after a date belong to it only if they complete it`(text: String, canonical: String) {
    let query = Query(text)
    #expect(query.description == canonical && query.notices.isEmpty)
    #expect(Query(canonical).parts == query.parts)
  }

  private func words(_ text: String) -> [Substring] { text.split(separator: " ") }

  /// Filters, and the filters after dates in the wrong order have been exchanged.
  @Test(arguments: [
    ("since:2022 until:2021", "since:2021 AND until:2022"),
    ("until:2021 publisher:a since:2022", "publisher:a AND until:2022 AND since:2021"),
    ("after:2022 before:2021", "after:2021 AND before:2022"),
    ("since:2022 before:2021", "since:2021 AND before:2022"),
    ("date:2022..2021", "date:2021..2022"),
    ("-date:2022..2021", "-date:2021..2022"),
    ("since:2021 until:2021-05", ""), ("since:2021 until:2021", ""), ("since:2021 until:2022", ""),
    ("since:2022 since:2023 until:2021", ""), ("since:2022 -until:2021", ""),
    ("since:2022 date:2021", ""),
    ("since:today until:yesterday", "since:yesterday AND until:today"),
  ])
  func `dates in the wrong order are exchanged`(text: String, exchanged: String) throws {
    let filter = try #require(Query(text).filter)
    let (ordered, notices) = filter.orderingDates(on: try day("2021-10-18"))
    let wanted = exchanged.isEmpty ? filter.description : exchanged
    #expect(Set(words(ordered.description)) == Set(words(wanted)))
    #expect(notices.count == (exchanged.isEmpty ? 0 : 1))
    #expect(ordered.orderingDates(on: try day("2021-10-18")).notices.isEmpty)
  }
}
