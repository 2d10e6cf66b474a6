@testable import Formats
import TestSupport
import Testing

/// Files that have a fault, or little in them, and are articles nevertheless.
struct RepairedTextTests {
  @Test(
    arguments: [
      ("a.txt", "Title\n\nThe har\0bour reopens.", 3),
      ("a.md", "# Title\n\nThe har\0bour reopens.", 3),
      ("a.html", "<title>Title</title><p>The har\0bour reopens.", 1),
      ("a.html", "<meta charset=latin1><title>Title</title>\n<p>The har\0bour reopens.", 2),
      ("a.json", "{\"title\": \"Title\",\n\"text\": \"The har\0bour reopens.\"}", nil),
      ("a.jsonl", "{\"title\": \"Title\", \"text\": \"The har\0bour reopens.\"}\n", nil),
      ("a.csv", "title,text\nTitle,The har\0bour reopens.\n", nil),
      ("a.tsv", "title\ttext\nTitle\tThe har\0bour reopens.\n", nil),
      ("a.eml", "Subject: Title\n\nThe har\0bour reopens.\n", nil),
      (
        "a.mbox", "From a Mon Oct 18 09:00:00 2021\nSubject: Title\n\nThe har\0bour reopens.\n", nil
      ),
      (
        "a.rss",
        "<rss><channel><item><title>Title</title><description>The har\0bour reopens."
          + "</description></item></channel></rss>", 1
      ),
    ] as [(String, String, Int?)])
  func `a NUL in a text is removed and reported`(name: String, text: String, line: Int?) throws {
    let read = ReadRecords(text, named: name)
    #expect(read.end == nil && read.failures.isEmpty)
    let draft = try #require(read.drafts.first).normalized()
    #expect(draft.title == "Title" && draft.text == "The harbour reopens.")
    #expect(draft.notes.repair == Repair(.zeroByte, line: line))
  }

  @Test func `NULs after the end of JSON are ignored`() {
    for name in ["a.json", "a.jsonl"] {
      let read = ReadRecords("{\"title\": \"A\"}\n\0", named: name)
      #expect(read.titles == ["A"] && read.end == nil && read.failures.isEmpty)
    }
  }

  @Test func `text in UTF-16 has no NULs to repair`() throws {
    let bytes = "The harbour reopens, and all is well.\n".utf8.flatMap { [$0, UInt8(0)] }
    let draft = try #require(ReadRecords(bytes, named: "a.txt").drafts.first)
    #expect(draft.notes == ReaderNotes() && draft.text.hasPrefix("The harbour reopens"))
  }

  @Test(arguments: ["a.txt", "a.md", "a.html", "a.json", "a.csv"])
  func `a binary file is refused`(name: String) {
    var random = SeededGenerator(seed: 1)
    let bytes = (0..<20_000).map { _ in UInt8(random.below(256)) }
    let read = ReadRecords([0x41, 0, 1] + bytes, named: name)
    #expect(read.drafts.isEmpty && (read.end ?? read.failures.first) == .notText)
    let zeros = Array("Title\n\nText".utf8) + Array(repeating: 0, count: 200)
    #expect(ReadRecords(zeros, named: name).drafts.isEmpty)
  }

  @Test(arguments: [
    ("a.eml", "Subject: Title\n\n"), ("a.eml", "Subject: Title\nFrom: a@b.example\n"),
    ("a.md", "# Title\n"), ("a.md", "---\ntitle: Title\n---\n"), ("a.txt", "Title\n\n"),
    ("a.txt", "---\ntitle: Title\n---\n\n"), ("a.jsonl", "{\"title\": \"Title\"}"),
    ("a.mbox", "From a Mon Oct 18 09:00:00 2021\nSubject: Title\n\n"),
  ])
  func `a title alone is an article`(name: String, text: String) throws {
    let read = ReadRecords(text, named: name)
    #expect(read.failures.isEmpty && read.end == nil)
    let draft = try #require(read.drafts.first).normalized()
    #expect(draft.title == "Title" && draft.text == "")
  }

