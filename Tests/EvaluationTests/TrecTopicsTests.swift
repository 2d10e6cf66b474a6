import TestSupport
import Testing

@testable import Evaluation

/// Topics in all the formats that TREC and others have used.
struct TrecTopicsTests {
  private func read(_ text: String, _ fields: [TopicField] = [.title]) -> [String] {
    let list = TrecTopics.read(Array(text.utf8), fields)
    #expect(list.problems == [], "\(text)")
    return list.topics.map { "\($0.line) \($0.id)=\($0.text)" }
  }

  @Test(arguments: [
    // TREC 7, Robust 2004.
    """
    <top>

    <num> Number: 301
    <title> International Organized Crime

    <desc> Description:
    Identify organizations that participate.

    <narr> Narrative:
    A relevant document must.

    </top>
    """,
    // The title on its own line, tags in capitals, end tags.
    "<TOP>\n<NUM>301</NUM>\n<TITLE>\nInternational Organized\n Crime\n</TITLE>\n<DESC>\nIdentify organizations that "
      + "participate.</DESC><NARR>A relevant document must.</NARR></TOP>",
    // TREC 1, with parts that are ignored, and a number with a leading zero.
    """
    <top>
    <head> Tipster Topic Description
    <num> Number:  0301
    <dom> Domain:  International Economics
    <title> Topic:  International Organized Crime
    <desc> Description:
    Identify organizations that participate.
    <smry> Summary:
    Not this.
    <narr> Narrative:
    A relevant document must.
    <con> Concept(s):
    1. Not this, 2. nor this
    <fac> Factor(s):
    <nat> Nationality: nor this
    </top>
    """,
    // All on one line, without end tags.
    "<top> <num> 301 <title> International Organized Crime <desc> Identify organizations that participate. "
      + "<narr> A relevant document must. <con> not this </top>",
    // No </top>, Windows line ends, labels in lower case.
    "<top>\r\n<num> number: 301\r\n<title> topic: International Organized Crime\r\n<desc> description:\r\n"
      + "Identify organizations\r\nthat participate.\r\n<narr> narrative: A relevant document must.\r\n",
    // TREC-COVID.
    """
    <?xml version="1.0"?>
    <!DOCTYPE topics>
    <topics task="COVIDSearch 2020" batch="4">
      <topic number="301">
        <query>International Organized Crime</query>
        <question>Identify organizations that participate.</question>
        <narrative>A relevant document must.</narrative>
      </topic>
    </topics>
    """,
    // The Web track.
    "<webtrack2009><topic type=\"faceted\" number = '301'><query>International <b>Organized</b> Crime</query>\n"
      + "<description><p>Identify organizations</p>\n<p>that participate.</p></description>\n"
      + "<subtopic number=\"1\" type=\"inf\">Not this.</subtopic><narrative>A relevant document must."
      + "</narrative></topic></webtrack2009>",
    // CLEF.
    "<topic lang=\"en\"><identifier>301</identifier><title>International Organized Crime</title>"
      + "<description>Identify organizations that participate.</description>"
      + "<narrative>A relevant document must.</narrative></topic>",
    "<top>\n<num> 301 </num>\n<EN-title> International Organized Crime </EN-title>\n<EN-desc> Identify "
      + "organizations that participate. </EN-desc>\n<EN-narr> A relevant document must. </EN-narr>\n</top>",
    // Entities, CDATA, comments.
    "<!-- <top><num>9 --><top id=301><title><![CDATA[International]]> Organi&#122;ed&nbsp;&#x43;rime</title>"
      + "<desc>Identify organizations<br/>that<!-- not this --> participate.</desc>"
      + "<narr>A relevant document must.</narr></top>",
  ])
  func `a topic has the same fields in any markup`(text: String) {
    func texts(_ fields: TopicField...) -> [String] {
      read(text, fields).map { String($0.drop { $0 != " " }.dropFirst()) }
    }
    let (title, description, narrative) = (
      "International Organized Crime", "Identify organizations that participate.",
      "A relevant document must."
    )
    #expect(texts(.title) == ["301=" + title])
    #expect(texts(.description) == ["301=" + description])
    #expect(texts(.narrative) == ["301=" + narrative])
    #expect(texts(.description, .title) == ["301=\(description) \(title)"])
    #expect(TopicFormat.of(Array(text.utf8)) == .trec)
    #expect(TopicFormat.of(Array(("\u{FEFF} \n" + text).utf8)) == .trec)
  }

