import Archive
import CivilCalendar
import QueryLanguage
@testable import SearchEngine
import SearchModel
import TestSupport
import Testing

/// Dates in queries, which also match their other written forms in texts.
struct DateSpellingsTests {
  /// A typed date, a text that it finds, and a text that it does not find.
  @Test(arguments: [
    ("2021-10-18", "on 18 October 2021", "on 18 October 2020"),
    ("2021-10-18", "on October 18th, 2021", "on October 19th, 2021"),
    ("18.10.2021", "Oct. 18, 2021", "Oct. 18, 2011"),
    ("18/10/2021", "le 18 octobre 2021", "le 28 octobre 2021"),
    ("10/18/2021", "am 18. Oktober 2021", "am 18. November 2021"),
    ("18-Oct-2021", "el 18 de octubre de 2021", "el 18 de abril de 2021"),
    ("18 Oct 2021", "dated 2021-10-18", "dated 2021-10-19"),
    ("Oct 18, 2021", "18.10.2021", "19.10.2021"),
    ("18th of October 2021", "10/18/2021", "10/19/2021"),
    ("October 2021", "in Oct. 2021", "in Sept. 2021"),
    ("2021-10", "in October 2021", "in October 2020"),
    ("Oktober 2021", "2021-10", "2021-11"),
    ("October 18", "on 18th October", "on 19th October"),
    // The day comes first in a date with full stops; other numeric dates may be ambiguous.
    ("10.11.2021", "10 November 2021", "October 11, 2021"),
    ("10/11/2021", "10.11.2021", "10 November 2021"),
    ("10/11/2021", "on 10/11/2021", "October 11, 2021"),
    ("November 10, 2021", "2021-11-10", "10/11/2021"),
    ("5/5/2021", "5 May 2021", "6 May 2021"),
    ("1 March 2021", "2021-03-01", "2021-01-03"),
    ("May 2021", "2021-05-18", "the 5th, 2021"),
    ("October 2021", "2021-10", "May 10, 2021"),
    // Not dates
    ("2021-02-30", "2021-02-30", "30 February 2021"),
    ("9/11", "9/11", "9 November"),
    ("99999-10-18", "99999-10-18", "18 October 9999"),
    ("\"18 Oct 2021\"", "18 Oct. 2021", "2021-10-18"),
    ("=2021-10-18", "2021/10/18", "18 October 2021"),
    ("18 OR Oct 2021", "18 and 2021", "18 October"),
  ])
  func `a typed date finds its written forms`(query: String, found: String, other: String) throws {
    let archive = try Archive.holding(
      [found, other].map { PreparedArticle($0, title: "t", paragraphs: ["before \($0) behind"]) })
    #expect(try search(query, archive) == [found])
  }

  /// Every form of random dates, ambiguous ones excepted, must find every other form.
  @Test func `each written form of a date finds the others`() throws {
    for seed in seeds(25) {
      var random = SeededGenerator(seed: seed)
      let (date, other) = (Day(&random), Day(&random))
      guard date != other else { continue }
      let texts = date.texts
      let archive = try Archive.holding(
        (texts + other.texts).map { PreparedArticle($0, title: "t", paragraphs: ["x \($0) y"]) })
      for typed in date.typed {
        #expect(try search(typed, archive) == Set(texts), "seed \(seed): \(typed)")
      }
    }
  }

  @Test func `other forms are described, and switched off by the plain mode`() throws {
    let texts = ["18 October 2021", "2021-10-18"]
    let archive = try Archive.holding(
      texts.map { PreparedArticle($0, title: "t", paragraphs: [$0]) })
    let response = try Searcher(archive).search(SearchRequest(Query("2021-10-18")))
    #expect(response.understood == "2021-10-18; 2021-10-18 also as \"18 October 2021\"")
    let words = try Searcher(archive).search(SearchRequest(Query("18 Oct. 2021"), mode: .all))
    #expect(words.understood.hasSuffix("; Oct also as \"18 October 2021\", \"2021-10-18\""))
    #expect(words.total == 2 && words.hits.allSatisfy(\.missing.isEmpty))
    var request = SearchRequest(Query("2021-10-18"))
    request.isPlain = true
    #expect(try Searcher(archive).search(request).total == 1)
  }

  @Test func `a day without a year is found in its other forms`() throws {
    let archive = try Archive.holding([
      PreparedArticle("1", title: "t", paragraphs: ["18 October"]),
      PreparedArticle("2", title: "t", paragraphs: ["nothing but October"]),
    ])
    #expect(try search("Oct 18", archive) == ["1"])
    #expect(try search("18th Oct", archive) == ["1"])
  }

  private func search(_ text: String, _ archive: Archive) throws -> Set<String> {
    var request = SearchRequest(Query(text), mode: .all, limit: 100)
    request.suggests = false
    return Set(try Searcher(archive).search(request).hits.map(\.article.metadata.location))
  }
}

/// A random day, and the ways to write it, spelled out without the help of the program.
private struct Day: Equatable {
  let (year, month, day): (Int, Int, Int)

  init(_ random: inout SeededGenerator) {
    (year, month, day) = (1_990 + random.below(40), 1 + random.below(12), 1 + random.below(28))
  }

  private static let names = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  private var name: String { Self.names[month - 1] }
  private var ordinal: String {
    let suffix = [1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"][day] ?? "th"
    return "\(day)\(suffix)"
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// The forms in which texts are written.
  var texts: [String] {
    let short = String(name.prefix(3))
    var texts = [
      "\(day) \(name) \(year)", "\(name) \(day), \(year)", "\(short). \(day), \(year)",
      "\(two(day)) \(short) \(year)", "\(ordinal) \(name) \(year)", "\(name) \(ordinal), \(year)",
      "\(ordinal) of \(name) \(year)", "\(year)-\(two(month))-\(two(day))",
      "\(year)/\(month)/\(day)", "\(year) \(name) \(day)",
    ]
    if day > 12 || day == month {
      texts += [
        "\(two(day)).\(two(month)).\(year)", "\(day)/\(month)/\(year)", "\(month)/\(day)/\(year)",
      ]
    }
    return texts
  }

  /// The forms that are typed in queries.
  var typed: [String] {
    texts + ["\(day)-\(name.prefix(3))-\(year)", "\(name.lowercased()) \(day) \(year)"]
  }
}
