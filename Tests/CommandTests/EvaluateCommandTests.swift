import Foundation
import TestSupport
import Testing

struct EvaluateCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (name, text) in Self.files { try folder.write(name, text) }
  }

  private static let files = [
    "qrels.txt": """
    1 0 a 2
    1 0 b 1
    1 0 c 0
    2 0 d 1
    2 0 e 0
    3 0 f 1
    3 0 g 0
    10 0 h 1
    10 0 i -1

    """,
    // The relevant ones of topic 1 are at 1 and 3, that of topic 2 at 2, that of topic 3 at 4.
    "old.run": """
    1 Q0 a 1 3 old
    1 Q0 c 2 2 old
    1 Q0 b 3 1 old
    2 Q0 e 1 2 old
    2 Q0 d 2 1 old
    3 Q0 x 1 4 old
    3 Q0 y 2 3 old
    3 Q0 z 3 2 old
    3 Q0 f 4 1 old
    99 Q0 a 1 1 old

    """,
    // At 1 and 2, at 1, at 5; nothing relevant for topic 10.
    "new.run": """
    1 Q0 a 1 3 new
    1 Q0 b 2 2 new
    2 Q0 d 1 1 new
    3 Q0 x 1 5 new
    3 Q0 y 2 4 new
    3 Q0 z 3 3 new
    3 Q0 w 4 2 new
    3 Q0 f 5 1 new
    10 Q0 q 1 1 new

    """,
    "third.run": "1 Q0 a 1 1 third\n",
    "empty": "\n \n",
    "elsewhere.run": "q1 Q0 a 1 1 t\nq2 Q0 a 1 1 t\n",
    "unjudged.run": "2 Q0 doc-7 1 1 t\n",
    "short.run": "1 Q0 a 1 3 t\n\n1 Q0 b 2 t\n",
    "score.run": "1 Q0 a 1 high t\n",
    "twice.run": "1 Q0 a 1 3 t\n2 Q0 a 1 3 t\n1 Q0 a 2 2 t\n",
    "graded.txt": "1 0 a 1\n1 0 b one\n",
    "contrary.txt": "1 0 a 1\n1 0 a 1\n1 0 a 2\n",
    "beir.tsv": """
    query-id\tcorpus-id\tscore
    1\ta\t2
    1\tb\t1
    1\tc\t0
    2\td\t1
    2\te\t0
    3\tf\t1
    3\tg\t0
    10\th\t1
    10\ti\t-1

    """,
    "broken.tsv": "query-id\tcorpus-id\tscore\n1\ta b\t1\n1\t0\ta\t1\n",
    "broken.jsonl": "{\"id\": \"1\", \"hits\": []}\n{\"id\": \"2\"}\n",
    "twice.jsonl": "{\"id\": \"1\", \"hits\": []}\n{\"id\": \"1\", \"hits\": []}\n",
  ]

  private func evaluate(
    _ arguments: [String], input: String = "", environment: [String: String?] = [:]
  ) throws -> CommandResult {
    try run(
      Project.search, ["evaluate"] + arguments, input: input,
      environment: environment.merging(["LC_ALL": "C.UTF-8"]) { given, _ in given },
      in: folder.path)
  }

  /// MAP (5/6 + 1/2 + 1/4 + 0) / 4; nDCG (2.5 / (2 + 1/log2 3) + 1/log2 3 + 1/log2 5 + 0) / 4;
  /// bpref (1/2 + 0 + 1 + 0) / 4.
  @Test func `means are those worked out by hand`() throws {
    let result = try evaluate(["old.run", "qrels.txt"])
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
    let chosen = try evaluate(
      ["old.run", "qrels.txt", "--measures", "ndcg-exp@1, P@2,p@2,Recall@1", "--format", "tsv"])
    #expect(
      chosen.output == """
        run\ttopic\tmeasure\tvalue
        old.run\tall\tnDCG-exp@1\t0.250000
        old.run\tall\tP@2\t0.250000
        old.run\tall\tR@1\t0.125000

        """)
  }

  @Test func `topics come in the order of their numbers, the means after them`() throws {
    let arguments = ["old.run", "qrels.txt", "--topics", "--measures", "map,rr"]
    #expect(
      try evaluate(arguments).output == """
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
      try evaluate(arguments + ["--format", "csv"]).output == """
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

  /// Differences of AP: 1/6, 1/2, -1/20, 0.
  ///
  /// Of eight ways to sign three of them, four sum up to 37/60 or more. Student's t is 1.2409 with
  /// three degrees of freedom: p is 0.3028.
  @Test(arguments: [20, 40, 80, 200])
  func `two runs are compared, in whatever width`(width: Int) throws {
    let columns = ["COLUMNS": "\(width)"]
    let result = try evaluate(
      ["old.run", "qrels.txt", "new.run", "--topics"], environment: columns)
    #expect(result.status == 0 && result.errors == "")
    try expectGolden("evaluate-\(width).txt", result.output)
    for line in result.output.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
    let plain = try evaluate(
      ["old.run", "qrels.txt", "new.run"],
      environment: ["COLUMNS": "\(width)", "LC_ALL": "C"])
    #expect(plain.output.utf8.allSatisfy { $0 < 0x80 } && plain.output.contains("#"))
  }

  @Test func `each later run is compared with the first`() throws {
    let arguments = ["old.run", "qrels.txt", "new.run", "third.run"]
    let result = try evaluate(arguments + ["--measures", "map,p@5"])
    try expectGolden("evaluate-three.txt", result.output)
    #expect(!result.output.contains("│"), "a chart is for two")
    let csv = try evaluate(arguments + ["--measures", "map", "--format", "csv"])
    #expect(
      csv.output == """
        run,topic,measure,value
        old.run,all,MAP,0.395833
        new.run,all,MAP,0.550000
        third.run,all,MAP,0.125000

        """)
  }

  @Test func `JSON says the same`() throws {
    let result = try evaluate(
      ["old.run", "qrels.txt", "new.run", "--topics", "--measures", "map,s@1", "--format", "json"])
    #expect(result.status == 0 && result.errors == "")
    try expectGolden("evaluate.json", result.output)
    let object = try #require(result.json as? [String: Any])
    #expect(object["topics_judged"] as? Int == 4)
    let compared = try #require((object["comparisons"] as? [[String: Any]])?.first)
    let measures = try #require(compared["measures"] as? [[String: Any]])
    #expect(compared["run"] as? String == "new.run" && compared["baseline"] as? String == "old.run")
    let tests = try #require(measures.first)
    #expect(["wins", "losses", "ties"].map { tests[$0] as? Int } == [2, 1, 1])
    #expect(abs(try #require(tests["mean_difference"] as? Double) - 37.0 / 240) < 1e-12)
    #expect(tests["p_randomization"] as? Double == 0.5)
    #expect(abs(try #require(tests["p_t_test"] as? Double) - 0.302_823) < 1e-6)
    let equal = try evaluate(["old.run", "qrels.txt", "old.run", "--format", "json"])
    #expect(!equal.output.contains("p_t_test") && equal.output.contains("\"p_randomization\" : 1"))
  }

  @Test func `a chart may be of another measure than the first`() throws {
    let result = try evaluate(
      ["old.run", "qrels.txt", "new.run", "--measures", "map", "--chart", "s@1"],
      environment: ["COLUMNS": "40"])
    #expect(
      result.output.hasSuffix(
        """

        S@1 by topic, the second run less the
        first, from worst to best
        … 3 equal
        2 │█████████████████████████████ +1.0000

        """))
    #expect(!result.output.contains("\u{1B}"))
    let equal = try evaluate(["old.run", "qrels.txt", "old.run", "--color", "always"])
    #expect(equal.output.hasSuffix("All topics are equal.\n") && equal.output.contains("\u{1B}["))
    #expect(equal.output.contains("0.0000     0       0     4           -             1.0000"))
  }

  @Test func `the file of BEIR is read as that of TREC`() throws {
    let beir = try evaluate(["old.run", "beir.tsv", "--topics", "--format", "csv"])
    #expect(beir.status == 0)
    #expect(
      beir.output == (try evaluate(["old.run", "qrels.txt", "--topics", "--format", "csv"]).output))
  }

  @Test func `either file may be standard input`() throws {
    let expected = try evaluate(["old.run", "qrels.txt", "--format", "csv"]).output
    let asRun = try evaluate(
      ["-", "qrels.txt", "--format", "csv"], input: Self.files["old.run"] ?? "")
    #expect(asRun.output.replacing("\n-,", with: "\nold.run,") == expected)
    let asQrels = try evaluate(
      ["old.run", "-", "--format", "csv"], input: Self.files["qrels.txt"] ?? "")
    #expect(asQrels.output == expected)
    #expect(try evaluate(["-", "-"]).status == 64)
    #expect(try evaluate(["-", "qrels.txt", "-"]).status == 64)
    #expect(try evaluate(["-", "qrels.txt"]).errors.contains("standard input: there is no result"))
  }

  @Test func `a batch is measured as JSON lines as it is as a run`() throws {
    let queries = try folder.write("queries.txt", "q1\tAUKUS submarines\nq2\tmoon\nq3\tzzzz\n")
    let qrels = try folder.write(
      "articles.txt",
      "q1 0 seeds/aukus-announcement.html 1\nq2 0 seeds/moon-station.txt 2\nq3 0 x 1\n")
    func values(_ format: String) throws -> String {
      // In both the order of scores, however many words a passage has.
      let answers = try Demo.search(["batch", queries, "--any", "--format", format, "-n", "5"])
      try folder.write("answers", answers.output)
      return try evaluate(["answers", qrels, "--topics", "--format", "csv"]).output
    }
    let trec = try values("trec")
    #expect(trec.contains("answers,q2,RR,1.000000"))
    #expect(try values("jsonl") == trec)
  }

  private static let trouble: [(arguments: [String], sentence: String)] = [
    (["none", "qrels.txt"], "none cannot be read: No such file or directory"),
    (["old.run", "none"], "none cannot be read: No such file or directory"),
    ([".", "qrels.txt"], ". cannot be read: Is a directory"),
    (["empty", "qrels.txt"], "empty: there is no result in it"),
    (["old.run", "empty"], "empty: there is no judgment in it"),
    (["old.run", "qrels.txt", "empty"], "empty: there is no result in it"),
    (
      ["qrels.txt", "old.run"],
      "qrels.txt holds judgments, and a run comes first: search evaluate RUN QRELS"
    ),
    (
      ["short.run", "qrels.txt"],
      "short.run:3: not a result, which is: topic Q0 document rank score tag"
    ),
    (
      ["score.run", "qrels.txt"],
      "score.run:1: not a result, which is: topic Q0 document rank score tag"
    ),
    (
      ["old.run", "graded.txt"],
      "graded.txt:2: not a judgment, which is: topic iteration document grade"
    ),
    (
      ["old.run", "broken.tsv"],
      "broken.tsv:3: not a judgment, which is, parted by tabs: topic document grade"
    ),
    (
      ["twice.run", "qrels.txt"],
      "twice.run:3: the document \"a\" is there already for topic \"1\""
    ),
    (
      ["old.run", "contrary.txt"],
      "contrary.txt:3: the document \"a\" has another grade already for topic \"1\""
    ),
    (
      ["elsewhere.run", "qrels.txt"],
      "elsewhere.run and qrels.txt have no topic in common: the run answers \"q1\", judged is \"1\""
    ),
    (
      ["broken.jsonl", "qrels.txt"],
      "broken.jsonl:2: not an answer as 'search batch --format jsonl' prints it"
    ),
    (["twice.jsonl", "qrels.txt"], "twice.jsonl:2: the query \"1\" is there already"),
    (
      ["old.run", "qrels.txt", "--measures", "map,ndgc@10"],
      "there is no measure \"ndgc@10\"; measures are MAP, nDCG@k, nDCG-exp@k, P@k, R@k, RR, bpref, "
        + "S@k, where k is a number from 1"
    ),
    (
      ["old.run", "qrels.txt", "--measures", ""],
      "there is no measure \"\"; measures are MAP, nDCG@k, nDCG-exp@k, P@k, R@k, RR, bpref, S@k, "
        + "where k is a number from 1"
    ),
    (
      ["old.run", "qrels.txt", "--format-version", "2"],
      "there is no version 2 of the output; known is version 1"
    ),
  ]

  @Test(arguments: trouble)
  func `trouble is told in a sentence`(arguments: [String], sentence: String) throws {
    let result = try evaluate(arguments)
    #expect(result.status == 2 && result.output == "")
    #expect(result.errors == "search: \(sentence)\n")
  }

  @Test(arguments: [
    ["old.run"], [], ["old.run", "qrels.txt", "--chart", "map"],
    ["old.run", "qrels.txt", "new.run", "--chart", "map", "--format", "csv"],
    ["old.run", "qrels.txt", "new.run", "third.run", "--chart", "map"],
    ["old.run", "qrels.txt", "--format", "xml"],
  ])
  func `misuse is refused`(arguments: [String]) throws {
    #expect(try evaluate(arguments).status == 64)
  }

  @Test func `a run of other documents is measured, and told of`() throws {
    let result = try evaluate(["unjudged.run", "qrels.txt", "--measures", "rr", "--format", "csv"])
    #expect(result.status == 0 && result.output.hasSuffix("unjudged.run,all,RR,0.000000\n"))
    #expect(
      result.errors == """
        search: no document of unjudged.run was judged: for topic "2" it has "doc-7", judged is "d"

        """)
  }

  @Test func `bytes that are not UTF-8 are told, and what commands a terminal is not printed`()
    throws
  {
    let run = Array("1 Q0 a 1 2 t\n1 Q0 \u{1B}[2J 1 1 t\n".utf8)
    try folder.write(
      "latin.run", run + [0x31, 0x20, 0x51, 0x30, 0x20, 0xE9] + Array(" 1 1 t".utf8))
    let latin = try evaluate(["latin.run", "qrels.txt"])
    #expect(latin.status == 2 && latin.errors == "search: latin.run:3: not UTF-8\n")
    try folder.write("bad.txt", [0xFF, 0xFE, 0x00])
    #expect(try evaluate(["bad.txt", "qrels.txt"]).status == 2)
    #expect(try evaluate(["old.run", "bad.txt"]).status == 2)
    try folder.write("odd.txt", Array("\u{1B}[2J 0 a 1\n1 0 a 1\n".utf8))
    for format in ["text", "json", "csv", "tsv"] {
      let odd = try evaluate(["old.run", "odd.txt", "--topics", "--format", format])
      #expect(odd.status == 0 && !(odd.output + odd.errors).contains("\u{1B}"))
    }
  }

  @Test func `a closed pipe ends it quietly`() throws {
    let topics = (1...20_000).map { "\($0) 0 a 1\n" }.joined()
    try folder.write("many.txt", topics)
    let result = try run(
      "bash",
      [
        "-c",
        "'\(Project.search)' evaluate old.run many.txt --topics | head -n 1 | wc -l; echo ${PIPESTATUS[0]}",
      ], in: folder.path)
    #expect(result.output == "1\n0\n" && result.errors == "")
  }
}
