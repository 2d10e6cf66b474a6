import CivilCalendar
import TestSupport
import Testing

struct PartialDateTests {
  @Test(arguments: [
    ("2021", "2021"), ("2021-10", "2021-10"), ("2021/10", "2021-10"), ("10/2021", "2021-10"),
    ("2021-10-18", "2021-10-18"), ("2021.10.18.", "2021-10-18"), ("18.10.2021", "2021-10-18"),
    ("18/10/2021", "2021-10-18"), ("10/18/2021", "2021-10-18"), ("3.4.2021", "2021-04-03"),
    ("5/5/2021", "2021-05-05"), ("2021-1-5", "2021-01-05"), ("October 2021", "2021-10"),
    ("Oct. 18, 2021", "2021-10-18"), ("18 October 2021", "2021-10-18"),
    ("the 18th of October, 2021", "2021-10-18"), ("18-Oct-2021", "2021-10-18"),
    ("18. Oktober 2021", "2021-10-18"), ("18 de octubre de 2021", "2021-10-18"),
    ("1er août 2021", "2021-08-01"), ("2021 October 18", "2021-10-18"), ("october", "october"),
    ("October 18", "18-october"), ("29 feb", "29-february"),
  ])
  func `a date is read in the forms in which people write it`(text: String, date: String) {
    #expect(PartialDate(text)?.description == date)
    #expect(PartialDate(date)?.description == date)
  }

  @Test(arguments: [
    "", "-", "18", "21-10", "2021-13", "2021-02-29", "10/11/2021", "0/1/2021", "13/13/2021",
    "99999", "2021-10-18-1", "2021-", "-2021", "18 10 2021", "October 32", "October 18 21",
    "October October", "31 April 2021", "30 February", "１８ October 2021", "18 October 20211",
    "99999999999999999999 October", "18th of", "of the",
  ])
  func `other texts are not dates`(text: String) { #expect(PartialDate(text) == nil) }

  @Test func `random text is a date or not, but never traps`() {
    let parts = [
      "-", "/", ".", ",", " ", "0", "1", "18", "31", "00", "2021", "9999", "99999999999999999999",
      "October", "feb", "th", "of", "é", "２", "\u{0}", "ago",
    ]
    for seed in seeds(5_000) {
      var random = SeededGenerator(seed: seed)
      let text = random.words(0...7, of: parts).joined()
      guard let date = PartialDate(text) else { continue }
      #expect(PartialDate(date.description) == date, "seed \(seed): \(text)")
      let days = date.days(on: .epoch)
      #expect(date.year == nil ? days.lowerBound <= .epoch : true, "seed \(seed): \(text)")
      #expect(date.year == 2021 ? days.lowerBound.year == 2021 : true, "seed \(seed): \(text)")
    }
  }

  /// A date has the same meaning in each of its written forms.
  @Test func `written forms are read as the same date`() throws {
    for month in 1...12 {
      for day in [1, 2, 3, 10, 11, 12, 13, 21, 22, 28] {
        for year in [nil, 2_021] {
          let date = try #require(PartialDate(year: year, month: month, day: day))
          for text in date.writtenForms {
            // The day of a time in ISO 8601, with hyphens or without.
            let day =
              text.wholeMatch(of: /(\d{4})-?(\d\d)-?(\d\d)(?:T\d\d)?/)
              .map { "\($0.1)-\($0.2)-\($0.3)" } ?? text
            #expect(PartialDate(day) == date, "\(text)")
          }
        }
      }
      let date = try #require(PartialDate(year: 2_021, month: month))
      for text in date.writtenForms { #expect(PartialDate(text) == date, "\(text)") }
    }
    #expect(PartialDate(year: 2_021)?.writtenForms == [])
  }
}

struct WeekdayTests {
  @Test func `weekdays follow one another`() {
    // 1 January 1970 was a Thursday.
    #expect(CalendarDay.epoch.weekday == .thursday)
    var day = CalendarDay.first
    for _ in 0..<2_000 {
      let next = day.adding(days: 1)
      #expect(next.weekday.rawValue == (day.weekday.rawValue + 1) % 7)
      day = next
    }
    #expect(CalendarDay.first.weekday == .saturday && CalendarDay.last.weekday == .friday)
  }

  @Test func `the latest weekday is at most six days before`() {
    var day = CalendarDay.epoch
    for _ in 0..<14 {
      for weekday in Weekday.allCases {
        let latest = day.latest(weekday)
        #expect(latest.weekday == weekday && latest <= day && latest > day.adding(days: -7))
      }
      day = day.adding(days: 1)
    }
  }

  @Test(arguments: [
    ("Monday", Weekday.monday), ("tue", .tuesday), ("Tues", .tuesday), ("weds", .wednesday),
    ("THURS", .thursday), ("sun", .sunday),
  ])
  func `a weekday has names and abbreviations`(name: String, weekday: Weekday) {
    #expect(Weekday(named: name) == weekday)
    #expect(Weekday(named: name + "x") == nil && Weekday(named: "") == nil)
  }
}
