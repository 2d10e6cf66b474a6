@testable import Formats
import Testing

struct FormatTests {
  private static let gzip: [UInt8] = [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 3]
  private static let zip: [UInt8] = [0x50, 0x4B, 3, 4] + Array(repeating: 0, count: 26)
  private static let tar = Array(repeating: UInt8(0), count: 257) + Array("ustar\u{0}00".utf8)

  @Test(
    arguments: [
      // A signature that is specific to one format takes precedence over the name.
      ("a.txt", gzip, .container), ("a.jsonl", [0x28, 0xB5, 0x2F, 0xFD], .container),
      ("a.md", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .container),
      ("a", Array("BZh91AY&SY".utf8), .container),
      ("a.txt", Array("BZh of nothing".utf8), .plainText),
      ("a.txt", tar, .container), ("a.html", zip + Array("a.txt".utf8), .container),
      ("a.txt", Array("%PDF-1.7\n".utf8), .pdf),
      ("notes.md", Array("SQLite format 3\u{0}".utf8), .database),
      ("a.gz", Array("WARC/1.0\r\n".utf8), .webArchive),
      // Documents that are zips are recognised by their names or their members.
      ("a.docx", zip, .word), ("a.odt", zip, .openDocument), ("a.epub", zip, .epub),
      ("a.zip", zip, .container),
      ("-", zip + Array("mimetypeapplication/epub+zip".utf8), .epub),
      (
        "a.zip", zip + Array("mimetypeapplication/vnd.oasis.opendocument.textPK".utf8),
        .openDocument
      ),
      ("-", zip + Array("[Content_Types].xml...word/document.xml".utf8), .word),
      ("-", zip + Array("[Content_Types].xml...xl/workbook.xml".utf8), .container),
      ("a.docx", gzip, .container),
      // The bytes do not match the name.
      ("a.tgz", [0, 1, 2, 3], .container),
      ("a.zip", [], .container),
      ("a.pdf", Array(" <!DOCTYPE html><p>".utf8), .html), ("a.pdf", Array("text".utf8), .pdf),
      ("a.jsonl", Array("[1]\n{}".utf8), .jsonLines),
      ("a.jsonl", Array("{}".utf8), .jsonLines),
      // For text, the name takes precedence over the first characters.
      ("a.txt", Array("{\"a\": 1}".utf8), .plainText), ("a.md", Array("<p>".utf8), .markdown),
      ("a.csv", Array("# x".utf8), .commaSeparated), ("a.html", Array("plain".utf8), .html),
      ("-", Array("plain".utf8), .plainText), ("noending", Array("{\"a\": 1}".utf8), .jsonLines),
      ("a.txt", [], .plainText), ("-", [], .plainText),
      // A message of a Maildir ends with the name of a computer.
      (
        "mail/new/1634.M1P2.mail.example.md", Array("From: a@b.example\nSubject: x\n\ny".utf8),
        .mail
      ),
      ("cur/1634.M1P2.host.html:2,S", Array("Received: x\nDate: y\n\nz".utf8), .mail),
      ("cur/1634.M1P2.host.json", Array("Return-Path: <a@b>\nFrom: x\n\nz".utf8), .mail),
      ("new/page.html", Array("<p>Date: x</p>".utf8), .html),
    ] as [(String, [UInt8], Format)])
  func `a format is recognised by name and content`(name: String, head: [UInt8], expected: Format) {
    #expect(Format.of(name: name, head: head) == expected)
  }

  @Test(arguments: [
    ("a.jsonl.gz", "{\"title\": \"A\", \"text\": \"Text\"}", "A"),
    ("a.csv.zst", "title,text\nA,Text", "A"), ("a.txt.zip", "A\n\nText", "A"),
    ("a.gz", "<html><title>A</title><p>Text", "A"),
    ("a.jsonl", " [ {\"title\": \"A\", \"text\": \"Text\"}]", "A"),
  ])
  func `a file is read in spite of an extension of another format`(
    name: String, content: String, title: String
  ) {
    let found = ReadRecords(content, named: name)
    #expect(found.titles == [title] && found.end == nil)
  }

  @Test func `every format has unique names`() {
    let extensions = Format.all.flatMap(\.extensions)
    #expect(Set(extensions).count == extensions.count)
    #expect(Set(Format.all.map(\.name)).count == Format.all.count)
  }

  @Test(arguments: [
    ("a.jsonl.gz", "a.jsonl"), ("a.tgz", "a.tar"), ("a.TXZ", "a.tar"), ("a.tar.xz", "a.tar"),
    ("a", "a"),
    ("2020.txt.zst", "2020.txt"),
  ])
  func `the extension of a compression is removed`(name: String, expected: String) {
    #expect(Source.withoutCompression(name) == expected)
  }
}
