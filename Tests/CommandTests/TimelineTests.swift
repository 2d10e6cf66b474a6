import Foundation
import TestSupport
import Testing

@testable import Output
@testable import SearchCommand
@testable import SearchEngine

struct TimelineTests {
  private static func timeline(_ counts: [Int], undated: Int = 0) -> Timeline {
    Timeline(
      unit: .year, spans: counts.enumerated().map { .init(start: String(2000 + $0), count: $1) },
      undated: undated)
  }

  @Test func `the length of a bar is proportional to its count, in eighths of a column`() {
    let chart = TimelineChart(Self.timeline([8, 4, 1, 0, 2_000], undated: 3), isASCII: false)
    #expect(
      chart.lines(Console(width: 22, usesColor: false)) == [
        "2000 ▏               8", "2001 ▏               4", "2002 ▏               1",
        "2003                 0", "2004 ██████████  2,000",
        "2,016 articles; 3 have", "no year",
      ])
    let simple = TimelineChart(Self.timeline([8, 4, 1]), isASCII: false)
    #expect(
      simple.lines(Console(width: 16, usesColor: false)).dropLast() == [
        "2000 ████████  8", "2001 ████      4", "2002 █         1",
      ])
    let plain = TimelineChart(Self.timeline([8, 3, 1]), isASCII: true)
    #expect(
      plain.lines(Console(width: 12, usesColor: true)).dropLast() == [
        "2000 \u{1B}[34m####\u{1B}[0m  8", "2001 \u{1B}[34m##\u{1B}[0m    3",
        "2002 \u{1B}[34m#\u{1B}[0m     1",
      ])
  }

  @Test func `a long gap without articles is one row`() {
    let lines = TimelineChart(
      Self.timeline([1, 0, 0, 0, 1, 0, 0, 0, 0, 1]), isASCII: false
    ).lines(Console(width: 20, usesColor: false))
    #expect(lines.count == 8 && lines[5] == "…")
  }

  @Test func `no row is wider than the terminal, and every count is shown`() {
    var random = SeededGenerator(seed: firstSeed)
    for _ in 0..<200 {
      let counts = (0..<Int.random(in: 1...40, using: &random)).map { _ in
        Int.random(in: 0...4, using: &random) * Int.random(in: 0...900, using: &random)
      }
      let width = Int.random(in: 20...200, using: &random)
      for isASCII in [false, true] {
        let chart = TimelineChart(Self.timeline(counts), isASCII: isASCII)
        let lines = chart.lines(Console(width: width, usesColor: false))
        #expect(lines.allSatisfy { DisplayWidth.columns(of: $0) <= width }, "\(counts) \(width)")
        let printed = lines.compactMap { line in
          line.contains("article")
            ? nil : line.split(separator: " ").last.flatMap { Int($0.replacing(",", with: "")) }
        }
        #expect(printed.filter { $0 > 0 } == counts.filter { $0 > 0 }, "\(counts)")
      }
    }
  }

  @Test(arguments: [
    (["2021-01"], "day"), (["2021-01", "2021-03"], "day"), (["2021-01", "2021-04"], "month"),
    (["2016-01", "2020-12"], "month"), (["2016-01", "2021-01"], "year"), ([], "year"),
  ])
  func `the unit depends on the span of the dates`(months: [String], unit: String) {
    let timeline = Timeline(
      unit: .month, spans: months.map { .init(start: $0, count: 1) }, undated: 0)
    #expect(timeline.fittingUnit.rawValue == unit)
  }

  @Test(arguments: [(1, 1), (5, 1), (6, 2), (10, 2), (11, 5), (26, 10), (1_000_000, 200_000)])
  func `an axis has at most five steps of round numbers`(most: Int, step: Int) {
    #expect(TimelineDrawing.step(for: most) == step)
  }

  @Test(arguments: [20, 40, 80])
  func `a chart of the sample archive fits the width`(width: Int) throws {
    let result = try Demo.search(
      ["timeline", "AUKUS"], environment: ["COLUMNS": "\(width)", "LC_ALL": "C.UTF-8"])
    #expect(result.status == 0 && result.errors == "")
    try expectGolden("timeline-\(width).txt", result.output)
    let plain = try Demo.search(
      ["timeline", "AUKUS"], environment: ["COLUMNS": "\(width)", "LC_ALL": "C"])
    #expect(plain.output.utf8.allSatisfy { $0 < 0x80 } && plain.output.contains("#"))
  }

  @Test func `all formats have the same counts`() throws {
    func timeline(_ arguments: String...) throws -> CommandResult {
      try Demo.search(["timeline", "AUKUS", "--by", "month"] + arguments)
    }
    let object = try timeline("--format", "json").object
    let spans = try #require(object["spans"] as? [[String: Any]])
    let rows = spans.map { "\($0["start"] ?? "-"),\($0["count"] ?? "-")\n" }
    let undated = try #require(object["undated"] as? Int)
    let csv = try timeline("--format", "csv").output
    #expect(csv == "start,count\n" + rows.joined() + (undated > 0 ? ",\(undated)\n" : ""))
    let counts = spans.compactMap { $0["count"] as? Int }
    #expect(object["total"] as? Int == counts.reduce(undated, +))
    let drawing = try timeline("--format", "svg").output
    try expectGolden("timeline.svg", drawing)
    #expect(XMLIsWhole.parse(drawing))
    #expect(drawing.matches(of: /<rect x/).count == counts.count { $0 > 0 })
  }

  @Test(arguments: ["text", "json", "csv", "svg"])
  func `an empty timeline is valid`(format: String) throws {
    let result = try Demo.search(["timeline", "zzzz", "--format", format])
    #expect(result.status == 1)
    #expect(result.errors == (format == "text" ? "search: nothing found for 'zzzz'\n" : ""))
    switch format {
    case "text": #expect(result.output == "")
    case "json": #expect(try result.object["total"] as? Int == 0)
    case "csv": #expect(result.output == "start,count\n")
    default: #expect(XMLIsWhole.parse(result.output))
    }
  }

  @Test(arguments: ["text", "json", "csv", "svg"], ["\"\"", "*", ""])
  func `a timeline without a word is valid in every format but text`(
    format: String, query: String
  ) throws {
    let result = try Demo.search(["timeline", query, "--format", format])
    #expect(result.status == (format == "text" ? 2 : 1))
    switch format {
    case "text": #expect(result.output == "")
    case "json":
      let object = try result.object
      let notices = object["notices"] as? [[String: Any]]
      #expect(object["total"] as? Int == 0 && notices?.last?["code"] as? String == "no-words")
    case "csv": #expect(result.output == "start,count\n")
    default: #expect(XMLIsWhole.parse(result.output))
    }
    #expect(result.errors.contains("search for") == (format != "json"))
  }

  @Test func `a query is read as in a search`() throws {
    #expect(try Demo.search(["timeline", ""]).status == 2)
    #expect(try Demo.search(["timeline", "--strict", "a AND"]).status == 2)
    #expect(try Demo.search(["timeline", "--raw", "\"moon"]).status == 2)
    #expect(try Demo.search(["timeline", "--", "-moon station"]).status == 0)
    let any = try Demo.search(["timeline", "--any", "moon station", "--format", "json"])
    let all = try Demo.search(["timeline", "--all", "moon station", "--format", "json"])
    let (count, wider) = (try all.object["total"] as? Int, try any.object["total"] as? Int)
    #expect(try #require(count) < #require(wider) && #require(count) > 0)
    #expect(try Demo.search(["timeline", "moon", "--by", "week"]).status == 64)
  }
}

/// Checks that every element of an XML text is closed and every attribute quoted.
enum XMLIsWhole {
  static func parse(_ text: String) -> Bool {
    var open: [Substring] = []
    for match in text.matches(of: /<(\/?)([a-z]+)((?: [a-zA-Z0-9-]+="[^"<]*")*)(\/?)>/) {
      let (_, closing, name, _, empty) = match.output
      if closing.isEmpty {
        if empty.isEmpty { open.append(name) }
      } else if open.popLast() != name {
        return false
      }
    }
    let rest = text.replacing(/<\/?[a-z]+(?: [a-zA-Z0-9-]+="[^"<]*")*\/?>/, with: "")
    return open.isEmpty && !rest.contains("<") && !rest.contains(">")
  }
}
