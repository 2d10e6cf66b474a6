@testable import Formats
import Foundation
import Testing
import TextAnalysis
import JSON

struct JSONLinesReaderTests {
  @Test(arguments: [
    ("title", "text", "date", "author", "publisher", "url", "language", "id"),
    ("headline", "body", "published", "byline", "source", "link", "lang", "_id"),
    ("TITLE", "content", "datePublished", "Author", "Publisher", "URL", "Language", "docno"),
    ("title", "contents", "date", "authors", "source", "link", "lang", "id"),
  ])
  func `fields are found under their usual names`(
    title: String, text: String, date: String, author: String, publisher: String, url: String,
    language: String, id: String
  ) throws {
    let line =
      "{\"\(title)\": \"T\", \"\(text)\": \"X\", \"\(date)\": \"2021\", \"\(author)\": \"A\", \"\(publisher)\": \"P\", \"\(url)\": \"U\", \"\(language)\": \"L\", \"\(id)\": \"I\", \"other\": {\"title\": \"no\"}}"
    #expect(
      try read(line)
        == ArticleDraft(
          docno: "I", title: "T", author: "A", publisher: "P", published: "2021", language: "L",
          url: "U", text: "X"))
  }

  @Test(
    arguments: [
      ("{\"id\": 17, \"text\": \"x\"}", "17"), ("{\"id\": -1, \"text\": \"x\"}", "-1"),
      ("{\"id\": null, \"text\": \"x\"}", nil),
      ("{\"id\": true, \"text\": \"x\"}", "true"),
      ("{\"id\": \"\", \"_id\": \"b\", \"text\": \"x\"}", "b"),
      ("{\"id\": {}, \"text\": \"x\"}", nil),
      ("{\"docno\": \"a\", \"id\": \"b\", \"_id\": \"c\", \"text\": \"x\"}", "a"),
      ("{\"_id\": \"c\", \"id\": \"b\", \"docno\": \"a\", \"text\": \"x\"}", "a"),
    ] as [(String, String?)])
  func `the docno is a text or a number`(line: String, docno: String?) throws {
    #expect(try read(line).docno == docno)
  }

  @Test(
    arguments: [
      ("[\"A\", \"B\"]", "A, B"), ("[]", nil), ("\"A\"", "A"), ("\" \"", nil), ("[1]", nil),
      ("{}", nil), ("[\"A\"]", "A"),
    ] as [(String, String?)])
  func `authors may be a list`(value: String, author: String?) throws {
    #expect(try read("{\"text\": \"x\", \"author\": \(value)}").author == author)
  }

  @Test func `the result is always the same, whatever the order of the keys`() throws {
    let line =
      "{\"text\": \"a\", \"body\": \"b\", \"content\": \"c\", \"title\": \"d\", \"Title\": \"e\", \"headline\": \"f\"}"
    for _ in 0..<50 {
      let draft = try read(line)
      #expect(draft.text == "a" && draft.title == "e")
    }
  }

  @Test func `escapes are decoded, and NUL does no harm`() throws {
    let draft = try read(
      #"{"title": "A\u0000B \u00e9 \ud83d\ude80", "text": "one\r\n\r\ntwo\u0000\n\n\"three\""}"#)
    let article = try draft.normalized()
    #expect(article.title == "AB é 🚀")
    #expect(article.text == "one\n\ntwo\n\n\"three\"")
  }

  @Test(arguments: [
    (#"\ud800 lone"#, "\u{FFFD} lone"), (#"a\ud800\u0062"#, "a\u{FFFD}b"),
    (#"\uD83D\uD83D\uDE80"#, "\u{FFFD}🚀"), (#"\ud83d\ude80\ud83d"#, "🚀\u{FFFD}"),
    (#"\\ud800 \ud800\n"#, "\\ud800 \u{FFFD}\n"), (#"\udc00\ud800\\"#, "\u{FFFD}\u{FFFD}\\"),
  ])
  func `a lone surrogate does not lose the article`(escaped: String, text: String) throws {
    #expect(try read("{\"title\": \"Q\", \"text\": \"\(escaped)\"}").text == text)
  }

  @Test func `several objects on a line are several articles`() {
    let lines = """
      {"title": "A}{"} {"title": "B", "x": [{"y": "}"}]}{"id": 7, "title": "C"}
      {"title": "D", "x": "\\"}{"}
      {"title": "E"} {"title

      """
    let read = ReadRecords(lines, named: "a.jsonl")
    #expect(read.titles == ["A}{", "B", "C", "D", "E"])
    #expect(read.lines == [1, 2, 3, 4, 5, 6] && read.failures.count == 1)
  }

  @Test(arguments: ["[]", "\"text\"", "1", "null", "true", "[{\"text\": \"x\"}]"])
  func `a value that is not an object is refused`(line: String) {
    #expect(throws: ReadError.notAnObject) { try read(line) }
  }

  @Test(arguments: [
    "{}", "{\"title\": \"\"}", "{\"text\": \" \", \"id\": 1}", "{\"text\": 3.5}",
    "{\"text\": null}",
  ])
  func `an object without title and text is refused`(line: String) {
    #expect(throws: ReadError.noText) { try read(line) }
  }

  @Test(arguments: [
    "{", "{\"text\": \"x\"", "{text: 1}", "{\"text\": \"x\"} {}",
    "{\"a\": \"\n\"}", "{\"a\": \"sixteen letters, and more: \u{1B}\"}", "not",
    "}",
    // RFC 8259 does not allow these, although some parsers accept them.
    "{\"a\": \"x\",}", "{\"text\": \"x\", \"a\": [1, 2,]}", "{'text': 'x'}", "{\"a\": NaN}",
    "{\"a\": 01}", "{\"a\": +1}", "{\"a\": .5}", "{\"a\": 1.}", "{\"a\": 0x1F}", "{\"a\": True}",
    "{\"text\": \"x\"} // note", "{/**/\"text\": \"x\"}", "{\"a\": \"\\x\"}",
    "{\"a\": \"\\u12G4\"}", "{\"text\": \"x\"}}", "{\"text\": \"x\" \"a\": 1}", "{,}", "[1 2]",
    "{\"a\": Infinity}", "{1: \"x\"}", "{\"a\"; 1}", "\u{A0}{}",
  ])
  func `invalid JSON is refused with a helpful message`(line: String) {
    #expect {
      try read(line)
    } throws: { error in
      guard case .invalidJSON(let detail)? = error as? ReadError else { return false }
      return detail.contains("byte") && !detail.contains("nil") && !detail.contains("valid JSON")
        && !detail.contains("\n")
    }
  }

  @Test func `the position of a JSON error is reported`() {
    #expect(
      throws: ReadError.invalidJSON(
        detail: "Missing a comma or '}' after an object member, byte 14")
    ) { try read("{\"text\": \"x\" \"a\": 1}") }
  }

  @Test(arguments: [
    "\u{FEFF}{\"text\": \"x\"}", " \t{\r\n\"text\" : \"x\" } ",
    "{\"text\":\"x\",\"a\":[[],{},-0,1.5e-3,0.0]}",
    "{\"text\": \"x\", \"a\": 123456789012345678901234567890}", "{\"\\u0074ext\": \"\\u0078\"}",
  ])
  func `everything that RFC 8259 allows is read`(line: String) throws {
    #expect(try read(line).text == "x")
  }

  @Test func `if two members have the same name, the first one counts`() throws {
    #expect(try read("{\"text\": \"a\", \"text\": \"b\"}").text == "a")
  }

  @Test func `a record of very many values is refused, not built`() {
    let many = String(repeating: "1,", count: JSONValue.maxTokens)
    #expect(throws: ReadError.tooComplex) { try read("{\"text\": \"x\", \"a\": [\(many)1]}") }
  }

  @Test(arguments: ["[", "{\"a\":", "[[],"]) func `deep nesting is refused without recursing`(
    piece: String
  ) {
    #expect(throws: ReadError.self) { try read(String(repeating: piece, count: 100_000)) }
    #expect(throws: ReadError.self) {
      try read("{\"text\": \"x\", \"a\": " + String(repeating: piece, count: 100_000))
    }
  }

  @Test(
    arguments: [
      ([0xFF], 1), ([0xC3], 1), ([0xED, 0xA0, 0x80], 1), ([0xF5, 0x80, 0x80, 0x80], 1),
      ([0xC0, 0x80], 1), ([0xC5, 0x81, 0xE2, 0x82], 3),
    ] as [([UInt8], Int)])
  func `the offset of invalid UTF-8 is reported`(bytes: [UInt8], offset: Int) {
    #expect(firstInvalidUTF8(in: Array("a".utf8) + bytes) == offset)
    #expect(throws: ReadError.invalidUTF8(offset: offset)) {
      try JSONLinesReader.draft(of: Array("{".utf8) + bytes)
    }
  }

  @Test(arguments: ["", "abc", "Łódź 🚀\u{0}"]) func `valid UTF-8 is accepted`(text: String) {
    #expect(firstInvalidUTF8(in: Array(text.utf8)) == nil)
  }

  private func read(_ line: String) throws -> ArticleDraft {
    try JSONLinesReader.draft(of: Array(line.utf8))
  }
}
