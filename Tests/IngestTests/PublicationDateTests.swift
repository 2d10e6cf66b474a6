@testable import Ingest
import Testing

struct PublicationDateTests {
  @Test(arguments: [
    ("2021", "2021"), ("2021-10", "2021-10"), ("2021-10-18", "2021-10-18"),
    ("20211018", "2021-10-18"), (" 2021-10-18\n", "2021-10-18"),
    ("2021/10/18", "2021-10-18"), ("2021.10.18", "2021-10-18"),
    ("2021-10-18T14:03", "2021-10-18T14:03:00"),
    ("2021-10-18 14:03:05", "2021-10-18T14:03:05"),
    ("2021-10-18t14:03:05z", "2021-10-18T14:03:05Z"),
    ("2021-10-18T14:03:05.123Z", "2021-10-18T14:03:05Z"),
    ("2021-10-18T14:03:05,123456+02:00", "2021-10-18T14:03:05+02:00"),
    ("2021-10-18T14:03:05+0200", "2021-10-18T14:03:05+02:00"),
    ("2021-10-18T14:03:05-05", "2021-10-18T14:03:05-05:00"),
    ("2021-10-18T14:03:05+00:00", "2021-10-18T14:03:05Z"),
    ("2021-10-18 14:03:05 UTC", "2021-10-18T14:03:05Z"),
    ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
    ("Mon, 18 Oct 2021 14:03:00 GMT", "2021-10-18T14:03:00Z"),
    ("Mon, 18 Oct 2021 14:03:00 +0200", "2021-10-18T14:03:00+02:00"),
    ("Mon, 18 Oct 2021 14:03:00 EDT", "2021-10-18T14:03:00-04:00"),
    ("18 October 2021", "2021-10-18"), ("18th October, 2021", "2021-10-18"),
    ("October 18, 2021", "2021-10-18"), ("Oct. 18, 2021", "2021-10-18"),
    ("Sept. 1, 2021", "2021-09-01"), ("Monday 18 October 2021", "2021-10-18"),
    ("October 18, 2021, 11:03 PM EDT", "2021-10-18T23:03:00-04:00"),
    ("October 18, 2021 9:03 a.m.", "2021-10-18T09:03:00"),
    ("October 18, 2021 12:30 AM", "2021-10-18T00:30:00"),
    ("October 18, 2021 12:30 PM", "2021-10-18T12:30:00"),
    ("December, 1958", "1958-12"), ("may 1958", "1958-05"),
    ("Published on 3 May 2021", "2021-05-03"),
    ("2020-02-29", "2020-02-29"), ("2000-02-29", "2000-02-29"),
  ])
  func `a date is read as exactly as it is given`(text: String, expected: String) {
    #expect(PublicationDate(parsing: text)?.description == expected)
  }

  @Test(arguments: [
    "2021-10-18T25:00:00Z", "2021-10-18T14:60", "2021-10-18T14", "2021-10-18 noon",
    "2021-10-18T14:03:99", "2021-10-18T-1:00",
  ])
  func `a time that is none leaves the day`(text: String) {
    #expect(PublicationDate(parsing: text)?.description == "2021-10-18")
  }

  @Test(arguments: [
    "2021-10-18T14:03:00+99:00", "2021-10-18T14:03:00+02:75", "2021-10-18T14:03:00 XYZ",
  ])
  func `a time zone that is none leaves the time`(text: String) {
    #expect(PublicationDate(parsing: text)?.description == "2021-10-18T14:03:00")
  }

  @Test(arguments: [
    "", " ", "yesterday", "3/4/2021", "03.04.2021", "18-10-2021", "2021-13", "2021-00-10",
    "2021-02-29", "1900-02-29", "2021-02-30", "2021-04-31", "2021-10-32", "2021-10-00", "0000",
    "20211318", "99991", "1634565780", "18 Oct 99", "18 October", "October", "32 October 2021",
    "2021-1-5", "２０２１", "2021-W42", "Mayor 2021", "-2021", "2021-10-18-19", "June 31, 2021",
  ])
  func `what is no date, or might be two, is not read`(text: String) {
    #expect(PublicationDate(parsing: text)?.description == nil)
  }

  @Test(arguments: 1...12) func `every day of a year is read in words and in figures`(month: Int) {
    let names = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ]
    let days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    for day in 1...31 {
      let iso = "2021-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
      let expected = day <= days ? iso : nil
      for text in [
        iso, "\(day) \(names[month - 1]) 2021", "\(names[month - 1].prefix(3)) \(day), 2021",
      ] {
        #expect(PublicationDate(parsing: text)?.description == expected, "\(text)")
      }
    }
  }
}
