import Archive
import QueryLanguage
@testable import SearchEngine
import SearchModel
import TestSupport
import Testing

/// What `understood` shows of spellings and dates.
struct DisplayedSpellingsTests {
  /// A typed word, a text with another spelling, and how this is shown.
  @Test(arguments: [
    ("lowkey", "a low-key visit", "low key"), ("twentyfive", "twenty-five ships", "twenty five"),
    ("finance", "the \u{FB01}nance ministry", "\u{FB01}nance"),
    ("Mueller", "Herr Müller", "Müller"), ("strasse", "die Straße", "straße"),
    ("covid19", "COVID-19 vaccines", "covid 19"), ("longterm", "long-term policies", "long term"),
    ("F35s", "F-35s arrive", "F 35s"), ("lodz", "the Łódź companies", "Łódź"),
  ])
  func `spellings are shown as people write them`(
    typed: String, text: String, shown: String
  ) throws {
    let archive = try Archive.holding([
      PreparedArticle("a", title: "t", paragraphs: [text])
    ])
    let understood = try Searcher(archive).search(SearchRequest(Query(typed))).understood
    #expect(understood.lowercased().contains("\"\(shown.lowercased())\""), "\(understood)")
  }

  /// A query, the filter of options, and how both are understood.
  @Test(arguments: [
    ("gas since:2022 until:2021", "", "gas; only since:2021 AND until:2022"),
    ("gas since:2022", "until:2021", "gas; only since:2021 AND until:2022"),
    ("gas", "since:2022 until:2021", "gas; only since:2021 AND until:2022"),
    ("since:2022 until:2021", "", "only since:2021 AND until:2022"),
    ("gas date:2022..2021 publisher:a", "", "gas; only date:2021..2022 AND publisher:a"),
    ("gas since:2021 until:2022", "", "gas since:2021 until:2022"),
    ("gas since:2021", "until:2022", "gas since:2021; only until:2022"),
  ])
  func `dates are shown in the order in which they were applied`(
    text: String, options: String, shown: String
  ) throws {
    let archive = try Archive.holding([PreparedArticle("a", title: "t", paragraphs: ["gas"])])
    var request = SearchRequest(Query(text))
    request.filter = Query(options).filter
    #expect(try Searcher(archive).search(request).understood == shown)
  }
}

/// Dates in figures, which texts write in several ways.
struct NumericDateTests {
  /// A typed date, a text that it finds, and a text that it does not find.
  @Test(arguments: [
    ("1.10.2021", "01.10.2021", "10.1.2021"), ("01.10.2021", "1.10.2021", "1.11.2021"),
    ("1 October 2021", "1.10.2021", "1.11.2021"), ("1 October 2021", "01.10.2021", "01.11.2021"),
    ("1 October 2021", "1. 10. 2021", "2. 10. 2021"), ("2021-10-01", "1.10.2021", "10.1.2021"),
    ("1 October 2021", "2021-10-01", "1/10/2021"),
    ("1.10.2021", "October 1, 2021", "January 10, 2021"),
    ("2021-10-18", "2021-10-18T10:30:00Z", "2021-10-19T10:30:00Z"),
    ("18 Oct 2021", "2021-10-18T23:59:59+02:00", "2021-10-19T00:00:00Z"),
    ("2021-10-18", "20211018", "20211019"), ("18.10.2021", "20211018", "20211019"),
    ("20211018", "18 October 2021", "19 October 2021"), ("20211018", "2021-10-18", "2021-10-19"),
    ("October 2021", "10/2021", "9/2021"), ("2021-10", "10/2021", "11/2021"),
    ("10/2021", "10.2021", "11.2021"), ("March 2021", "03/2021", "04/2021"),
    ("3/2021", "03/2021", "4/2021"), ("October 2021", "2021-10", "18/10/2021"),
    ("10/2021", "October 2021", "November 2021"),
    ("55512345", "5551 2345", "2021-10-18"), ("Oct 2021", "Okt. 2021", "May 10, 2021"),
  ])
  func `a typed date finds its forms in figures`(
    query: String, found: String, other: String
  ) throws {
    let archive = try Archive.holding(
      [found, other].map { PreparedArticle($0, title: "t", paragraphs: ["before \($0) behind"]) })
    var request = SearchRequest(Query(query), mode: .all, limit: 100)
    request.suggests = false
    let hits = try Searcher(archive).search(request).hits
    #expect(hits.map(\.article.metadata.location) == [found])
  }
}
