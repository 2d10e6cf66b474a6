import Foundation
import TestSupport
import Testing

/// Messages of `search evaluate` for invalid or unusual files.
struct EvaluateTroubleTests {
  private let sample: SampleRuns

  init() throws {
    sample = try SampleRuns()
    for (name, text) in Self.files { try sample.folder.write(name, text) }
  }

  private static let files = [
    "empty": "\n \n",
    "elsewhere.run": "q1 Q0 a 1 1 t\nq2 Q0 a 1 1 t\n",
    "unjudged.run": "2 Q0 doc-7 1 1 t\n",
    "short.run": "1 Q0 a 1 3 t\n\n1 Q0 b 2 t\n",
    "score.run": "1 Q0 a 1 high t\n",
    "twice.run": "1 Q0 a 1 3 t\n2 Q0 a 1 3 t\n1 Q0 a 2 2 t\n",
    "graded.txt": "1 0 a 1\n1 0 b one\n",
    "contrary.txt": "1 0 a 1\n1 0 a 1\n1 0 a 2\n",
    "broken.tsv": "query-id\tcorpus-id\tscore\n1\ta b\t1\n1\t0\ta\t1\n",
    "broken.jsonl": "{\"id\": \"1\", \"hits\": []}\n{\"id\": \"2\"}\n",
    "twice.jsonl": "{\"id\": \"1\", \"hits\": []}\n{\"id\": \"1\", \"hits\": []}\n",
  ]

  private static let trouble: [(arguments: [String], sentence: String)] = [
    (["none.x", "qrels.txt"], "none.x cannot be read: No such file or directory"),
    (["old.run", "none.x"], "none.x cannot be read: No such file or directory"),
    ([".", "qrels.txt"], ". cannot be read: Is a directory"),
    (["empty", "qrels.txt"], "empty: there is no result in it"),
    (["old.run", "empty"], "empty: there is no judgment in it"),
    (["old.run", "qrels.txt", "empty"], "empty: there is no result in it"),
    (
      ["qrels.txt", "old.run"],
      "qrels.txt has judgments, but a run comes first: search evaluate RUN QRELS"
    ),
    (
      ["short.run", "qrels.txt"],
      "short.run:3: not a result; expected: topic Q0 document rank score tag"
    ),
    (
      ["score.run", "qrels.txt"],
      "score.run:1: not a result; expected: topic Q0 document rank score tag"
    ),
    (
      ["old.run", "graded.txt"],
      "graded.txt:2: not a judgment; expected: topic iteration document grade"
    ),
    (
      ["old.run", "broken.tsv"],
      "broken.tsv:3: not a judgment; expected, separated by tabs: topic document grade"
    ),
    (
      ["twice.run", "qrels.txt"],
      "twice.run:3: the document \"a\" already has a result for topic \"1\""
    ),
    (
      ["old.run", "contrary.txt"],
      "contrary.txt:3: the document \"a\" already has another grade for topic \"1\""
    ),
    (
      ["elsewhere.run", "qrels.txt"],
      "elsewhere.run and qrels.txt have no topic in common: the run has \"q1\", "
        + "the judgments have \"1\""
    ),
    (
      ["broken.jsonl", "qrels.txt"],
      "broken.jsonl:2: not an answer as 'search batch --format jsonl' prints it"
    ),
    (["twice.jsonl", "qrels.txt"], "twice.jsonl:2: the query \"1\" already has an answer"),
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
      "output version 2 is not supported; this program writes version 1"
    ),
  ]

  @Test(arguments: trouble)
  func `each problem is reported in one sentence`(arguments: [String], sentence: String) throws {
    let result = try sample.evaluate(arguments)
    #expect(result.status == 2 && result.output == "")
    #expect(result.errors == "search: \(sentence)\n")
  }

  @Test(arguments: [
    ["old.run"], [], ["old.run", "qrels.txt", "--chart", "map"],
    ["old.run", "qrels.txt", "new.run", "--chart", "map", "--format", "csv"],
    ["old.run", "qrels.txt", "new.run", "third.run", "--chart", "map"],
    ["old.run", "qrels.txt", "--format", "xml"],
  ])
  func `wrong usage is refused`(arguments: [String]) throws {
    #expect(try sample.evaluate(arguments).status == 64)
  }

  @Test func `a run of unjudged documents is evaluated with a notice`() throws {
    let result = try sample.evaluate([
      "unjudged.run", "qrels.txt", "--measures", "rr", "--format", "csv",
    ])
    #expect(result.status == 0 && result.output.hasSuffix("unjudged.run,all,RR,0.000000\n"))
    #expect(
      result.errors == """
        search: no document of unjudged.run was judged: for topic "2" it has "doc-7", \
        the judgments have "d"

        """)
  }

  @Test func `bytes that are not UTF-8 are reported, and control characters are not printed`()
    throws
  {
    let run = Array("1 Q0 a 1 2 t\n1 Q0 \u{1B}[2J 1 1 t\n".utf8)
    try sample.folder.write(
      "latin.run", run + [0x31, 0x20, 0x51, 0x30, 0x20, 0xE9] + Array(" 1 1 t".utf8))
    let latin = try sample.evaluate(["latin.run", "qrels.txt"])
    #expect(latin.status == 2 && latin.errors == "search: latin.run:3: not UTF-8\n")
    try sample.folder.write("bad.txt", [0xFF, 0xFE, 0x00])
    #expect(try sample.evaluate(["bad.txt", "qrels.txt"]).status == 2)
    #expect(try sample.evaluate(["old.run", "bad.txt"]).status == 2)
    try sample.folder.write("odd.txt", Array("\u{1B}[2J 0 a 1\n1 0 a 1\n".utf8))
    for format in ["text", "json", "csv", "tsv"] {
      let odd = try sample.evaluate(["old.run", "odd.txt", "--topics", "--format", format])
      #expect(odd.status == 0 && !(odd.output + odd.errors).contains("\u{1B}"))
    }
  }
}
