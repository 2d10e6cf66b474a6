import Evaluation
import Foundation
import TestSupport
import Testing

@testable import Output
@testable import SearchCommand

/// The text and the chart of evaluated runs.
struct EvaluationTextTests {
  @Test(arguments: [
    (0.0, "0.0000"), (1.0, "1.0000"), (2.0 / 3, "0.6667"), (0.281_25, "0.2812"),
    (0.343_75, "0.3438"),
    (0.000_05, "0.0001"), (0.000_15, "0.0001"), (-0.000_01, "0.0000"), (-0.281_25, "-0.2812"),
    (0.999_96, "1.0000"),
  ])
  func `four decimals are rounded from the exact value, ties to even`(
    value: Double, text: String
  ) {
    #expect(fourDecimals(value) == text)
  }

  @Test func `four decimals are rounded as by printf`() {
    var random = SeededGenerator(seed: firstSeed)
    var values = (0..<20_000).map { _ in Double.random(in: -1...1, using: &random) }
    values += (0...20_000).map { Double($0) / 20_000 } + (0...64).map { Double($0) / 64 }
    for value in values {
      let expected = String(format: "%.4f", value)
      #expect(fourDecimals(value) == (expected == "-0.0000" ? "0.0000" : expected), "\(value)")
    }
    #expect(signedFourDecimals(0.5) == "+0.5000" && signedFourDecimals(-0.5) == "-0.5000")
    #expect(signedFourDecimals(0.000_01) == "0.0000")
  }

  private func chart(
    _ differences: [Double], isASCII: Bool = false, width: Int? = 40, color: Bool = false
  ) -> [String] {
    let topics = differences.enumerated().map { (name: "t\($0 + 1)", difference: $1) }
    return DifferenceChart(title: "title", topics: topics, isASCII: isASCII)
      .lines(Console(width: width, usesColor: color))
  }

  @Test func `bars grow from the axis, the worst topic first`() {
    #expect(
      chart([0.5, -0.25, 0, 0.125, 0, -0.5], width: 28) == [
        "title",
        "t6 ████████│         -0.5000",
        "t2     ████│         -0.2500",
        "… 2 equal",
        "t4         │██       +0.1250",
        "t1         │████████ +0.5000",
      ])
    #expect(
      chart([0.1, 0, 0.3], isASCII: true, width: 18, color: true) == [
        "title", "t2 |        0.0000", "t1 |\u{1B}[34m##\u{1B}[0m     +0.1000",
        "t3 |\u{1B}[34m######\u{1B}[0m +0.3000",
      ])
    #expect(
      chart([-0.1, -0.2], width: 17) == [
        "title", "t2 █████│ -0.2000", "t1   ▐██│ -0.1000",
      ])
    #expect(chart([0, 0]) == ["title", "All topics are equal."])
    #expect(chart([]) == ["title", "All topics are equal."])
  }

  @Test func `differences that are equal but for rounding keep their order`() {
    let rows = chart([0.6 - 0.4, 0.4 - 0.2, 0.2]).dropFirst()
    #expect(rows.map { $0.prefix(2) } == ["t1", "t2", "t3"])
  }

  @Test func `with very many topics the worst and the best are shown`() {
    let rows = chart((1...100).map { Double($0) / 100 - 0.3 }).dropFirst()
    #expect(rows.count == 51 && Array(rows)[25] == "… 50 more")
    #expect(rows.first?.hasPrefix("t1 ") == true && rows.last?.hasPrefix("t100 ") == true)
    // Twenty topics are worse; the sixty equal ones share one row.
    let equal = chart((1...100).map { $0 <= 20 ? -0.1 : $0 <= 80 ? 0 : 0.1 }).dropFirst()
    #expect(equal.count == 41 && Array(equal)[20] == "… 60 equal")
    // The row of the ten equal topics is one of the fifty rows.
    let mixed = chart((1...100).map { $0 <= 10 ? -0.1 : $0 <= 20 ? 0 : 0.1 }).dropFirst()
    #expect(mixed.count == 51 && Array(mixed)[10] == "… 10 equal")
    #expect(Array(mixed)[25] == "… 41 more")
  }

  @Test func `no line is wider than the terminal`() throws {
    var random = SeededGenerator(seed: firstSeed)
    let folder = try TemporaryFolder()
    for _ in 0..<10 {
      let topics = (0..<Int.random(in: 1...12, using: &random)).map { index in
        String(repeating: ["q", "読"].randomElement(using: &random) ?? "q", count: index % 7)
          + "\(index)"
      }
      var qrels = ""
      for topic in topics {
        for document in 0...5 { qrels += "\(topic) 0 d\(document) \(document % 3)\n" }
      }
      let runs = try (1...Int.random(in: 1...4, using: &random)).map { number in
        var text = ""
        for topic in topics {
          for document in 0...5 {
            text += "\(topic) Q0 d\(document) 0 \(Int.random(in: 0...9, using: &random)) t\n"
          }
        }
        let name = String(repeating: "run", count: Int.random(in: 1...9, using: &random))
        return try folder.write("\(name)\(number)", text)
      }
      let files = try EvaluationFiles(runs: runs, qrels: folder.write("qrels", qrels))
      let measures = try MeasureList("map,ndcg-exp@1000000,p@5").measures
      let evaluated = EvaluatedRuns(
        files.runs, qrels: files.qrels, judgments: files.judgments, measures: measures,
        showsTopics: true)
      for width in Array(20...60) + Array(stride(from: 61, through: 200, by: 9)) {
        let console = Console(width: width, usesColor: false)
        var lines = EvaluationText(evaluated).sections(console).flatMap { $0 }
        for isASCII in [false, true] where width % 3 == 0 {
          lines += DifferenceChart(evaluated, .precision(5), isASCII: isASCII).lines(console)
        }
        // A path alone on its line is never broken.
        for line in lines where line.contains(" ") {
          #expect(DisplayWidth.columns(of: line) <= width, "\(width): \(line)")
        }
      }
    }
  }
}