  @Test(arguments: [
    // Missing end tags.
    ("<top>\n<num>1\n<title>a\n<top>\n<num>2\n<title>b\n", ["1 1=a", "4 2=b"]),
    ("<top><num>1<title>a</top>text between<top><num>2<title>b", ["1 1=a", "1 2=b"]),
    // Angle brackets and ampersands that are not markup.
    (
      "<top><num>1<title>x < y & z <3 a<b &nosuch; &#; &#xD800; AT&amp;T &eacute;</top>",
      ["1 1=x < y & z <3 a<b &nosuch; &#; &#xD800; AT&T é"]
    ),
    // If a field is repeated, the first one that is not empty counts.
    ("<top><num>1<title></title><title>a</title><title>b</title></top>", ["1 1=a"]),
    ("<topic number=\"7\"><num>8</num><query>a</query><title>b</title></topic>", ["1 7=a"]),
    // Topics without fields.
    (
      "<topics>\n<topic number=\"1\">\nA 45-year-old man\nwith <i>chest</i> pain\n</topic></topics>",
      ["2 1=A 45-year-old man with chest pain"]
    ),
    // Ids that are not numbers, and numbers without a label.
    ("<top><num> Number: MB001 </num><title>a", ["1 MB001=a"]),
    ("<top><num>007</num><title>a", ["1 007=a"]), ("<top><num> Number: 000<title>a", ["1 000=a"]),
    ("<top><num>C041-é</num><title>à la carte", ["1 C041-é=à la carte"]),
  ])
  func `topics are separated and cleaned`(text: String, topics: [String]) {
    #expect(read(text) == topics)
  }

  @Test(arguments: [
    (
      "<top>\n<title>a\n</top>\n<top>\n<num>2\n<title>b\n</top>",
      [TopicProblem(line: 1, .noNumber)], ["2"]
    ),
    ("\n<top><num> Number: <title>a</top>", [TopicProblem(line: 2, .noNumber)], []),
    (
      "<top><num>202<desc>only this</top>", [TopicProblem(line: 1, .noText(id: "202", [.title]))],
      []
    ),
    ("<topic number=\"1\"> \n </topic>", [TopicProblem(line: 1, .noText(id: "1", [.title]))], []),
    (
      "<top><num>1<title>a</top>\n<top><num>1<title>b</top>\n<top><num>3<title>c</top>",
      [TopicProblem(line: 2, .repeated(id: "1", line: 1))], ["1", "3"]
    ),
    (
      "<num>1\n<title>a\n</top>\n\n<num>2\n<title>b\n<top><num>3<title>c",
      [TopicProblem(line: 1, .outsideTopic)], ["3"]
    ),
    ("", [TopicProblem(line: 1, .noTopics)], []),
    ("<?xml version='1.0'?><queries><q>a</q></queries>", [TopicProblem(line: 1, .noTopics)], []),
    ("<top", [TopicProblem(line: 1, .noTopics)], []),
  ])
  func `unreadable topics are reported with their line`(
    text: String, problems: [TopicProblem], ids: [String]
  ) {
    let list = TrecTopics.read(Array(text.utf8))
    #expect(list.problems == problems)
    #expect(list.topics.map(\.id) == ids)
  }

  @Test func `bytes that are not UTF-8 are reported only in the fields of the query`() {
    let latin =
      Array("<top><num>1\n<title>caf".utf8) + [0xE9, 0x0A] + Array("<desc>\nd ".utf8)
      + [0xFF] + Array("<narr>n</top><top><num>2<title>b</top>".utf8)
    #expect(
      TrecTopics.read(latin).problems == [TopicProblem(line: 2, .notUTF8(byte: 11))])
    #expect(TrecTopics.read(latin).topics.map(\.id) == ["2"])
    #expect(
      TrecTopics.read(latin, [.description]).problems.first
        == TopicProblem(line: 4, .notUTF8(byte: 3)))
    #expect(TrecTopics.read(latin, [.narrative]).topics.map(\.text) == ["n"])
  }

  @Test func `any bytes are read or refused`() {
    let pieces =
      [
        "<top>", "</top>", "<topic number=\"", "\">", "<num>", "<title>", "<", ">", "</", "&",
        "&amp;",
        "<!--", "-->", "<![CDATA[", "]]>", "<!", "<?", "\n", "\r", "a", "1", "é", "=", "/", "\"",
        "<desc>",
      ].map { Array($0.utf8) } + [[0xFF], [0xC3]]
    for seed in seeds(300) {
      var random = SeededGenerator(seed: seed)
      let bytes = (0..<Int.random(in: 0...60, using: &random)).flatMap { _ in
        pieces.randomElement(using: &random) ?? []
      }
      let list = TrecTopics.read(bytes, TopicField.allCases)
      #expect(!list.topics.isEmpty || !list.problems.isEmpty)
      #expect(Set(list.topics.map(\.id)).count == list.topics.count, "seed \(seed)")
      for topic in list.topics { #expect(!topic.id.isEmpty && !topic.text.isEmpty, "seed \(seed)") }
      _ = TopicFormat.of(bytes)
    }
  }

  @Test func `a large file is read in time proportional to its size`() {
    func time(_ text: String, _ count: Int) -> Duration {
      let bytes = Array(String(repeating: text, count: count).utf8)
      return cpuTime { _ = TrecTopics.read(bytes) }
    }
    for text in ["<top><num>1<title>a & b", "<!", "<!--", "< ", "<a ", "&", "<top><num>&&&&"] {
      let (short, long) = (time(text, 4_000), time(text, 16_000))
      #expect(long < max(short, .milliseconds(20)) * 10, "\(text)")
    }
  }
}
