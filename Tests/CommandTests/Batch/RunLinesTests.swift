import Evaluation
import Foundation
import TestSupport
import Testing

@testable import Archive
@testable import Output
@testable import SearchCommand
@testable import SearchEngine

/// trec_eval must read a run with the hits in their original order.
struct RunLinesTests {
  private func hit(_ docno: String, _ score: Double, passage: Int = 1) -> SearchHit {
    var hit = Sample.hit(score: score)
    hit.article.metadata.docno = docno
    hit.passage.ordinal = passage
    return hit
  }

  /// Reads a run like trec_eval: scores as 32-bit floats, equal scores by the bytes of the names,
  /// descending.
  private func read(_ lines: String) -> [String] {
    lines.split(separator: "\n").map { line -> (Float, String) in
      let fields = line.split(separator: " ")
      #expect(fields.count == 6, "\(line)")
      return (Float(Double(fields[4]) ?? .nan), String(fields[2]))
    }.sorted { one, other in
      one.0 != other.0
        ? one.0 > other.0 : other.1.utf8.lexicographicallyPrecedes(one.1.utf8)
    }.map(\.1)
  }

  @Test(
    arguments: [
      [1, 1, 1], [0, 0, 0, 0], [2, 1, 1, 1, 1 - 1e-7], [1e-7, 1e-7, 0, -1],
      [31.9999999, 31.9999999],
      [16_777_216.5, 16_777_216.5, 16_777_216], [1e12, 1e12, 1e11], [5, 7, 6, 7],
      [.infinity, 3, .nan],
      [12.3456784, 12.3456783, 12.3456782, 12.3456781], [0.9999999, 0.99999951, 0.9999995],
    ] as [[Double]])
  func `any scores keep the order of the hits`(scores: [Double]) {
    // Tries the names in both orders, since trec_eval would order ties by name.
    for names in [Array("abcdef"), Array("fedcba")] {
      let hits = zip(names, scores).map { hit(String($0), $1) }
      let lines = runLines(hits, topic: "t", tag: "x")
      #expect(read(lines) == hits.map(\.article.metadata.docno), "\(lines)")
    }
  }

  @Test func `a score that is already lower is printed unchanged`() {
    let lines = runLines(
      [hit("a", 10.398103268), hit("b", 2), hit("c", 2)], topic: "7", tag: "run")
    #expect(
      lines == """
        7 Q0 a 1 10.398103 run
        7 Q0 b 2 2.000000 run
        7 Q0 c 3 1.999999 run

        """)
  }

  @Test func `random scores with many ties keep the order`() throws {
    for seed in seeds(50) {
      var random = SeededGenerator(seed: seed)
      let scales: [Double] = [1e-6, 0.01, 1, 40, 1_000]
      let scale = scales.randomElement(using: &random) ?? 1
      let scores = (0..<1_000).map { _ in
        Double(Int.random(in: 0...300, using: &random)) * scale / 7
      }.sorted(by: >)
      let hits = scores.map { hit("d\(UInt16.random(in: 0...9_999, using: &random))", $0) }
      let lines = runLines(hits, topic: "t", tag: "x")
      var seen: Set<String> = []
      let expected = hits.map(\.article.metadata.docno).filter { seen.insert($0).inserted }
      #expect(read(lines) == expected, "seed \(seed)")
      #expect(try RankedRun(Array(lines.utf8)).documents["t"] == expected, "seed \(seed)")
    }
  }

  @Test(arguments: [
    ("a.txt", "a.txt"), ("my file.txt", "my%20file.txt"), ("100%", "100%"),
    ("100% a", "100%25%20a"),
    ("a\tb\nc", "a%09b%0Ac"), ("a\u{A0}b", "a%C2%A0b"), ("\u{202E}x", "%E2%80%AEx"), ("é", "é"),
    ("a\u{1B}[m", "a%1B[m"),
  ])
  func `a document's name is one word in a run`(name: String, word: String) {
    #expect(runWord(name) == word)
    #expect(isRunWord(word) && isRunWord(name) == (word == name))
  }

  @Test func `a run lists each document or passage once`() {
    let hits = [
      hit("a b", 3, passage: 2), hit("a_b", 2), hit("a b", 1, passage: 1),
      hit("a b", 1, passage: 2),
      // Two different names, although they look the same.
      hit("\u{E9}", 0.5), hit("e\u{301}", 0.4),
    ]
    func names(_ passages: Bool) -> [String] {
      runLines(hits, topic: "t", tag: "x", passages: passages).split(separator: "\n").map {
        String($0.split(separator: " ")[2])
      }
    }
    #expect(
      names(false).map { Array($0.utf8) }
        == ["a%20b", "a_b", "\u{E9}", "e\u{301}"].map { Array($0.utf8) })
    #expect(names(true).prefix(3) == ["a%20b#2", "a_b#1", "a%20b#1"])
    #expect(names(true).count == 5)
  }
}
