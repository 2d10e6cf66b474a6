import CivilCalendar
import QueryLanguage
import SearchModel
import Testing

/// Signs and ranges of other engines in date filters.
struct DateSignTests {
  /// A query, its canonical form, and its first and last day.
  @Test(arguments: [
    ("date:<2021", "before:2021", "", "2020-12-31"),
    ("date:>2021", "after:2021", "2022-01-01", ""),
    ("date:>=2021-10-18", "since:2021-10-18", "2021-10-18", ""),
    ("date:<=2021", "until:2021", "", "2021-12-31"),
    ("date:=2021", "date:2021", "2021-01-01", "2021-12-31"),
    ("date=>2021", "after:2021", "2022-01-01", ""), ("date:≥2021", "since:2021", "2021-01-01", ""),
    ("date:≤2021-10", "until:2021-10", "", "2021-10-31"),
    ("date:=<2021", "until:2021", "", "2021-12-31"), ("date:＞2021", "after:2021", "2022-01-01", ""),
    ("date:\">= 2021-10\"", "since:2021-10", "2021-10-01", ""),
    ("date:>\"2021-10\"", "after:2021-10", "2021-11-01", ""),
    ("date:<october 2021", "before:2021-10", "", "2021-09-30"),
    ("date:>18.10.2021", "after:2021-10-18", "2021-10-19", ""),
    ("date>2021", "after:2021", "2022-01-01", ""), ("date>=2021", "since:2021", "2021-01-01", ""),
    ("Date<2021-10", "before:2021-10", "", "2021-09-30"),
    // The sign and the name agree
    ("before:<2021", "before:2021", "", "2020-12-31"),
    ("before:<=2021", "until:2021", "", "2021-12-31"),
    ("until:<2021", "before:2021", "", "2020-12-31"),
    ("until:<=2021", "until:2021", "", "2021-12-31"),
    ("since:>2021", "after:2021", "2022-01-01", ""),
    ("since:>=2021", "since:2021", "2021-01-01", ""),
    ("after:>2021", "after:2021", "2022-01-01", ""),
    ("after:>=2021", "since:2021", "2021-01-01", ""),
    // Ranges of Lucene
    ("date:[2021 TO 2022]", "date:2021..2022", "2021-01-01", "2022-12-31"),
    ("date:{2020 TO 2022}", "date:{2020 TO 2022}", "2021-01-01", "2021-12-31"),
    ("date:[2021-10 TO 2022}", "date:[2021-10 TO 2022}", "2021-10-01", "2021-12-31"),
    ("date:{2021 TO 2022]", "date:{2021 TO 2022]", "2022-01-01", "2022-12-31"),
    ("date:[2021 TO *]", "since:2021", "2021-01-01", ""),
    ("date:{2021 TO *]", "after:2021", "2022-01-01", ""),
    ("date:[* TO 2021]", "until:2021", "", "2021-12-31"),
    ("date:{* TO 2021}", "before:2021", "", "2020-12-31"),
    ("date:[2021-10-18 to 2021-10-18]", "date:2021-10-18", "2021-10-18", "2021-10-18"),
    ("date:\"[2021 TO *]\"", "since:2021", "2021-01-01", ""),
    ("date:[\"2021\" TO \"2022\"]", "date:2021..2022", "2021-01-01", "2022-12-31"),
    ("date:[2022 TO 2020}", "date:[2022 TO 2020}", "2021-01-01", "2022-12-31"),
  ])
  func `a sign before a date is read as in other engines`(
    text: String, canonical: String, first: String, last: String
  ) throws {
    let query = Query(text)
    #expect(query.description == canonical && query.notices.isEmpty)
    #expect(Query(canonical).parts == query.parts && Query(canonical).notices.isEmpty)
    guard case .leaf(.date(let range))? = query.filter else {
      Issue.record("\(text) is no date")
      return
    }
    let days = range.days(on: .epoch)
    #expect(days.first?.description ?? "" == first && days.last?.description ?? "" == last)
  }

  /// A query, its canonical form, and its notices.
  @Test(arguments: [
    ("gas date:(>2020 AND <=2022)", "gas (after:2020 AND until:2022)", [String]()),
    ("date:([2019 TO 2020] OR [2022 TO *]) gas", "date:2019..2020 OR since:2022 gas", []),
    ("gas -date:<2021", "gas -before:2021", []),
    ("gas -date:{2020 TO 2022}", "gas -date:{2020 TO 2022}", []),
    ("date:<2021 gas", "before:2021 gas", []),
    // Signs that contradict the name, or mean nothing
    ("since:<2021", "since:<2021", ["malformed-date 0..<11"]),
    ("before:>=2021 gas", "before:>=2021 gas", ["malformed-date 0..<13"]),
    ("date:<>2021", "date:<>2021", ["malformed-date 0..<11"]),
    ("date:>soon", "date:>soon", ["malformed-date 0..<10"]),
    ("date:(>soon) gas", "\"soon\" gas", ["malformed-date 6..<11"]),
    ("date:[2021", "date:2021", ["ignored-sign 5..<6"]),
    ("date:2021]", "date:2021", ["ignored-sign 9..<10"]),
    ("date:[2021 TO soon]", "date:2021 TO soon", ["ignored-sign 5..<6"]),
    ("date:[2021 2022] a", "date:2021 2022 a", ["ignored-sign 5..<6"]),
    ("since:[2021 TO 2022]", "since:2021 TO 2022", ["ignored-sign 6..<7"]),
    ("date:~2021", "date:2021", ["ignored-sign 5..<6"]),
    ("date:> 2021", "date 2021", ["ignored-sign 5..<6", "empty-field 0..<6"]),
    // Elsewhere, such signs are text
    ("a > b <c [d", "a b c d", []), ("publisher:[bbc]", "publisher:bbc", []),
    ("a>2021", "a>2021", []), ("title:>2021", "title:2021", []),
  ])
  func `a sign before a date is read or reported`(
    text: String, canonical: String, notices: [String]
  ) {
    let query = Query(text)
    #expect(query.description == canonical)
    #expect(query.notices.map(\.codeAndRange).sorted() == notices.sorted())
    #expect(Query(query.description).parts == query.parts)
  }

  @Test func `options accept the signs too`() throws {
    #expect(try FilterExpression([.date: [">=2021"]])?.description == "since:2021")
    #expect(try FilterExpression([.date: ["[2021 TO 2022]"]])?.description == "date:2021..2022")
    #expect(throws: FilterOptionError.malformedDate("<2021")) {
      try FilterExpression([.since: ["<2021"]])
    }
  }
}
