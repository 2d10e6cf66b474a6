import Foundation
import SearchEngine
import TestSupport
import Testing

@testable import Output
@testable import SearchCommand

/// The formats of a search, as the program prints them.
struct FormatTests {
  @Test(arguments: [
    "jsonl", "csv", "tsv", "trec", "paths", "markdown", "html", "ris", "bibtex", "csl",
  ])
  func `each format prints two hits`(format: String) throws {
    let result = try Demo.search(["Siberia", "-n", "2", "--format", format])
    #expect(result.status == 0 && result.errors == "")
    try expectGolden("siberia.\(format)", result.output)
  }

  @Test func `HTML and Markdown show facets and citations`() throws {
    for format in ["markdown", "html"] {
      let result = try Demo.search(
        ["Siberia", "-n", "1", "--cite", "--facets", "language", "--format", format])
      try expectGolden("siberia-facets.\(format)", result.output)
    }
  }

  @Test(arguments: SearchResponse.formats)
  func `an empty result is valid output in every format`(format: OutputFormat<SearchResponse>)
    throws
  {
    let result = try Demo.search(["zzzz", "--format", format.name])
    #expect(result.status == 1)
    #expect(result.errors == (format.isForPeople ? "search: nothing found for 'zzzz'\n" : ""))
    switch format.name {
    case "text", "jsonl", "trec", "paths", "markdown", "ris", "bibtex": #expect(result.output == "")
    case "csl": #expect((result.json as? [Any])?.isEmpty == true)
    case "json": #expect(result.json is [String: Any])
    case "csv": #expect(result.output == RowFormat.hitColumns.joined(separator: ",") + "\n")
    case "tsv": #expect(result.output == RowFormat.hitColumns.joined(separator: "\t") + "\n")
    case "html": #expect(result.output.hasSuffix("</html>\n") && !result.output.contains("<ol"))
    default: Issue.record("what is nothing in \(format)?")
    }
  }

  @Test(arguments: SearchResponse.formats, ["\"\"", ":)", "*", "", " "])
  func `a query without a word is valid output in every format but text`(
    format: OutputFormat<SearchResponse>, query: String
  ) throws {
    let result = try Demo.search(["--format", format.name, query])
    let nothing = try Demo.search(["--format", format.name, "zzzz"])
    guard format != .text else {
      #expect(result.status == 2 && result.output == "")
      let sentence = query.contains { $0 != " " } ? "there is no word" : "the query is empty"
      #expect(result.errors.contains(sentence))
      return
    }
    #expect(result.status == 1)
    #expect(result.errors.contains("there is no word to search for") == (format != .json))
    #expect(!result.errors.contains("nothing found"))
    switch format.name {
    case "json":
      let object = try result.object
      let notices = try #require(object["notices"] as? [[String: Any]])
      #expect(notices.last?["code"] as? String == "no-words")
      #expect(object["total"] as? Int == 0 && (object["hits"] as? [Any])?.isEmpty == true)
    case "html":
      #expect(result.output.hasSuffix("</html>\n") && result.output.contains("Nothing was found"))
    default: #expect(result.output == nothing.output)
    }
  }

  @Test func `a short option may stand directly before its number`() throws {
    let result = try Demo.search(["-n1", "russia", "--format", "csv"])
    #expect(result.output == (try Demo.search(["-n", "1", "russia", "--format", "csv"])).output)
    #expect(result.output.split(separator: "\n").count > 1)
    #expect(try Demo.search(["russia", "-n0"]).status == 64)
  }

  @Test func `references are those of articles, or of passages with --passages`() throws {
    func keys(_ arguments: String...) throws -> [String] {
      let output = try Demo.search(arguments + ["--format", "bibtex"]).checked().output
      return output.matches(of: /(?m)^@[a-z]+{[a-z]+[0-9]*-(.*),$/).map { String($0.output.1) }
    }
    let articles = try keys("AUKUS", "-n", "3")
    #expect(articles.count == 3 && articles.allSatisfy { Int($0) != nil })
    #expect(try keys("query", "AUKUS", "-n", "3", "--cite") == articles)
    let passages = try keys("AUKUS", "-n", "30", "--passages")
    #expect(Set(passages).count == passages.count && passages.count > 3)
    #expect(passages.allSatisfy { $0.wholeMatch(of: /[0-9]+p[0-9]+/) != nil })
    #expect(try keys("show", "2#3") == ["2p3"] && keys("show", "2") == ["2"])
    #expect(try keys("similar", "2", "-n", "2").count == 2)
    let batch = try Demo.search(["batch", "-", "--format", "ris"])
    #expect(batch.status == 64 && batch.errors.contains("'jsonl', 'trec', 'csv' or 'tsv'"))
  }

  @Test func `articles found by a filter alone have no score in text`() throws {
    let filtered = try Demo.search(["since:2021"])
    #expect(filtered.status == 0 && !filtered.output.contains("score"))
    #expect(try Demo.search(["russia since:2021"]).output.contains("score"))
    let hits = try Demo.search(["since:2021", "--json"]).hits
    #expect(!hits.isEmpty && hits.allSatisfy { $0["score"] as? Double == 0 })
  }

  @Test func `dates in the wrong order are exchanged, with a notice`() throws {
    let ordered = try Demo.search(["russia", "--since", "march-2021", "--until", "2022"])
    let exchanged = try Demo.search(["russia", "--since", "2022", "--until", "march 2021"])
    #expect(exchanged.output == ordered.output && ordered.errors == "")
    #expect(
      exchanged.errors
        == "search: the dates are in the wrong order; they are read as since:2021-03 until:2022\n")
    let json = try Demo.search(["russia since:2022 until:2021", "--json"]).object
    let notices = try #require(json["notices"] as? [[String: Any]])
    #expect(notices.map { $0["code"] as? String } == ["swapped-dates"])
    let plain = try Demo.search(["russia", "--since", "2022", "--until", "2021", "--explain"])
    #expect(plain.errors.contains("only since:2021 AND until:2022"))
    let wrong = try Demo.search(["russia", "--since", "10/11/2021"])
    #expect(wrong.status == 64 && wrong.errors.contains("'10/11/2021' is not a date; dates are"))
  }

