import Testing

@testable import Evaluation

struct TopicLinesTests {
  @Test(arguments: [
    (
      "moon\n\n t2 \tgas line\r\nx\ty\tz\r last", TopicFormat.mixed,
      ["1:1=moon", "3:t2=gas line", "4:x=y\tz", "5:5= last"]
    ),
    ("\u{FEFF}a\tb", .mixed, ["1:a=b"]), ("\tb\n \tc", .mixed, ["1:1=b", "2:2=c"]),
    ("a\t", .mixed, ["1:a="]), ("a\tb\nc", .lines, ["1:1=a\tb", "2:2=c"]), ("", .mixed, []),
    (" \n\t\n\u{A0}\n", .tsv, []), ("a\tb", .tsv, ["1:a=b"]),
  ])
  func `lines are queries`(text: String, format: TopicFormat, topics: [String]) {
    let list = TopicLines.read(Array(text.utf8), format)
    #expect(list.topics.map { "\($0.line):\($0.id)=\($0.text)" } == topics)
    #expect(list.problems == [])
  }

  @Test func `unreadable lines are reported, and the others are read`() {
    let bytes = Array("a\tb\nplain\n\tno id\na\tagain\n3\tthree\n".utf8) + [0xE9, 0x0A, 0x61]
    #expect(
      TopicLines.read(bytes, .tsv).problems == [
        TopicProblem(line: 2, .noTab), TopicProblem(line: 3, .noNumber),
        TopicProblem(line: 4, .repeated(id: "a", line: 1)),
        TopicProblem(line: 6, .notUTF8(byte: 1)),
        TopicProblem(line: 7, .noTab),
      ])
    let mixed = TopicLines.read(bytes)
    #expect(mixed.topics.map(\.id) == ["a", "2", "3", "7"])
    // Line 3 has no id, so its number is its id, and the id 3 of line 5 is a repetition.
    #expect(
      mixed.problems == [
        TopicProblem(line: 4, .repeated(id: "a", line: 1)),
        TopicProblem(line: 5, .repeated(id: "3", line: 3)),
        TopicProblem(line: 6, .notUTF8(byte: 1)),
      ])
  }

  @Test(arguments: [
    ("moon station", TopicFormat.mixed), ("1\tmoon", .mixed), ("", .mixed), ("<b> tags", .mixed),
    ("<3 love", .mixed), ("{a} set", .mixed), ("{", .mixed), ("\n <TOP>\n", .trec),
    ("<xml><topic a='b'>", .trec), ("<top", .mixed), ("<topping>", .mixed), ("<!DOCTYPE x>", .trec),
    ("\u{FEFF}{\"id\":1}", .jsonl), (" { \"id\"", .jsonl), ("{}", .jsonl), ("[{\"id\":1}]", .mixed),
  ])
  func `the first bytes determine the format`(text: String, format: TopicFormat) {
    #expect(TopicFormat.of(Array(text.utf8)) == format)
  }
}