  @Test(arguments: [
    ("a.html", "<title>Loading</title><script>x</script>"), ("a.eml", "From: a@b.example\n\n"),
    ("a.md", "---\nauthor: Ada\n---\n"), ("a.md", "<!-- nothing -->"),
  ])
  func `a page without a text and a file with neither title nor text are refused`(
    name: String, text: String
  ) {
    #expect(ReadRecords(text, named: name).failures == [.empty])
  }

  @Test(arguments: [
    "txt", "md", "html", "json", "jsonl", "csv", "xml", "eml", "mbox", "warc", "sqlite", "pdf",
    "zip",
    "unknown",
  ])
  func `a file of only white space is empty, whatever its kind`(ending: String) {
    let space = String(repeating: " \r\n", count: 10_000)
    for text in ["", " \n\t\r\n", "\u{FEFF}\n", space] {
      let read = ReadRecords(text, named: "a." + ending)
      #expect(read.failures == [.blank] && read.end == nil)
    }
    #expect(ReadRecords(space + "Title", named: "a.txt").titles.count == 1)
  }

  @Test(arguments: [
    (
      "a.jsonl",
      "{\"title\": \"T\", \"body_x\": \"A long text.\", \"foo\": \"b\", \"n\": 1, \"id\": \"x\"}"
    ),
    ("a.json", "{\"title\": \"T\", \"foo\": [\"b\"], \"body_x\": {\"value\": \"A long text.\"}}"),
    ("a.csv", "title,foo,body_x,id\nT,b,A long text.,x\n"),
  ])
  func `an article without a text names the fields that were not read`(name: String, text: String) {
    let read = ReadRecords(text, named: name)
    #expect(read.drafts.map(\.notes.unreadFields) == [["body_x", "foo"]])
    let settings = ReaderSettings(fieldNames: ["text": "body_x"])
    let mapped = ReadRecords(text, settings: settings, named: name)
    #expect(mapped.drafts.map(\.text) == ["A long text."])
    #expect(mapped.drafts.map(\.notes) == [ReaderNotes()])
  }

  // MARK: Values for all files

  @Test func `values are set only in fields that a file lacks`() throws {
    var settings = ReaderSettings()
    settings.values = ["publisher": "Post", "language": "de", "published": "1998", "author": "Ada"]
    func article(_ text: String, _ name: String) throws -> ArticleDraft {
      try #require(ReadRecords(text, settings: settings, named: name).drafts.first).normalized()
    }
    let plain = try article("T\n\nText in English, which is long enough to be detected.", "a.txt")
    #expect(plain.publisher == "Post" && plain.language == "de" && plain.published == "1998")
    #expect(plain.author == "Ada")
    let own = try article(
      "{\"title\": \"T\", \"author\": \"Bo\", \"date\": \"2021-10-18\", \"publisher\": \" \"}",
      "a.jsonl")
    #expect(own.author == "Bo" && own.published == "2021-10-18" && own.publisher == "Post")
    let dated = try article(
      "T\nBy Jane Doe\n\nPARIS, Oct. 18 — It rained all day in the harbour, and the ships stayed where they were.\n\nMore.",
      "a.txt")
    #expect(dated.published == "1998-10-18")
    let exported =
      "{\"pressmark\": 1, \"location\": \"x\", \"title\": \"T\", \"text\": \"t\"}"
    #expect(try article(exported, "a.jsonl").publisher == nil)
  }

  @Test func `settings without values are stored as in earlier versions`() {
    var settings = ReaderSettings(fieldNames: ["title": "x"])
    #expect(settings.stored == "{\"map\":{\"title\":\"x\"}}")
    #expect(ReaderSettings(stored: settings.stored) == settings)
    settings.values = ["language": "de"]
    #expect(settings.stored == "{\"map\":{\"title\":\"x\"},\"set\":{\"language\":\"de\"}}")
    #expect(ReaderSettings(stored: settings.stored) == settings)
    settings.values = [:]
    #expect(settings == ReaderSettings(fieldNames: ["title": "x"]))
  }
}
