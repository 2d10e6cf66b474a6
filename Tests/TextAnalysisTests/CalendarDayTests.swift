import CivilCalendar
import Testing

struct CalendarDayTests {
  @Test func `every day is followed by the next`() throws {
    var day = CalendarDay.first
    var count = 1
    while day != .last {
      let next = day.adding(days: 1)
      try #require(next > day && next.number == day.number + 1 && next.adding(days: -1) == day)
      let isNextDay = next.day == day.day + 1 && next.month == day.month
      let isFirst = next.day == 1 && day.day == CalendarDay.length(ofMonth: day.month, in: day.year)
      try #require(isNextDay || isFirst)
      day = next
      count += 1
    }
    #expect(count == 3_652_425)
  }

  @Test(arguments: [
    (0, "1970-01-01"), (1, "1970-01-02"), (-1, "1969-12-31"), (11_016, "2000-02-29"),
    (18_918, "2021-10-18"),
  ])
  func `days can be counted from 1970`(days: Int, text: String) {
    #expect(CalendarDay.epoch.adding(days: days).description == text)
  }

  @Test(arguments: [(2021, 2, 29), (1900, 2, 29), (2021, 13, 1), (2021, 4, 31), (2021, 1, 0)])
  func `days that do not exist are refused`(year: Int, month: Int, day: Int) {
    #expect(CalendarDay(year: year, month: month, day: day) == nil)
  }
}
