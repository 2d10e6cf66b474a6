import Archive
import CivilCalendar
import QueryLanguage
@testable import SearchEngine
import SearchModel
import TestSupport
import Testing

/// Dates in queries, which also match their other written forms in texts.
struct DateSpellingsTests {
  /// A report or a reason, a typed date, a text that it finds, and a text that it does not find.
  @Test(arguments: [
    // Reports of searches that found only the date as it was typed
    ("jcraigk/phishin#355", "December 31, 2023", "on 2023-12-31", "on 2022-12-31"),
    ("jcraigk/phishin#355", "dec 31 2023", "December 31, 2023", "December 30, 2023"),
    ("jcraigk/phishin#355", "october 31", "on 31 October", "on 30 October"),
    (
      "SoftwareEngineeringDaily/software-engineering-daily-api#82", "February 19",
      "on 19 Feb. at noon", "on 18 Feb. at noon"
    ),
    ("benwbrum/fromthepage#2272", "1854-08-17", "Aug. 17, 1854", "Aug. 17, 1845"),
    ("benwbrum/fromthepage#2272", "1854-08", "in August 1854", "in August 1845"),
    ("Casecommons/pg_search#469", "15.06.2021", "2021-06-15", "2021-06-16"),
    ("mongoid/mongoid_search#66", "07/21/2013", "2013-07-21", "2013-07-12"),
    ("mongoid/mongoid_search#66", "07/01/2013", "on 07/01/2013", "2013-07-01"),
    ("TriliumNext/Trilium#2053", "24.12.2020", "12/24/2020", "12/23/2020"),
    ("TriliumNext/Trilium#2053", "24/12/2020", "2020-12-24", "2020-12-23"),
    ("ente/ente#7025", "01.09.2015", "September 1, 2015", "January 9, 2015"),
    ("ente/ente#7025", "09/01/2015", "on 09/01/2015", "September 1, 2015"),
    ("openemr/openemr#3196", "20/03/1970", "1970/03/20", "1970/03/02"),
    ("keycap-archivist/database#92", "17 Aug 2021", "17 August 2021", "16 August 2021"),
    ("keycap-archivist/database#92", "Aug 2021", "August 2021", "July 2021"),
    ("adbar/htmldate#67", "2022-10-19", "Wed, 19 Oct 2022 14:24:05", "Tue, 18 Oct 2022 14:24:05"),
    ("AwsGeek/aws-history#10", "04-Dec-2000", "December 4, 2000", "April 12, 2000"),
    ("corona-warn-app/cwa-website#2209", "25 Mai 2021", "am 25. Mai 2021", "am 26. Mai 2021"),
    (
      "department-of-veterans-affairs/caseflow#1789", "4/17/2017", "received 2017-04-17",
      "received 2017-04-16"
    ),
    // Other forms and languages
    ("ordinal", "18th of October 2021", "October 18th, 2021", "October 19th, 2021"),
    ("French", "18/10/2021", "le 18 octobre 2021", "le 28 octobre 2021"),
    ("Spanish", "18-Oct-2021", "el 18 de octubre de 2021", "el 18 de abril de 2021"),
    ("a month", "Oktober 2021", "2021-10", "2021-11"),
    ("a month that is a word", "May 2021", "2021-05-18", "the 5th, 2021"),
    ("a month, not a day", "October 2021", "2021-10", "May 10, 2021"),
    // The day comes first in a date with full stops; other numeric dates may be ambiguous.
    ("full stops", "10.11.2021", "10 November 2021", "October 11, 2021"),
    ("ambiguous", "10/11/2021", "10.11.2021", "10 November 2021"),
    ("found by no other form", "November 10, 2021", "2021-11-10", "10/11/2021"),
    ("not ambiguous", "5/5/2021", "5 May 2021", "6 May 2021"),
    ("ISO 8601", "1 March 2021", "2021-03-01", "2021-01-03"),
    // Not dates
    ("no such day", "2021-02-30", "2021-02-30", "30 February 2021"),
    ("no year", "9/11", "9/11", "9 November"),
    ("year 99999", "99999-10-18", "99999-10-18", "18 October 9999"),
    ("quotation marks", "\"18 Oct 2021\"", "18 Oct. 2021", "2021-10-18"),
    ("as written", "=2021-10-18", "2021/10/18", "18 October 2021"),
    ("an operator", "18 OR Oct 2021", "18 and 2021", "18 October"),
  ])
  func `a typed date finds its written forms`(
    source: String, query: String, found: String, other: String
  ) throws {
    let archive = try Archive.holding(
      [found, other].map { PreparedArticle($0, title: "t", paragraphs: ["before \($0) behind"]) })
    #expect(try search(query, archive) == [found], "\(source)")
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
