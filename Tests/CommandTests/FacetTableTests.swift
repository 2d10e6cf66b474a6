import Foundation
import TestSupport
import Testing

@testable import Output
@testable import SearchCommand
@testable import SearchEngine

struct FacetTableTests {
  private static let console = Console(width: 30, usesColor: false)

  private func table(_ values: [(String?, Int)]) -> [String] {
    let facet = Facet(
      field: .publisher, values: values.map { Facet.Value(name: $0.0, count: $0.1) })
    return FacetTable(facet).lines(Self.console)
  }

  @Test func `counts are aligned on the right`() {
    #expect(
      table([("Meridian Wire", 1_234), (nil, 12), ("津軽新報", 1)]) == [
        "publisher", "  Meridian Wire  1,234", "  (none)            12",
        "  津軽新報           1",
      ])
  }

  @Test func `long names and long lists are cut`() {
    let lines = table([(String(repeating: "long ", count: 20), 5)] + (0..<13).map { ("p\($0)", 1) })
    #expect(lines.count == 12 && lines.last == "  and 4 more")
    #expect(lines.allSatisfy { DisplayWidth.columns(of: $0) <= 30 } && lines[1].contains("…  5"))
  }

  @Test func `the number of counted articles precedes the first table`() {
    let facet = Facet(field: .year, values: [Facet.Value(name: "2021", count: 7)])
    func lines(_ total: Int?, _ facets: [Facet]) -> [String] {
      var answered = Sample.answer([], facets: facets)
      answered.facetsTotal = total
      return TextResults(Console(width: 40, usesColor: true)).lines(answered)
    }
    let table = lines(nil, [facet, facet])
    #expect(table.count == 5 && !table.contains { $0.contains("of 7") })
    #expect(lines(7, [facet, facet]) == ["\u{1B}[2mof 7 articles\u{1B}[0m"] + table)
    #expect(lines(1, [facet])[0].contains("of 1 article\u{1B}"))
    #expect(lines(0, []).isEmpty)
  }

  @Test(arguments: [20, 40, 80])
  func `facets of a search fit the width`(width: Int) throws {
    let result = try Demo.search(
      ["AUKUS", "-n", "1", "--facets", "publisher,year"], environment: ["COLUMNS": "\(width)"])
    try expectGolden("facets-\(width).txt", result.output)
  }

  @Test func `counts equal the sqlite3 shell's`() throws {
    let sql = """
      SELECT publisher, count(DISTINCT articles.id) FROM passages_fts
        JOIN passages ON passages.id = passages_fts.rowid
        JOIN articles ON articles.id = passages.article_id
       WHERE passages_fts MATCH 'russia OR china' GROUP BY 1 ORDER BY 2 DESC, 1
      """
    let folder = try Demo.folder.get()
    let shell = try folder.sql(sql, in: "articles.db")
    let answer = try Demo.search(["--any", "russia OR china", "--facets", "publisher", "--json"])
    let facets = try answer.object["facets"] as? [String: [[String: Any]]]
    let rows = try #require(facets?["publisher"]).map { value in
      "\(value["value"] as? String ?? "")|\(value["count"] as? Int ?? -1)\n"
    }
    #expect(rows.joined() == shell && rows.count > 3)
  }

  @Test(arguments: [
    ("autor", "there is no facet \"autor\"; facets are publisher, author, language, year"),
    ("publisher,", "there is no facet \"\""), ("", "there is no facet \"\""),
  ])
  func `an unknown facet is reported`(list: String, sentence: String) throws {
    let result = try Demo.search(["AUKUS", "--facets", list])
    #expect(result.status == 64 && result.output == "" && result.errors.contains(sentence))
  }

  @Test func `a list of facets may have spaces, capitals and repetitions`() throws {
    #expect(try FacetField.list("Year, publisher,year") == [.year, .publisher])
  }
}
