@testable import Formats
import Testing
import TestSupport

struct FrontMatterTests {
  @Test(arguments: [
    ("title: Plain words", "Plain words"),
    ("title: \"In \\\"quotes\\\", with \\\\ and \\n\"", "In \"quotes\", with \\ and \n"),
    ("title: \"\\u0141\\xF3d\\u017a \\U0001F33B\"", "Łódź 🌻"),
    ("title: \"bad \\u12\"", "bad u12"),
    ("title: 'It''s \\n so'", "It's \\n so"),
    ("title: \"unclosed", "unclosed"),
    ("title: \"closed\" # comment", "closed"),
    ("title: Time: 10:30", "Time: 10:30"),
    ("title: C# in depth", "C# in depth"),
    ("title: words # comment with a#b", "words"),
    ("title:\tafter a tab  ", "after a tab"),
    ("title:", ""),
    ("title: don't", "don't"),
    ("title: \"Ports\" and harbours: a history", "\"Ports\" and harbours: a history"),
    ("title: 'Ports' closed # comment", "'Ports' closed"),
    ("title: [Update] Ports reopen", "[Update] Ports reopen"),
    ("title: [Update] Ports [sic]", "[Update] Ports [sic]"),
    ("title: {Update} Ports", "{Update} Ports"), ("title: > see: below", "> see: below"),
    ("title: !important news", "!important news"), ("title: !!str news", "news"),
  ])
  func `values follow the rules of YAML`(line: String, expected: String) {
    let frontMatter = FrontMatter("---\n\(line)\n---\nText")
    #expect(frontMatter.fields.map(\.value) == [expected])
    #expect(frontMatter.fields.map(\.key) == ["title"])
    #expect(frontMatter.body == "Text")
  }

  @Test(
    arguments: [
      ("tags: [a, b]", ["tags": "a, b"]), ("tags:\n- a\n- b", ["tags": "a, b"]),
      ("meta:\n  author: A\n  place: {city: C}", ["meta.author": "A", "meta.place.city": "C"]),
      ("author: {name: A, mail: m}", ["author": "A", "author.name": "A", "author.mail": "m"]),
      ("authors:\n- name: A\n- name: B\n  mail: b", ["authors": "A, B"]),
      ("summary: >-\n  folded\n  text\n\n  more", ["summary": "folded text\nmore"]),
      ("summary: |\n  a\n  b", ["summary": "a\nb\n"]),
      ("title: two\n  lines", ["title": "two lines"]),
      ("date: 2021-10-18 09:00:00 +02:00", ["date": "2021-10-18 09:00:00 +02:00"]),
      ("draft: no\nauthor: ~\nn: 010", ["draft": "no", "author": "", "n": "010"]),
      ("a: &x words\nb: *x", ["a": "words", "b": "words"]),
      ("base: &b {author: A}\n<<: *b", ["base.author": "A", "author": "A"]),
      ("? [a, b]\n: c\ntitle: T", ["title": "T"]), ("a: *none\nb: c", ["a": "", "b": "c"]),
      ("title: !!str 12 # comment", ["title": "12"]), ("\"title\": 'T'", ["title": "T"]),
      ("{title: T, tags: [a]}", ["title": "T", "tags": "a"]),
    ] as [(String, [String: String])])
  func `YAML is read with lists, nested keys and multi-line values`(
    block: String, expected: [String: String]
  ) {
    let frontMatter = FrontMatter("---\n\(block)\n---\nText")
    #expect(Dictionary(frontMatter.fields.map { ($0.key, $0.value) }) { a, _ in a } == expected)
    #expect(frontMatter.body == "Text")
  }

