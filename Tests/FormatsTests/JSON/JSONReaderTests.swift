@testable import Formats
import Foundation
import Testing
import TestSupport
import JSON

struct JSONReaderTests {
  private static let article = """
    {"id": 17, "title": "The harbour reopens", "author": "Ada Quill", "source": "The Tidewater Post",
     "date": "2021-10-18", "language": "en", "url": "https://tidewater.example/harbour",
     "text": \(json(KnownArticle.text))}
    """
  private static let plain = json(KnownArticle.text)
  private static let html = json(KnownArticle.html)

  private static let known: [(String, String, String)] = [
    (article, "17", "2021-10-18"), ("\u{FEFF}[\n\(article)\n]\n", "17", "2021-10-18"),
    ("{\"status\": \"ok\", \"articles\": [\(article)]}", "17", "2021-10-18"),
    (
      "{\"response\": {\"status\": \"ok\", \"results\": [\(article)], \"n\": 1}}", "17",
      "2021-10-18"
    ),
    (
      "{\"took\": 3, \"hits\": {\"total\": {\"value\": 1}, \"hits\": [{\"_id\": \"x\", \"_source\": \(article)}]}}",
      "17", "2021-10-18"
    ),
    (
      """
      {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "a1",
       "url": "https://tidewater.example/harbour", "title": "The harbour reopens",
       "content_html": \(html), "summary": "Wrong", "date_published": "2021-10-18T09:30:00Z"}],
       "title": "The Tidewater Post", "authors": [{"name": "Ada Quill"}], "language": "en"}
      """, "a1", "2021-10-18T09:30:00Z"
    ),
    (
      """
      {"version": "https://jsonfeed.org/version/1", "title": "The Tidewater Post", "items": [{"id": 2,
       "url": "https://tidewater.example/harbour", "title": "The harbour reopens", "language": "en",
       "content_text": \(plain), "date_published": "2021-10-18", "author": {"name": "Ada Quill"}}]}
      """, "2", "2021-10-18"
    ),
    (
      """
      {"@context": "https://schema.org", "@type": ["Thing", "NewsArticle"], "@id": "urn:3",
       "headline": "The harbour reopens", "articleBody": \(plain), "inLanguage": "en",
       "author": [{"@type": "Person", "name": "Ada Quill", "@id": "x"}],
       "publisher": {"@type": "Organization", "name": "The Tidewater Post", "logo": {"url": "x"}},
       "datePublished": "2021-10-18", "mainEntityOfPage": {"@id": "https://tidewater.example/harbour"}}
      """, "urn:3", "2021-10-18"
    ),
    (
      """
      {"@graph": [{"@type": "WebSite", "name": "Wrong"}, {"@type": "NewsArticle", "identifier": 4,
       "name": "The harbour reopens", "articleBody": \(plain), "inLanguage": "en",
       "creator": "Ada Quill", "publisher": "The Tidewater Post", "datePublished": 1634515200,
       "url": "https://tidewater.example/harbour"}]}
      """, "4", "2021-10-18T00:00:00Z"
    ),
    (
      """
      [{"id": 5, "title": {"rendered": "The harbour <em>reopens</em>"}, "lang": "en",
       "content": {"rendered": \(html), "protected": false}, "author": "Ada Quill",
       "source": {"id": null, "name": "The Tidewater Post"}, "date": "2021-10-18",
       "link": "https://tidewater.example/harbour", "_links": [{"href": "x"}]}]
      """, "5", "2021-10-18"
    ),
  ]

