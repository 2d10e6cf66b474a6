import Foundation
import TestSupport
import Testing

struct EvaluateCommandTests {
  private let sample: SampleRuns

  init() throws { sample = try SampleRuns() }

  /// The means for the topics 1, 2, 3 and 10 are computed by hand.
  ///
  /// - MAP is (5/6 + 1/2 + 1/4 + 0) / 4.
  /// - nDCG is (2.5 / (2 + 1/log2 3) + 1/log2 3 + 1/log2 5 + 0) / 4.
  /// - bpref is (1/2 + 0 + 1 + 0) / 4.
  @Test func `means agree with those computed by hand`() throws {
    let result = try sample.evaluate(["old.run", "qrels.txt"])
    #expect(result.status == 0 && result.errors == "")
    #expect(
      result.output == """
                         old.run
        topics judged          4
        topics answered        3
        MAP               0.3958
        nDCG@10           0.5030
        P@10              0.1000
        R@100             0.7500
        RR                0.4375
        bpref             0.3750
        S@1               0.2500

        """)
    let chosen = try sample.evaluate(
      ["old.run", "qrels.txt", "--measures", "ndcg-exp@1, P@2,p@2,Recall@1", "--format", "tsv"])
    #expect(
      chosen.output == """
        run\ttopic\tmeasure\tvalue
        old.run\tall\tnDCG-exp@1\t0.250000
        old.run\tall\tP@2\t0.250000
        old.run\tall\tR@1\t0.125000

        """)
  }

  @Test func `topics are in the order of their numbers, followed by the means`() throws {
    let arguments = ["old.run", "qrels.txt", "--topics", "--measures", "map,rr"]
    #expect(
      try sample.evaluate(arguments).output == """
        topic     MAP      RR
        1      0.8333  1.0000
        2      0.5000  0.5000
        3      0.2500  0.2500
        10     0.0000  0.0000

                         old.run
        topics judged          4
        topics answered        3
        MAP               0.3958
        RR                0.4375

        """)
    #expect(
      try sample.evaluate(arguments + ["--format", "csv"]).output == """
        run,topic,measure,value
        old.run,1,MAP,0.833333
        old.run,1,RR,1.000000
        old.run,2,MAP,0.500000
        old.run,2,RR,0.500000
        old.run,3,MAP,0.250000
        old.run,3,RR,0.250000
        old.run,10,MAP,0.000000
        old.run,10,RR,0.000000
        old.run,all,MAP,0.395833
        old.run,all,RR,0.437500

        """)
  }

  /// The differences of AP are 1/6, 1/2, -1/20 and 0.
  ///
  /// Of the eight combinations of signs for the first three, four have a sum of 37/60 or more, or
  /// -37/60 or less. Student's t is 1.2409 with three degrees of freedom, so p is 0.3028.
  @Test(arguments: [20, 40, 80, 200])
  func `two runs are compared at any width`(width: Int) throws {
    let columns = ["COLUMNS": "\(width)"]
    let result = try sample.evaluate(
      ["old.run", "qrels.txt", "new.run", "--topics"], environment: columns)
    #expect(result.status == 0 && result.errors == "")
    try expectGolden("evaluate-\(width).txt", result.output)
    for line in result.output.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
    let plain = try sample.evaluate(
      ["old.run", "qrels.txt", "new.run"],
      environment: ["COLUMNS": "\(width)", "LC_ALL": "C"])
    #expect(plain.output.utf8.allSatisfy { $0 < 0x80 } && plain.output.contains("#"))
  }

  @Test func `each later run is compared with the first`() throws {
    let arguments = ["old.run", "qrels.txt", "new.run", "third.run"]
    let result = try sample.evaluate(arguments + ["--measures", "map,p@5"])
    try expectGolden("evaluate-three.txt", result.output)
    #expect(!result.output.contains("│"), "a chart is for two")
    let csv = try sample.evaluate(arguments + ["--measures", "map", "--format", "csv"])
    #expect(
      csv.output == """
        run,topic,measure,value
        old.run,all,MAP,0.395833
        new.run,all,MAP,0.550000
        third.run,all,MAP,0.125000

        """)
  }

  @Test func `JSON has the same values`() throws {
    let result = try sample.evaluate(
      ["old.run", "qrels.txt", "new.run", "--topics", "--measures", "map,s@1", "--format", "json"])
    #expect(result.status == 0 && result.errors == "")
    try expectGolden("evaluate.json", result.output)
    let object = try result.object
    #expect(object["topics_judged"] as? Int == 4)
    let compared = try #require((object["comparisons"] as? [[String: Any]])?.first)
    let measures = try #require(compared["measures"] as? [[String: Any]])
    #expect(compared["run"] as? String == "new.run" && compared["baseline"] as? String == "old.run")
    let tests = try #require(measures.first)
    #expect(["wins", "losses", "ties"].map { tests[$0] as? Int } == [2, 1, 1])
    #expect(abs(try #require(tests["mean_difference"] as? Double) - 37.0 / 240) < 1e-12)
    #expect(tests["p_randomization"] as? Double == 0.5)
    #expect(abs(try #require(tests["p_t_test"] as? Double) - 0.302_823) < 1e-6)
    let equal = try sample.evaluate(["old.run", "qrels.txt", "old.run", "--format", "json"])
    #expect(!equal.output.contains("p_t_test") && equal.output.contains("\"p_randomization\" : 1"))
  }

  @Test func `a chart may show a measure other than the first`() throws {
    let result = try sample.evaluate(
      ["old.run", "qrels.txt", "new.run", "--measures", "map", "--chart", "s@1"],
      environment: ["COLUMNS": "40"])
    #expect(
      result.output.hasSuffix(
        """

        S@1 by topic, the second run minus the
        first, from worst to best
        … 3 equal
        2 │█████████████████████████████ +1.0000

        """))
    #expect(!result.output.contains("\u{1B}"))
    let equal = try sample.evaluate(["old.run", "qrels.txt", "old.run", "--color", "always"])
    #expect(equal.output.hasSuffix("All topics are equal.\n") && equal.output.contains("\u{1B}["))
    #expect(equal.output.contains("0.0000     0       0     4           -             1.0000"))
  }

  @Test func `a BEIR file is read like a TREC file`() throws {
    let beir = try sample.evaluate(["old.run", "beir.tsv", "--topics", "--format", "csv"])
    #expect(beir.status == 0)
    #expect(
      beir.output
        == (try sample.evaluate(["old.run", "qrels.txt", "--topics", "--format", "csv"]).output))
  }

  @Test func `either file may be standard input`() throws {
    let expected = try sample.evaluate(["old.run", "qrels.txt", "--format", "csv"]).output
    let asRun = try sample.evaluate(
      ["-", "qrels.txt", "--format", "csv"], input: SampleRuns.files["old.run"] ?? "")
    #expect(asRun.output.replacing("\n-,", with: "\nold.run,") == expected)
    let asQrels = try sample.evaluate(
      ["old.run", "-", "--format", "csv"], input: SampleRuns.files["qrels.txt"] ?? "")
    #expect(asQrels.output == expected)
    #expect(try sample.evaluate(["-", "-"]).status == 64)
    #expect(try sample.evaluate(["-", "qrels.txt", "-"]).status == 64)
    #expect(
      try sample.evaluate(["-", "qrels.txt"]).errors.contains("standard input: there is no result"))
  }

  @Test func `a batch in JSON lines has the same measures as a run`() throws {
    let queries = try sample.folder.write(
      "queries.txt", "q1\tAUKUS submarines\nq2\tmoon\nq3\tzzzz\n")
    let qrels = try sample.folder.write(
      "articles.txt",
      "q1 0 seeds/aukus-announcement.html 1\nq2 0 seeds/moon-station.txt 2\nq3 0 x 1\n")
    func values(_ format: String) throws -> String {
      // Both formats have the same order of hits, which is all that the measures depend on.
      let answers = try Demo.search(["batch", queries, "--any", "--format", format, "-n", "5"])
      try sample.folder.write("answers", answers.output)
      return try sample.evaluate(["answers", qrels, "--topics", "--format", "csv"]).output
    }
    let trec = try values("trec")
    #expect(trec.contains("answers,q2,RR,1.000000"))
    #expect(try values("jsonl") == trec)
  }

  @Test func `a closed pipe ends an evaluation without an error`() throws {
    let topics = (1...20_000).map { "\($0) 0 a 1\n" }.joined()
    try sample.folder.write("many.txt", topics)
    let result = try run(
      "bash",
      [
        "-c",
        "'\(Project.search)' evaluate old.run many.txt --topics | head -n 1 | wc -l; echo ${PIPESTATUS[0]}",
      ], in: sample.folder.path)
    #expect(result.output == "1\n0\n" && result.errors == "")
  }
}
