import Foundation
@testable import Formats
import Testing
import TestSupport

/// The properties of documents, and what surrounds their text.
struct DocumentPropertiesTests {
  @Test(
    arguments: [
      ("Tide tables of the year", "Tide tables of the year"), ("Harbours", "Harbours"),
      ("Microsoft Word - draft2", nil), ("draft2", nil), ("final_version", nil),
      ("Tide tables.docx", nil), ("untitled", nil), ("Untitled document 3", nil),
      ("Document1", nil),
      ("Documentary films", "Documentary films"), ("Slide 1", nil), ("12", nil),
    ] as [(String, String?)])
  func `titles that programs make up are not used`(title: String, expected: String?) {
    var draft = ArticleDraft()
    DocumentProperties(lines: Array("Title:          \(title)\nAuthor: Ada Quill\n".utf8))
      .complete(&draft)
    #expect(draft.title == expected && draft.author == "Ada Quill")
  }

  @Test func `the title of a PDF's properties is used, and its first line stays`() throws {
    let properties =
      "Creator: Writer\nTitle: Tide tables of the year\nAuthor: user\nCreationDate: 2021-10-18T09:30:00+02\n"
    let document = ConvertedDocument(
      format: .text, output: Array("The Tidewater Post\n\nHigh at noon.".utf8), name: "a.pdf",
      properties: Array(properties.utf8))
    let draft = try document.draft()
    #expect(draft.title == "Tide tables of the year" && draft.author == nil)
    #expect(draft.text.hasPrefix("The Tidewater Post\n\n") && draft.text.hasSuffix("High at noon."))
    let date = draft.published.flatMap { PublicationDate(parsing: $0) }
    #expect(date?.description.hasPrefix("2021-10-18") == true)
  }

  @Test(.enabled(if: Project.hasPython, "no python3"), arguments: ["docx", "odt"])
  func `properties in a zip are read`(kind: String) throws {
    let folder = try TemporaryFolder()
    try folder.python("containers.py", "properties")
    let name = "a." + kind
    let path = folder.path(name)
    for isFile in [true, false] {
      let source = Source(
        stream: try InputFile(path: path).stream, name: name, path: isFile ? path : nil,
        settings: ReaderSettings(), services: .own, handlers: ReadHandlers(onRecord: { _ in }))
      let properties = try #require(DocumentProperties(ofMembers: source, kind: kind))
      var draft = ArticleDraft()
      properties.complete(&draft)
      #expect(draft.title == "Tide & time" && draft.author == "Ada Quill")
      #expect(draft.published == "2021-10-18T09:30:00Z")
    }
  }

  @Test func `heads, feet and page numbers are removed from pages`() {
    let words = ["One", "Two", "Three", "Four"]
    let pages = words.enumerated().map { page, word in
      "The Tidewater Post\n\n\(word) gull.\nMore of \(word).\n\n- \(page + 7) -\n"
    }
    #expect(
      RunningHeads.removed(from: pages.joined(separator: "\u{C}"))
        .split(separator: "\u{C}").map { $0.split(separator: "\n").joined(separator: "|") }
        == words.map { "\($0) gull.|More of \($0)." })
  }

  @Test(arguments: [
    "One page\n\n1\n", "A\n1\u{C}B\n2\u{C}", "First\u{C}Second\u{C}Third\u{C}Fourth", "",
    "\u{C}\u{C}\u{C}",
  ])
  func `text that repeats nothing is unchanged`(text: String) {
    #expect(RunningHeads.removed(from: text) == text)
  }

  @Test(arguments: [
    ("<ol><li>a</li><li>b</li></ol>", "1. a|2. b"),
    ("<ol start=\"3\"><li><p>a</p></li></ol>", "3. a"),
    ("<ol><li>a<ul><li>x</li></ul></li><li>b</li></ol>", "1. a|- x|2. b"),
    ("<ul><li>a</li></ul>", "- a"), ("<ol type=\"a\" start=\"3\"><li>a</li></ol>", "c. a"),
    ("<ol type=\"I\"><li>a</li><li>b</li></ol>", "I. a|II. b"),
    ("<ol type=\"i\" start=\"14\"><li>a</li></ol>", "xiv. a"),
    ("<ol start=\"999999999999\"><li>a</li></ol>", "999999999. a"),
    ("</ol><ol><link><li", ""),
  ])
  func `numbered lists keep their numbers`(html: String, text: String) throws {
    let read = try HTMLFragment.text(of: html)
    #expect(read.split(separator: "\n").joined(separator: "|") == text)
  }

  @Test func `programs for any extension can be configured`() throws {
    let list = try ConverterList(
      parsing: "pages html: run {}\nmsg mail: msgconvert --outfile - {}\n")
    #expect(list.commands["pages"]?.program == "run" && list.commands["msg"]?.output == .mail)
    for kind in ["txt", "json", "zip", "a-b", "veryverylongname"] {
      #expect(throws: ConverterList.Fault.self) { try ConverterList(parsing: "\(kind) text: x {}") }
    }
    for name in ["rtf", "doc", "xlsx", "org", "rst", "adoc", "tex", "fb2", "ipynb", "msg"] {
      #expect(Format(path: "a." + name)?.converter != nil, "\(name)")
    }
    #expect(Format(path: "a.pages") == nil)
    let mail = ConvertedDocument(
      format: .mail, output: Array("Subject: Tide\nFrom: Ada <a@t.example>\n\nText".utf8),
      name: "a.msg")
    #expect(try mail.draft().title == "Tide" && mail.draft().text == "Text")
  }

  @Test(arguments: [
    ("rtf", "{\\rtf1 A {\\b tide} table\\par}", "A tide table"),
    ("org", "* Tide\nHigh at noon", "High at noon"),
    ("rst", "Tide\n====\n\nHigh *at* noon", "High at noon"),
    ("tex", "\\begin{document}High \\emph{at} noon\\end{document}", "High at noon"),
    ("adoc", "= Tide\n\nHigh *at* noon", "High at noon"),
  ])
  func `other documents are converted by programs`(kind: String, source: String, text: String)
    throws
  {
    let folder = try TemporaryFolder()
    let path = folder.path("a." + kind)
    try Data(source.utf8).write(to: URL(fileURLWithPath: path))
    let read = ReadRecords(try InputFile(path: path).stream, named: path, path: path)
    if case .converterMissing? = read.failures.first { return }
    #expect(read.drafts.first?.text.contains(text) == true, "\(read)")
    #expect(read.drafts.first?.text.contains("updated") == false, "\(read)")
  }
}