  @Test(
    arguments: [
      ("title = 'T'", ["title": "T"]), ("tags = [ 'a', \"b\" ]", ["tags": "a, b"]),
      ("date = 2021-10-18", ["date": "2021-10-18"]),
      ("date = 2021-10-18T09:30:00+02:00", ["date": "2021-10-18T09:30:00+02:00"]),
      ("date = 2021-10-18 09:30:00Z", ["date": "2021-10-18T09:30:00Z"]),
      (
        "at = 09:30:00\nn = 1_000\nf = 1.5\nb = true",
        ["at": "09:30:00", "n": "1000", "f": "1.5", "b": "true"]
      ),
      ("[params]\nauthor = 'A'\n[params.x]\ny = 'z'", ["params.author": "A", "params.x.y": "z"]),
      ("[[authors]]\nname = 'A'\n[[authors]]\nname = 'B'", ["authors": "A, B"]),
      ("text = \"\"\"\na\nb\"\"\"", ["text": "a\nb"]), ("t = \"\\u00e9\"", ["t": "é"]),
      ("a.b.c = 'd'", ["a.b.c": "d"]), ("", [:]), ("# comment", [:]),
    ] as [(String, [String: String])])
  func `TOML is read between lines of plus signs`(block: String, expected: [String: String]) {
    let frontMatter = FrontMatter("+++\n\(block)\n+++\nText")
    #expect(Dictionary(frontMatter.fields.map { ($0.key, $0.value) }) { a, _ in a } == expected)
    #expect(frontMatter.body == "Text")
  }

  @Test func `front matter gives the known article, also under names that the user gives`() throws {
    let yaml = """
      ---
      title: \(KnownArticle.title)
      authors: [\(KnownArticle.author)]
      publisher: {name: \(KnownArticle.publisher)}
      date: \(KnownArticle.published)
      lang: \(KnownArticle.language)
      link: \(KnownArticle.url)
      ---

      """
    let toml = """
      +++
      title = "\(KnownArticle.title)"
      authors = ["\(KnownArticle.author)"]
      date = \(KnownArticle.published)
      lang = "\(KnownArticle.language)"
      link = "\(KnownArticle.url)"
      [publisher]
      name = "\(KnownArticle.publisher)"
      +++

      """
    for head in [yaml, toml] {
      try KnownArticle.expect(try MarkdownReader.read(head + KnownArticle.text))
      try KnownArticle.expect(PlainTextReader.read(head + KnownArticle.text))
    }
    let names = ["title": "meta.kicker"]
    let draft = PlainTextReader.read("---\nmeta:\n  kicker: K\n---\nText", names: names)
    #expect(draft.title == "K")
  }

  @Test(arguments: [
    "title: Time: 10:30\nurl: u", "title: \"unclosed\nurl: u", "title: T\n\turl: v\nurl: u",
  ])
  func `a block that is not quite YAML is read line by line`(block: String) {
    let fields = FrontMatter("---\n\(block)\n---\nText").fields
    #expect(fields.map(\.key) == ["title", "url"] && fields.last?.value == "u")
  }

  @Test(
    arguments: [
      ("authors:\n  - Ada Quill\n  - Bo Li", "Ada Quill, Bo Li"),
      ("authors:\n- \"Ada Quill\"\n\n- name: Bo Li\n  mail: b", "Ada Quill, Bo Li"),
      ("authors: [Ada Quill, 'Bo Li']", "Ada Quill, Bo Li"), ("authors:\n  x: y", ""),
      ("authors: Ada Quill\n  - Bo Li", "Ada Quill"),
    ])
  func `lists are also read line by line`(authors: String, expected: String) {
    let fields = FrontMatter("---\ntitle: Ports: a history\n\(authors)\n---\nText").fields
    #expect(fields.map(\.key) == ["title", "authors"])
    #expect(fields.map(\.value) == ["Ports: a history", expected])
  }