  @Test func `the rows equal those of a batch without ids`() throws {
    for format in ["csv", "tsv"] {
      let separator = format == "csv" ? "," : "\t"
      let rows = try Demo.search(["russia", "--format", format]).output
      let folder = try TemporaryFolder()
      let file = try folder.write("q.txt", "only\trussia\r\n")
      let batch = try Demo.search(["batch", file, "--format", format]).output
      let stripped = batch.split(separator: "\n").map {
        $0.split(separator: separator, maxSplits: 1)[1]
      }
      #expect(rows == stripped.map { $0 + "\n" }.joined())
    }
  }

  @Test func `JSON lines have the same hits as JSON`() throws {
    let hits = try Demo.search(["russia", "--json", "--cite"]).hits
    let lines = try Demo.search(["russia", "--format", "jsonl", "--cite"]).output
      .split(separator: "\n")
    #expect(lines.count == hits.count && hits.count == 10)
    for (line, hit) in zip(lines, hits) {
      var object = try #require(
        JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(object.removeValue(forKey: "version") as? Int == 1)
      #expect(object.removeValue(forKey: "query") as? String == "russia")
      #expect(NSDictionary(dictionary: object) == NSDictionary(dictionary: hit))
    }
  }

  @Test(arguments: [
    (["--facets", "year", "--format", "csv"], "--format csv has no room for --facets"),
    (["--facets", "year", "--format", "jsonl"], "use one of: text, json, markdown, html."),
    (["--cite", "--format", "trec"], "--format trec has no room for --cite"),
    (["--context", "1", "--format", "csv"], "--format csv has no room for --context"),
    (["--explain", "--format", "html"], "--format html has no room for --explain"),
    (["--json", "--format", "csv"], "--json and --format csv exclude each other"),
    (["--sort", "best"], "'relevance', 'newest' or 'oldest'"), (["--format", "xml"], "markdown"),
  ])
  func `an option that a format cannot show is refused`(arguments: [String], sentence: String)
    throws
  {
    let result = try Demo.search(["AUKUS"] + arguments)
    #expect(result.status == 64 && result.output == "" && result.errors.contains(sentence))
    #expect(result.errors.contains("Usage: search [query] <words> ... [options]"))
  }

  @Test(arguments: [
    ["x"], ["timeline", "AUKUS"], ["show", "1"], ["batch", "/dev/null"],
  ])
  func `an unknown output version is refused`(arguments: [String]) throws {
    let result = try Demo.search(arguments + ["--format-version", "2"])
    #expect(result.status == 2 && result.output == "")
    #expect(
      result.errors == "search: output version 2 is not supported; this program writes version 1\n")
    #expect(try Demo.search(arguments + ["--format-version", "1"]).status < 2)
  }

  @Test(arguments: SearchResponse.formats)
  func `a closed pipe prints no error in any format`(format: OutputFormat<SearchResponse>) throws {
    let folder = try Demo.folder.get().path
    let result = try run(
      "bash",
      [
        "-c",
        """
        for i in 1 2 3; do
          '\(Project.search)' russia china the -n 1000 --passages --format \(format) -d articles.db |
            head -c 9 > /dev/null
          echo ${PIPESTATUS[0]}
        done
        """,
      ], in: folder)
    #expect(result.output == "0\n0\n0\n" && result.errors == "")
  }

  @Test func `a batch may have the line ends of Windows`() throws {
    let folder = try TemporaryFolder()
    let unix = try folder.write("unix.txt", "a\tmoon station\nAUKUS\n")
    let windows = try folder.write("windows.txt", "\u{FEFF}a\tmoon station\r\nAUKUS\r\n")
    func answer(_ file: String) throws -> String {
      try Demo.search(["batch", file, "--format", "tsv"]).output
    }
    #expect(try answer(windows) == answer(unix))
  }
}
