import Foundation
import TestSupport
import Testing

/// The program must agree with the stock sqlite3 shell.
struct ShellAgreementTests {
  @Test(arguments: [
    "aukus submarines", "aukus", "russia china", "naval", "pipeline", "the", "nuclear fleet",
    "october 2021",
  ])
  func `ORDER BY rank in the shell ranks like the program`(words: String) throws {
    let folder = try Demo.folder.get()
    let sql = """
      SELECT rowid, printf('%!.17g', rank) FROM passages_fts
       WHERE passages_fts MATCH '\(words)' ORDER BY rank LIMIT 5
      """
    let shell = try folder.sql(sql, in: "articles.db")
    let rows = shell.split(separator: "\n").map { $0.split(separator: "|") }
    #expect(rows.count > 1)
    let program = try Demo.search(
      [words, "--plain", "--passages", "--all", "--format", "json", "--limit", "5"])
    let object = try program.object
    let hits = try #require(object["hits"] as? [[String: Any]])
    #expect(
      hits.compactMap { ($0["passage"] as? [String: Any])?["id"] as? Int }
        == rows.map { Int($0[0]) })
    for (hit, row) in zip(hits, rows) {
      let score = try #require(hit["score"] as? Double)
      let rank = try #require(Double(row[1]))
      #expect((score + rank).magnitude <= 1e-12 * rank.magnitude)
    }
  }
}
