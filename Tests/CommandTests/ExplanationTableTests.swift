import TestSupport
import Testing

@testable import Output
@testable import SearchCommand
@testable import SearchEngine
import SearchModel

struct ExplanationTableTests {
  @Test func `a table shows each term and the sum`() throws {
    let table = ExplanationTable(Sample.explanation(gains: [3.912_345_6, 0, 1e-6]))
    try expectGolden(
      "explanation.txt",
      (table.lines(width: 90) + ["", ""] + table.lines(width: 38))
        .map { $0 + "\n" }.joined())
  }

  @Test func `gains add up to the score, as printed`() throws {
    var random = SeededGenerator(seed: firstSeed)
    for _ in 0..<2_000 {
      let gains = (0..<Int.random(in: 1...12, using: &random)).map { _ in
        Double.random(in: 0...1, using: &random) < 0.2
          ? 0 : Double.random(in: 0...10, using: &random)
      }
      let explanation = Sample.explanation(gains: gains)
      let rows = ExplanationTable(explanation).lines(width: nil).dropFirst().prefix(gains.count + 1)
      let printed = rows.compactMap { row in
        row.split(separator: " ").last.flatMap { Int($0.replacing(".", with: "")) }
      }
      #expect(printed.count == gains.count + 1)
      #expect(printed.dropLast().reduce(0, +) == printed.last, "\(gains)")
      #expect(printed.last == Int((explanation.score * 1e6).rounded()))
      for (gain, units) in zip(gains, printed) {
        #expect((gain * 1e6 - Double(units)).magnitude <= 1, "\(gains)")
      }
    }
  }

  @Test func `a hit shows its missing words and its score`() throws {
    var hit = Sample.hit()
    hit.missing = ["submarines", "\"moon station\""]
    hit.lacking = hit.missing
    hit.explanation = Sample.explanation(gains: [1.5])
    let json = try Sample.rendered(Sample.answer([hit]), .jsonl)
    #expect(json.contains("\"missing\":[\"submarines\",\"\\\"moon station\\\"\"]"))
    #expect(json.contains("\"gain\":1.5"))
    #expect(json.contains("\"score\":1.5"))
    let lines = TextResults(Console(width: 40, usesColor: false)).lines(Sample.answer([hit]))
    #expect(lines.contains("   without: submarines, \"moon station\""))
    #expect(lines.contains("   score 1.500000"))
    let page = HTMLResults(Sample.answer([hit])).text
    #expect(page.contains("<s>submarines</s>"))
    #expect(MarkdownResults(Sample.answer([hit])).text.contains("without: submarines"))
  }
}
