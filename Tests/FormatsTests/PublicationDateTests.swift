@testable import Formats
import Foundation
import Testing
import TestSupport

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
    ("2021-1-5", "2021-01-05"), ("20211018140300", "2021-10-18T14:03:00Z"),
    ("20211018T140300Z", "2021-10-18T14:03:00Z"),
    ("20211018T140300+0200", "2021-10-18T14:03:00+02:00"),
    ("1634549400", "2021-10-18T09:30:00Z"), ("1634549400123", "2021-10-18T09:30:00Z"),
    ("18.10.2021", "2021-10-18"), ("18/10/2021", "2021-10-18"), ("10/18/2021", "2021-10-18"),
    ("18-10-2021", "2021-10-18"), ("5/5/2021", "2021-05-05"), ("31.1.2021", "2021-01-31"),
    ("18/10/2021 14:03", "2021-10-18T14:03:00"), ("10/18/2021, 2:03 PM", "2021-10-18T14:03:00"),
    ("3/4/2021", "2021"), ("03.04.2021", "2021-04-03"), ("05/06/2021 12:00", "2021"),
    ("05.10.2021", "2021-10-05"), ("5. 10. 2021 14:03", "2021-10-05T14:03:00"),
    ("10.18.2021", "2021-10-18"), ("10-05-2021", "2021"),
    ("Published 18 Oct 2021 | Updated 20 Oct 2021 11:00", "2021-10-18"),
    ("18 Oct 2021; 11:00", "2021-10-18"), ("18 Oct 2021 Updated 11:00", "2021-10-18"),
    ("18 Oct 2021 / 2022 11:00", "2021-10-18"), ("Oct 18, 2021, 20 Oct 11:00", "2021-10-18"),
    ("18 October 2021, Monday, at 9:30 pm", "2021-10-18T21:30:00"),
    ("18.10.2021 um 14:03 Uhr", "2021-10-18T14:03:00"),
    ("18/10/2021 (lun.) à 14h03", "2021-10-18T14:03:00"),
    ("2021-10-18T09:30:00-07:00[America/Los_Angeles]", "2021-10-18T09:30:00-07:00"),
    ("2021-10-18 9:30:00 +0200", "2021-10-18T09:30:00+02:00"),
    ("2021-10-18 9:30 +0200", "2021-10-18T09:30:00+02:00"),
    ("Mon, 18 Oct 2021 9:30:00 +0200", "2021-10-18T09:30:00+02:00"),
    ("18 Oct 2021 9:30:15", "2021-10-18T09:30:15"), ("18 Oct 2021 9:30", "2021-10-18"),
    ("2021-10-18, 09:30", "2021-10-18T09:30:00"), ("2021-10-18Z", "2021-10-18"),
    ("2021-10-18+02:00", "2021-10-18"), ("2021-10-18-07:00", "2021-10-18"),
    ("2021. 10. 18.", "2021-10-18"), ("2021.10.18.", "2021-10-18"),
    ("2021. 10. 18. 14:03", "2021-10-18T14:03:00"), ("10/2021", "2021-10"),
    ("1634545800.5", "2021-10-18T08:30:00Z"),
    ("18 Oct 21 14:03:00 GMT", "2021-10-18T14:03:00Z"),
    ("Mon, 18 Oct 99 14:03 EST", "1999-10-18T14:03:00-05:00"),
    ("Monday, 18-Oct-21 14:03:00 GMT", "2021-10-18T14:03:00Z"), ("18/Oct/2021", "2021-10-18"),
    ("Mon Oct 18 14:03:00 2021", "2021-10-18T14:03:00"),
    ("Mon Oct 18 14:03:00 -0500 2021", "2021-10-18T14:03:00-05:00"),
    ("Mon Oct 18 14:03:00 UTC 2021", "2021-10-18T14:03:00Z"),
    ("Mon, 18 Oct 2021 14:03:00 +0200 (CEST)", "2021-10-18T14:03:00+02:00"),
    ("Mon, 18 Oct 2021 14:03:00 GMT+2", "2021-10-18T14:03:00+02:00"),
    ("Mon, 18 Oct 2021 14:03:00 AEDT", "2021-10-18T14:03:00+11:00"),
    ("Oct. 18th, 2021, 9:30 a.m. ET", "2021-10-18T09:30:00"),
    ("18th of October 2021 at 9:30 pm", "2021-10-18T21:30:00"),
    ("18 octobre 2021", "2021-10-18"), ("1er août 2021", "2021-08-01"),
    ("2 févr. 2021", "2021-02-02"),
    ("lundi 18 octobre 2021 à 9h30", "2021-10-18T09:30:00"), ("1 aou\u{302}t 2021", "2021-08-01"),
    ("18. Oktober 2021", "2021-10-18"), ("Montag, 1. März 2021, 14:03 Uhr", "2021-03-01T14:03:00"),
    ("7. Dez. 2021", "2021-12-07"), ("18 de octubre de 2021", "2021-10-18"),
    ("enero de 2021", "2021-01"),
    ("lun, 18 ott 2021", "2021-10-18"), ("mar 19 ott 2021", "2021-10-19"),
    ("1º gennaio 2021", "2021-01-01"),
    ("18 de março de 2021", "2021-03-18"), ("18 okt. 2021", "2021-10-18"),
    ("5 mei 2021", "2021-05-05"),
  ])
  func `a date keeps the precision of its source`(text: String, expected: String) {
    #expect(PublicationDate(parsing: text)?.description == expected)
  }

  @Test(arguments: [
    "2021-10-18T25:00:00Z", "2021-10-18T14:60", "2021-10-18T14", "2021-10-18 noon",
    "2021-10-18T14:03:99", "2021-10-18T-1:00",
  ])
  func `an invalid time is ignored, and the day is kept`(text: String) {
    #expect(PublicationDate(parsing: text)?.description == "2021-10-18")
  }

  @Test(arguments: [
    "2021-10-18T14:03:00+99:00", "2021-10-18T14:03:00+02:75", "2021-10-18T14:03:00 XYZ",
  ])
  func `an invalid time zone is ignored, and the time is kept`(text: String) {
    #expect(PublicationDate(parsing: text)?.description == "2021-10-18T14:03:00")
  }

  @Test(arguments: [
    "", " ", "yesterday", "31/31/2021", "31.2.2021", "0/5/2021", "18.10.21", "2021-13",
    "2021-00-10",
    "2021-1", "12345678901", "0034549400", "9999999999", "1634549400.", "1634549400.5.1", "13/2021",
    "20211318140300",
    "1/2/3/2021",
    "2021-02-29", "1900-02-29", "2021-02-30", "2021-04-31", "2021-10-32", "2021-10-00", "0000",
    "20211318", "99991", "18 Oct 99", "18 October", "October", "32 October 2021", "２０２１",
    "2021-W42", "Mayor 2021", "-2021", "2021-10-18-19", "June 31, 2021",
  ])
  func `text that is not a date, or is ambiguous, is not read`(text: String) {
    #expect(PublicationDate(parsing: text)?.description == nil)
  }

  @Test(arguments: 1...12) func `every day of a year is read in words and in numbers`(month: Int) {
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

  @Test(arguments: seeds(200)) func `Unix time agrees with the calendar`(seed: Int) {
    var random = SeededGenerator(seed: seed)
    let seconds = Int.random(in: 631_152_000..<4_102_444_800, using: &random)
    let date = Date(timeIntervalSince1970: Double(seconds))
    let read = PublicationDate(secondsSince1970: Double(seconds))?.description
    #expect(read == date.ISO8601Format(), "seed \(seed)")
  }

  @Test(
    arguments: [
      ("no date", "no date"), (" soon\n", "soon"), ("2021", nil), (nil, nil), (" ", nil),
    ] as [(String?, String?)])
  func `a date that cannot be parsed is reported`(published: String?, unreadable: String?) {
    #expect(ArticleDraft(title: "T", published: published).unreadableDate == unreadable)
  }

  @Test(arguments: seeds(300)) func `random text gives a real date or nil`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "18", "10", "2021", "99", "Oct", "mai", " ", "/", "-", ".", ":", "T", "h", "14", "a.m.",
      "+02",
      "Z", ",", "é", "0", "31", "de", "GMT", "\u{301}",
    ]
    let text = (0..<Int.random(in: 1...9, using: &random)).map { _ in
      pieces[Int.random(in: 0..<pieces.count, using: &random)]
    }.joined()
    guard let read = PublicationDate(parsing: text)?.description else { return }
    #expect(PublicationDate(parsing: read)?.description == read, "seed \(seed): \(text)")
  }
}
