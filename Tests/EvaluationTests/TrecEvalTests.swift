import Foundation
import TestSupport
import Testing

@testable import Evaluation

/// Measures, compared with those of trec_eval in the PyPI package pytrec_eval-terrier.
struct TrecEvalTests {
  private static let measures: [(ours: String, theirs: String)] = [
    ("map", "map"), ("rr", "recip_rank"), ("bpref", "bpref"), ("ndcg@10", "ndcg_cut_10"),
    ("ndcg@100", "ndcg_cut_100"), ("p@10", "P_10"), ("r@100", "recall_100"), ("s@5", "success_5"),
  ]

  @Test func `random runs are measured as by trec_eval`() throws {
    let python = Project.path + "/.build/python/bin/python"
    guard FileManager.default.isExecutableFile(atPath: python),
      try run(python, ["-c", "import pytrec_eval"]).status == 0
    else { return skip("no pytrec_eval; 'make oracles' installs it") }
    let folder = try TemporaryFolder()
    for seed in seeds(20) {
      var random = SeededGenerator(seed: seed)
      let (qrels, results) = Self.files(&random)
      try folder.write("qrels", qrels)
      try folder.write("run", results)
      let theirs = try run(
        python, [Project.fixture("trec_eval.py")] + Self.measures.map(\.theirs), in: folder.path)
      #expect(theirs.errors == "")
      let evaluation = Evaluation(
        try RankedRun(Array(results.utf8)), by: try Judgments(Array(qrels.utf8)),
        measures: Self.measures.compactMap { Measure($0.ours) })
      for line in theirs.output.split(separator: "\n") {
        let fields = line.split(separator: " ")
        let topic = try #require(evaluation.topics.firstIndex(of: String(fields[0])))
        for (measure, field) in zip(evaluation.measures, fields.dropFirst()) {
          let ours = evaluation.values[measure]?[topic] ?? -1
          #expect(
            abs(ours - (Double(field) ?? -2)) < 1e-6,
            "seed \(seed), \(measure.name) of \(fields[0])")
        }
      }
    }
  }

  /// Returns judgments with grades from -1 to 3, and results of which some have equal scores, or
  /// scores that are equal only in single precision.
  private static func files(_ random: inout SeededGenerator) -> (String, String) {
    var (qrels, results) = ("", "")
    for topic in 1...10 {
      for document in 0..<Int.random(in: 1...80, using: &random) {
        qrels += "t\(topic) 0 d\(document) \(Int.random(in: -1...3, using: &random))\n"
      }
      for document in 0..<Int.random(in: 1...200, using: &random)
      where Bool.random(using: &random) {
        let part = Int.random(in: 0...2, using: &random)
        let score = "\(Int.random(in: 1...40, using: &random)).00000000\(part)"
        results += "t\(topic) Q0 d\(document) 0 \(score) us\n"
      }
    }
    return (qrels, results)
  }
}