  @Test func `a single key is front matter if it is known or was named by the user`() {
    let text = "---\nmeta.kicker: K\n---\nText"
    #expect(FrontMatter(text).body == text[...])
    #expect(FrontMatter(text, names: ["title": "meta.Kicker"]).body == "Text")
    let spaced = "---\nthe name: &a Tide\nagain: *a\n---\nText"
    #expect(FrontMatter("---\nthe name: Tide\n---\nText").fields.isEmpty)
    #expect(
      FrontMatter(spaced, names: ["title": "the name"]).fields.map(\.value) == ["Tide", "Tide"])
    for known in ["Date: 2021", "params:\n  author: A", "layout: post", "a: b\nc: d"] {
      #expect(FrontMatter("---\n\(known)\n---\nText").body == "Text")
    }
  }

  @Test func `hostile blocks need little memory and lose no text`() {
    let laughs = (1...30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1), *a\($0 - 1)]" }
    let bomb = "a0: &a0 [lol, lol]\n" + laughs.joined(separator: "\n")
    for block in [
      bomb, "a: " + String(repeating: "[", count: 60_000), String(repeating: "{a: ", count: 10_000),
      String(repeating: "- ", count: 30_000), "a: &a [*a, *a]",
      String(repeating: "? ", count: 30_000),
      "<<: &a {<<: *a}", String(repeating: "a: b\n", count: 12_000),
    ] {
      let frontMatter = FrontMatter("---\n\(block)\n---\nThe text")
      #expect(frontMatter.body.hasSuffix("The text"))
    }
    for block in [
      String(repeating: "a.", count: 30_000) + "a = 1",
      "[" + String(repeating: "a.", count: 30_000) + "a]",
      "a = " + String(repeating: "[", count: 30_000),
      "a = " + String(repeating: "{a=", count: 15_000),
      String(repeating: "a . ", count: 15_000) + "a = 1", "title = ", "a = 1\na = 2",
    ] {
      let text = "+++\n\(block)\n+++\nThe text"
      let frontMatter = FrontMatter(text)
      #expect(frontMatter.fields.isEmpty && String(frontMatter.body) == text)
    }
    let large = "---\ntitle: " + String(repeating: "word ", count: 20_000) + "\n---\nThe text"
    #expect(FrontMatter(large).body == large[...])
  }

  @Test(arguments: seeds(200)) func `random blocks are read without losing text`(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let pieces = [
      "a", ": ", "- ", "\n", "  ", "[", "]", "{", "}", "&a ", "*a", "|\n", ">\n", "'", "\"", "#",
      "? ",
      "!!x ", "<<: ", "= ", ".", "[[a]]\n", "\u{FEFF}", "é", "\t", "%", "1", "---x", ",",
    ]
    let block = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
      pieces.randomElement(using: &generator) ?? ""
    }.joined()
    for mark in ["---", "+++"] {
      let text = "\(mark)\n\(block)\n\(mark)\nThe text"
      let frontMatter = FrontMatter(text)
      #expect(frontMatter.body == "The text" || frontMatter.body == text[...], "seed \(seed)")
    }
  }

  @Test(arguments: [
    "---\ntitle: A\n---\nText", "---\r\ntitle: A\r\n---\r\nText", "---\rtitle: A\r---\rText",
    "---\ntitle: A\n...\nText", "\u{FEFF}---\ntitle: A\n---\nText", "--- \ntitle: A\n--- \nText",
  ])
  func `the block is found whatever the line ends`(text: String) {
    let frontMatter = FrontMatter(text)
    #expect(frontMatter.fields.map(\.value) == ["A"])
    #expect(frontMatter.body == "Text")
  }

  @Test(arguments: [
    "", "---", "---\n", "Text", "---\ntitle: A", "---\n\nText\n", "\n---\ntitle: A\n---\n",
    "---\n\nIt rained.\n\n---\n\nIt stopped.", "---\nHe said: no\n---\n", "----\ntitle: A\n----\n",
    "---\nhttp://example.com\n---\n", "---\n- one\n- two\n---\nText", "---\n# Heading\n---\n",
    "---\nCorrection: an earlier version of this article misstated the date.\n---\nText",
    "---\nCorrection: an earlier version: it misstated the date.\n---\nText",
  ])
  func `a block that only looks like front matter stays in the text`(text: String) {
    let frontMatter = FrontMatter(text)
    #expect(frontMatter.fields.isEmpty)
    #expect(String(frontMatter.body) == text)
  }

  @Test func `an empty block is front matter`() {
    let frontMatter = FrontMatter("---\n---\nText")
    #expect(frontMatter.fields.isEmpty && frontMatter.body == "Text")
  }
}