  @Test(arguments: 0..<Self.known.count) func `every shape gives the known article`(index: Int)
    throws
  {
    let (document, docno, published) = Self.known[index]
    for pieceSize in [1, 3, 1 << 20] {
      let read = ReadRecords(document, pieceSize: pieceSize, named: "a.json")
      #expect(read.end == nil && read.failures.isEmpty && read.drafts.count == 1, "\(read)")
      try KnownArticle.expect(
        try #require(read.drafts.first), docno: docno, published: published)
    }
  }

  @Test func `a single object is the whole file, and each of several objects has a number`() {
    #expect(ReadRecords("{\"title\": \"A\"}\n", named: "a.json").lines == [nil])
    let read = ReadRecords(
      "{\"title\": \"A\"}{\"title\": \"B\"}\n\u{1E}{\"title\": \"C\"}, {\"title\": \"D\"}",
      named: "a.json")
    #expect(read.titles == ["A", "B", "C", "D"] && read.lines == [1, 2, 3, 4] && read.end == nil)
  }

  @Test(arguments: [
    "{\"text\": \"T\", \"items\": [{\"title\": \"No\"}]}",
    "{\"items\": [{\"title\": \"No\"}], \"text\": \"T\"}",
    "{\"data\": [1, 2], \"text\": \"T\"}", "{\"results\": [\"a\", \"b\"], \"body\": \"T\"}",
    "{\"feed\": {\"x\": 1}, \"text\": \"T\"}",
  ])
  func `an article may have lists of its own`(document: String) {
    let read = ReadRecords(document, named: "a.json")
    #expect(read.drafts == [ArticleDraft(text: "T")] && read.lines == [nil] && read.end == nil)
  }

  @Test func `an invalid element is one failure, and the others are read`() {
    let read = ReadRecords(
      "[{\"title\": \"A\"}, {\"title\": tru}, 5, {\"title\": \"\\x\"}, [], {}, {\"title\": \"B\"}]",
      named: "a.json")
    #expect(read.titles == ["A", "B"] && read.failures.count == 5 && read.end == nil)
    #expect(read.lines == [1, 2, 3, 4, 5, 6, 7])
  }

  @Test(arguments: [
    "[{\"title\": \"A\"}, {\"title\": \"B\"}", "[{\"title\": \"A\"}, {\"title\": \"B\"}, {\"ti",
    "[{\"title\": \"A\"}, {\"title\": \"B\"}, \"x", "[{\"title\": \"A\"}, {\"title\": \"B\"} {}]",
    "{\"items\": [{\"title\": \"A\"}, {\"title\": \"B\"}, {",
    "{\"items\": [{\"title\": \"A\"}, {\"title\": \"B\"}], oops",
    "{\"title\": \"A\"} {\"title\": \"B\"} ]", "[{\"title\": \"A\"}, {\"title\": \"B\"}] x",
  ])
  func `articles before an error are kept`(document: String) {
    for pieceSize in [1, 1 << 20] {
      let read = ReadRecords(document, pieceSize: pieceSize, named: "a.json")
      #expect(read.titles == ["A", "B"])
      guard case .invalidJSON? = read.end else { return #expect(Bool(false), "\(read)") }
    }
  }

  @Test(arguments: [
    ("[]", ReadError.empty), ("{\"items\": []}", .empty),
    ("\"text\"", .notAnObject), ("17", .notAnObject), ("null", .notAnObject),
    ("hello", .invalidJSON(detail: "")), ("<html>", .invalidJSON(detail: "")),
    ("{", .invalidJSON(detail: "unexpected end")),
    ("{\"a\" 1}", .invalidJSON(detail: "a member has no name")),
  ])
  func `a file without an article is refused`(document: String, error: ReadError) {
    let read = ReadRecords(document, named: "a.json")
    #expect(read.results.isEmpty && read.end == error)
  }

  @Test(arguments: [
    ("deep lists", String(repeating: "[", count: 100_000)),
    (
      "deep lists that end",
      String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    ),
    ("deep objects", String(repeating: "{\"items\":", count: 100_000)),
    ("deep graph", String(repeating: "{\"@graph\":[", count: 100_000)),
    (
      "deep member",
      "{\"title\": \"x\", \"a\": " + String(repeating: "[", count: 100_000)
        + String(repeating: "]", count: 100_000) + "}"
    ),
    ("many members", "{" + (0..<700_000).map { "\"\($0)\":1" }.joined(separator: ",") + "}"),
    ("many elements", "{\"title\": [" + String(repeating: "0,", count: 600_000) + "0]}"),
    ("a large string", "{\"title\": \"" + String(repeating: "x", count: 34_000_000) + "\"}"),
  ])
  func `a hostile document is one failure, reported quickly`(name: String, document: String) {
    var read: ReadRecords?
    let time = cpuTime { read = ReadRecords(document, named: "a.json") }
    let failures = (read?.failures.count ?? 0) + (read?.end == nil ? 0 : 1)
    #expect(failures == 1 && read?.drafts.isEmpty == true && time < .seconds(30), "\(name)")
  }

  @Test func `an element that is too large is one failure, and the next one is read`() {
    let large = "{\"title\": \"" + String(repeating: "x", count: 33 << 20) + "\"}"
    let read = ReadRecords("[\(large), {\"title\": \"B\"}]", named: "a.json")
    #expect(read.failures == [.tooLarge(limit: ReaderLimits.articleBytes)])
    #expect(read.titles == ["B"] && read.lines == [1, 2] && read.end == nil)
  }

  @Test(arguments: seeds(300))
  func `the scanner finds the same parts in random JSON as the decoder`(
    seed: Int
  ) throws {
    var random = SeededGenerator(seed: seed)
    let elements = (0..<Int.random(in: 1...6, using: &random)).map { _ in
      Self.randomJSON(&random, depth: 4)
    }
    let space = ["", " ", "\n", "\t\r\n"].randomElement(using: &random) ?? ""
    let document = "[" + elements.joined(separator: "\(space),\(space)") + "]"
    let whole = try JSONValue(reading: Array(document.utf8))

    var scanned: [JSONValue] = []
    var rest = Array(document.utf8)[1...]
    let pieceSize = Int.random(in: 1...12, using: &random)
    var scanner = JSONScanner(
      ByteStream { target, _ throws(ReadError) in
        target += rest.prefix(pieceSize)
        defer { rest = rest.dropFirst(pieceSize) }
        return !rest.isEmpty
      })
    while let byte = try scanner.peek(), byte != UInt8(ascii: "]") {
      if byte == UInt8(ascii: ",") { scanner.skip() }
      guard case .bytes(let bytes) = try scanner.value() else { break }
      scanned.append(try JSONValue(reading: bytes))
    }
    #expect(.array(scanned) == whole, "seed \(seed): \(document)")
    #expect(scanned.count == elements.count, "seed \(seed)")
  }

  private static func randomJSON(_ random: inout SeededGenerator, depth: Int) -> String {
    func string(_ random: inout SeededGenerator) -> String {
      let pieces = [
        "a", "\\\"", "\\\\", "[", "]", "{", "}", ",", ":", "é", "\\u00e9", "港", " ", "\\n",
      ]
      return "\""
        + (0..<Int.random(in: 0...6, using: &random)).map { _ in
          pieces[Int.random(in: 0..<pieces.count, using: &random)]
        }.joined() + "\""
    }
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
    case 0: return "null"
    case 1: return "true"
    case 2: return "\(Int.random(in: -99...99, using: &random))"
    case 3, 4: return string(&random)
    case 5:
      return "["
        + (0..<Int.random(in: 0...4, using: &random)).map { _ in
          randomJSON(&random, depth: depth - 1)
        }.joined(separator: ", ") + "]"
    default:
      return "{"
        + (0..<Int.random(in: 0...4, using: &random)).map { index in
          "\"k\(index)\" : \(randomJSON(&random, depth: depth - 1))"
        }.joined(separator: ",") + "}"
    }
  }
}

/// Returns a string encoded as JSON.
private func json(_ text: String) -> String {
  let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  return "\"" + escaped.replacing("\n", with: "\\n") + "\""
}
