import Archive
import Foundation
@testable import Formats
@testable import Ingest
import Testing
import TestSupport

struct IngesterTests {
  private let test: TestArchive
  private var folder: TemporaryFolder { test.folder }

  init() throws { test = try TestArchive() }

  @Test func `every field of an article can be read and is stored`() throws {
    let names = Set(ArticleField.allCases.map(\.rawValue))
    #expect(Set(ReaderSettings.fields) == names.subtracting(["location"]).union(["text"]))
    var draft = ArticleDraft()
    draft.location = "location"
    for field in ArticleDraft.Field.allCases { draft[field] = field.rawValue }
    let metadata = try PreparedArticle(draft).metadata
    for field in ArticleField.allCases { #expect(metadata[field] == field.rawValue) }
  }

  @Test func `invalid input is reported with its location, and the rest is ingested`() throws {
    try folder.write("in/empty.txt", "")
    try folder.write("in/blank.md", " \n\n")
    try folder.write("in/empty.html", "")
    try folder.write("in/empty.jsonl", "")
    try folder.write("in/blank.jsonl", "\n \r\n\n")
    try folder.write("in/script.html", "<html><script>var a = 1</script></html>")
    try folder.write("in/nul.txt", [0x61, 0x00, 0x62])
    try folder.write("in/nul.html", Array("<p>a".utf8) + [0] + Array("b</p>".utf8))
    try folder.write("in/junk.txt", (0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 97 | 1) })
    try folder.write("in/latin.txt", Array("Caf".utf8) + [0xE9, 0x0A])
    try folder.write("in/good.txt", "Title\n\nText")
    try folder.write("in/also/good.html", "<title>T</title><p>Text")
    let (summary, errors) = try test.ingest(folder.path("in"))
    let reasons = Dictionary(
      uniqueKeysWithValues: errors.map {
        (test.short($0.location).dropFirst(3).description, $0.reason)
      })
    #expect(
      reasons == [
        "script.html": .empty, "junk.txt": .notText,
      ])
    #expect(summary.added == 5 && summary.files == 12 && summary.skipped == 5)
    let articles = try test.articles()
    #expect(
      articles.keys.sorted() == [
        "in/also/good.html", "in/good.txt", "in/latin.txt", "in/nul.html", "in/nul.txt",
      ])
    #expect(articles["in/nul.txt"]?.text == "ab" && articles["in/nul.html"]?.text == "ab")
    #expect(articles["in/latin.txt"]?.title == "Café")
    try test.expectSound("bad input")
  }

  @Test func `errors in a file of many articles are reported with their line`() throws {
    let lines: [[UInt8]] = [
      Array("\u{FEFF}{\"id\": \"a\", \"title\": \"One\", \"text\": \"1\"}\r".utf8), [],
      Array("  \r".utf8),
      Array("{\"id\": \"a\", \"title\": \"Two\", \"text\": \"2\"}".utf8),
      Array("{\"title\": \"Three\"}".utf8),
      Array("{broken".utf8), Array("[]".utf8),
      Array("{\"text\": \"".utf8) + [0xFF] + Array("\"}".utf8),
      Array("{\"id\": 9}".utf8), Array("{\"id\": 10, \"text\": \"last, without a line end\"}".utf8),
    ]
    try folder.write("many.jsonl", lines.joined(separator: [0x0A]))
    let (summary, errors) = try test.ingest(folder.path("many.jsonl"))
    #expect(errors.map(\.line) == [6, 7, 8, 9])
    #expect(errors.allSatisfy { $0.location == folder.path("many.jsonl") })
    #expect(errors.dropFirst().map(\.reason) == [.notAnObject, .invalidUTF8(offset: 10), .noText])
    let articles = try test.articles()
    #expect(
      articles.keys.sorted() == ["many.jsonl#10", "many.jsonl#a", "many.jsonl:4", "many.jsonl:5"])
    #expect(articles["many.jsonl:4"]?.docno == "a" && articles["many.jsonl:5"]?.text == "")
    #expect(articles["many.jsonl#10"]?.title == "last, without a line end")
    #expect(summary.added == 4)
    try test.expectSound("lines")
  }

  @Test func `a line over the limit is reported, and the rest is ingested`() throws {
    let long =
      Array("{\"title\": \"".utf8) + Array(repeating: UInt8(ascii: "x"), count: 33 << 20)
      + Array("\"}\n".utf8)
    try folder.write(
      "long.jsonl",
      Array("{\"title\": \"One\"}\n".utf8) + long + Array("{\"title\": \"Three\"}\n".utf8))
    let (summary, errors) = try test.ingest(folder.path("long.jsonl"))
    #expect(errors.map(\.line) == [2] && errors.map(\.reason) == [.tooLarge(limit: 32 << 20)])
    #expect(summary.added == 2)
    try folder.write("long.txt", long)
    #expect(
      try test.ingest(folder.path("long.txt")).errors.map(\.reason) == [.tooLarge(limit: 32 << 20)])
  }

  @Test func `in a folder, unknown formats and READMEs are skipped and counted`() throws {
    for name in ["README.md", "readme.txt", "a.jpeg", "noending", "sub/Readme.html", "a.txt"] {
      try folder.write("in/" + name, "Text of \(name)")
    }
    let (summary, errors) = try test.ingest(folder.path("in"))
    #expect(errors.isEmpty && summary.skipped == 5 && summary.files == 1 && summary.added == 1)
    #expect(
      try test.ingest(folder.path("in/README.md"), folder.path("in/noending")).summary.added == 2)
  }

  @Test(arguments: [
    ("<!doctype html><title>T</title><p>Text", "T"), ("---\ntitle: T\n---\nText", "T"),
    ("# T\n\nText", "T"),
    ("{\"title\": \"T\", \"text\": \"Text\"}\n", "T"), ("T\n\nText", "T"),
  ])
  func `a file without a known extension is recognised by its first bytes`(
    content: String, title: String
  )
    throws
  {
    try folder.write("unknown.data", content)
    try test.ingest(folder.path("unknown.data"))
    #expect(try test.articles().values.map(\.title) == [title])
    #expect(try test.articles().values.map(\.text) == ["Text"])
  }

  @Test func `a file has the same location however its path is written`() throws {
    try folder.write("in/a.txt", "Text")
    try test.ingest(folder.path("in/a.txt"))
    let second = try test.ingest(
      folder.path + "//in/./a.txt", folder.path("in/"), folder.path("in"), rereads: true)
    #expect(second.summary.unchanged == 2 && second.summary.added == 0)
  }

  @Test func `ingesting twice changes nothing, and a changed file replaces its passages`() throws {
    try folder.write("a.txt", "Title\n\n" + String(repeating: "One sentence. ", count: 300))
    try folder.write("b.md", "# Title\n\nOther text.")
    try folder.write(
      "c.jsonl",
      "{\"id\": 1, \"title\": \"A\", \"headline\": \"B\", \"Title\": \"C\", \"text\": \"D\", \"body\": \"E\"}"
    )
    try test.ingest(folder.path)
    let before = try test.rows()
    for _ in 0..<3 {
      let again = try test.ingest(folder.path).summary
      #expect(again.files == 3 && again.added + again.updated + again.unchanged == 0)
      #expect(try test.ingest(folder.path, rereads: true).summary.unchanged == 3)
    }
    #expect(try test.rows() == before)

    let ids = try test.passageIDs()
    try folder.write("a.txt", "Title\n\nShort now.")
    #expect(try test.ingest(folder.path).summary.updated == 1)
    let newIDs = try test.passageIDs()
    #expect(newIDs["b.md"] == ids["b.md"])
    #expect((newIDs["a.txt"]?.first ?? 0) > (ids.values.joined().max() ?? .max))
    #expect(try test.articles()["a.txt"]?.text == "Short now.")
    try test.expectSound("replaced")
  }

  @Test(arguments: seeds(6))
  func `after random edits the archive has the same articles as a dictionary`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    var model: [String: (title: String, text: String)] = [:]
    var usedIDs: Set<Int64> = []
    var current: [String: [Int64]] = [:]
    for step in 0..<12 {
      let comment: Comment = "seed \(seed), step \(step)"
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let name = "in/\(Int.random(in: 0..<6, using: &random)).txt"
        let paragraphs = (0..<Int.random(in: 1...6, using: &random)).map { _ in
          (0..<Int.random(in: 1...150, using: &random)).map { _ in
            ["a", "bé", "海", "word."].randomElement(using: &random) ?? ""
          }
          .joined(separator: " ")
        }
        model[name] = (
          "Title \(step) \(Int.random(in: 0...1, using: &random))",
          paragraphs.joined(separator: "\n\n")
        )
      }
      for (name, (title, text)) in model { try folder.write(name, "\(title)\n\n\(text)") }
      if Int.random(in: 0..<4, using: &random) == 0 { try test.reopen() }
      try FileManager.default.createDirectory(
        atPath: folder.path("in"), withIntermediateDirectories: true)
      try test.ingest(folder.path("in"))

      try test.expectSound(comment)
      let articles = try test.articles()
      #expect(articles.mapValues(\.text) == model.mapValues(\.text), comment)
      #expect(articles.mapValues(\.title) == model.mapValues(\.title), comment)
      let ids = try test.passageIDs()
      for (location, own) in ids where current[location] != own {
        #expect(usedIDs.isDisjoint(with: own), comment)
        usedIDs.formUnion(own)
      }
      current = ids
    }
  }
}
