import Foundation
import TestSupport
import Testing

@testable import Evaluation

/// Measures, compared with values computed by hand.
struct MeasureTests {
  private static let grades = ["a": 3, "b": 2, "c": 1, "d": 0, "e": 0, "f": -1]

  private static let values: [(name: String, found: [String], value: Double)] = [
    ("map", ["a", "x", "b"], 0.555_555_555_6), ("map", ["a", "b", "c"], 1), ("map", [], 0),
    ("p@5", ["a", "d", "b"], 0.4), ("p@1", ["d", "a"], 0),
    ("r@2", ["a", "d", "b"], 0.333_333_333_3),
    ("rr", ["x", "d", "c"], 0.333_333_333_3), ("rr", ["x"], 0), ("s@2", ["d", "c"], 1),
    ("s@1", ["d", "c"], 0), ("ndcg@1", ["b"], 0.666_666_666_7),
    ("ndcg-exp@1", ["b"], 0.428_571_428_6),
    ("ndcg@10", ["a", "b", "c"], 1),
    // (1 + 3 / log2 3) / (3 + 2 / log2 3), and (3 / log2 3) / (3 + 2 / log2 3 + 1 / 2).
    ("ndcg@2", ["c", "a"], 0.678_762_229_5), ("ndcg@10", ["f", "a"], 0.397_489_522_3),
    // Two documents were judged not relevant; one of them is before b, and both are before c.
    ("bpref", ["a", "d", "b", "x", "e", "c"], 0.5), ("bpref", ["x", "c"], 0.333_333_333_3),
  ]

  @Test(arguments: values)
  func `a measure has the value of its definition`(name: String, found: [String], value: Double)
    throws
  {
    let measure = try #require(Measure(name))
    #expect(
      abs(measure.value(of: found, grades: Self.grades) - value) < 1e-9, "\(name) of \(found)")
  }

  @Test(arguments: [
    "ndcg@10", "NDCG@5", "nDCG-exp@10", "map", "MAP", "P@10", "r@100", "RR", "bpref", "S@5",
  ])
  func `a measure's name is read in any case`(name: String) throws {
    let measure = try #require(Measure(name))
    #expect(measure.name.lowercased() == name.lowercased())
    #expect(Measure(measure.name) == measure)
  }

  @Test(arguments: [
    "", "ndcg", "ndcg@", "ndcg@0", "ndcg@-1", "map@10", "p", "x@5", "ndcg@10@2", "p@9999999",
  ])
  func `an unknown name is not a measure`(name: String) { #expect(Measure(name) == nil) }

  @Test func `files are read as trec_eval reads them`() throws {
    let run = try RankedRun(
      Array("1 Q0 b 9 1.5 us\r\n\n1\tQ0  c 1 2e0 us\n1 Q0 a 2 1.5 us\n2 Q0 z 1 -inf us".utf8))
    #expect(run.documents == ["1": ["c", "b", "a"], "2": ["z"]] && run.tag == "us")
    let judgments = try Judgments(Array("10 0 a 1\n9 0 a 0\n10 0 b 2\n".utf8))
    #expect(judgments.topics == ["9", "10"] && judgments.grades["10"] == ["a": 1, "b": 2])
    #expect(try Judgments(Array("q2 0 a 1\nq10 0 a 1".utf8)).topics == ["q10", "q2"])
  }

  @Test func `a BEIR file of judgments is read`() throws {
    let bytes = Array(
      "\u{FEFF}query-id\tcorpus-id\tscore\r\nq 1\ta b\t1\r\n\r\nq 1\tc\t-1\r\n".utf8)
    #expect(try Judgments(bytes).grades == ["q 1": ["a b": 1, "c": -1]])
    for line in ["q1\ta", "q1\ta\t1\t", "q1\t0\ta\t1", "\ta\t1", "q1\t\t1", "q1 a 1"] {
      #expect(throws: EvaluationError(line: 2, kind: .notTabbedJudgment), "\(line)") {
        try Judgments(Array("query-id\tcorpus-id\tscore\n\(line)".utf8))
      }
    }
    // It is a heading only on the first line.
    #expect(throws: EvaluationError(line: 2, kind: .notJudgment)) {
      try Judgments(Array("1 0 a 1\nquery-id\tcorpus-id\tscore\n".utf8))
    }
  }

  @Test(arguments: [
    ("ndcg_cut_10", Measure.discountedGain(10)), ("ndcg_cut.5", .discountedGain(5)),
    ("P_5", .precision(5)), ("recall_100", .recall(100)), ("recall.20", .recall(20)),
    ("success_1", .success(1)), ("recip_rank", .reciprocalRank),
  ])
  func `the names that trec_eval uses are read`(name: String, measure: Measure) {
    #expect(Measure(name) == measure)
  }

  @Test func `scores that are equal in single precision are equal, as in trec_eval`() throws {
    let run = try RankedRun(Array("1 Q0 a 1 1.000000002 us\n1 Q0 b 2 1.000000001 us".utf8))
    #expect(run.documents == ["1": ["b", "a"]])
    #expect(try RankedRun(Array("10 Q0 a 1 1 us\n9 Q0 a 1 1 us".utf8)).topics == ["9", "10"])
  }

  @Test func `a judgment may be repeated but not contradicted`() throws {
    #expect(try Judgments(Array("1 0 a 1\n1 1 a 1".utf8)).grades == ["1": ["a": 1]])
    #expect(throws: EvaluationError(line: 2, kind: .contradiction("a", topic: "1"))) {
      try Judgments(Array("1 0 a 1\n1 0 a 0".utf8))
    }
  }

  @Test func `bytes that are not UTF-8 are reported`() {
    let line: [UInt8] = [0x31, 0x20, 0x30, 0x20, 0xE9]
    #expect(throws: EvaluationError(line: 1, kind: .notUTF8)) {
      try Judgments(line + Array(" 1".utf8))
    }
    #expect(throws: EvaluationError(line: 1, kind: .notUTF8)) {
      try RankedRun(line + Array(" 1 1 us".utf8))
    }
    #expect(throws: EvaluationError(line: 1, kind: .notJudgment)) {
      try Judgments([0x31, 0x20, 0x30, 0x20, 0x61, 0x20, 0xFF])
    }
  }

  @Test(arguments: [Int.max, 5_000, 1, 0, Int.min])
  func `grades of any size are evaluated`(grade: Int) {
    let value = Measure.exponentialGain(10).value(of: ["b", "a"], grades: ["a": grade, "b": 0])
    #expect(grade > 0 ? abs(value - 0.630_929_753_6) < 1e-9 : value == 0)
  }

  @Test func `every listed name is the name of a measure`() {
    for name in Measure.names {
      #expect(Measure(name.replacing("@k", with: "@10"))?.name.replacing("@10", with: "@k") == name)
    }
  }

  @Test(arguments: [
    ("1 Q0 a 1 2", EvaluationError(line: 1, kind: .notResult)),
    ("1 Q0 a 1 2 us\n\n1 Q0 b 1 x us", EvaluationError(line: 3, kind: .notResult)),
    ("1 Q0 a 1 nan us", EvaluationError(line: 1, kind: .notResult)),
    (
      "1 Q0 a 1 2 us\n1 Q0 a 2 1 us",
      EvaluationError(line: 2, kind: .repeatedDocument("a", topic: "1"))
    ),
  ])
  func `a malformed line is reported`(text: String, error: EvaluationError) {
    #expect(throws: error) { try RankedRun(Array(text.utf8)) }
    #expect(throws: EvaluationError(line: 1, kind: .notJudgment)) {
      try Judgments(Array("1 0 a x".utf8))
    }
  }
}
