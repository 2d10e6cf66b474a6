@testable import Formats
import Testing
import TestSupport

/// ARC files, saved pages, and records that are no pages.
struct OldArchivesTests {
  private static func record(_ address: String, _ body: String, type: String = "text/html")
    -> String
  {
    "\(address) 192.0.2.1 20211018093000 \(type) \(body.utf8.count)\n\(body)\n"
  }

  private static let version = record(
    "filedesc://a.arc", "1 0 Tidewater\nURL IP-address Archive-date Content-type Archive-length\n",
    type: "text/plain")
  private static let page =
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>A</title><p>Text\n\nof it"

  @Test func `the pages of an ARC file are read`() {
    let archive =
      Self.version + Self.record("https://t.example/a", Self.page)
      + Self.record(
        "https://t.example/b.png", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nx",
        type: "image/png")
      + "this line is damaged\nand so is this\n" + Self.record("https://t.example/c d", Self.page)
      + Self.record("dns:t.example", "20211018 192.0.2.1", type: "text/dns")
    for size in [1, 100, 1 << 20] {
      let read = ReadRecords(archive, pieceSize: size, named: "a.arc")
      #expect(read.titles == ["A", "A"] && read.failures.count == 1 && read.end == nil, "\(read)")
      #expect(read.drafts.map(\.url) == ["https://t.example/a", "https://t.example/c%20d"])
    }
    let cut = ReadRecords(String(archive.prefix(Self.version.count + 90)), named: "a.arc")
    #expect(cut.failures.count == 1 && cut.drafts.isEmpty)
    #expect(ReadRecords(Self.version, named: "a.arc").failures == [.noArticles])
  }

  @Test(arguments: [
    "a 1 2 3 -5\n", "a 1 2 3 99999999999999999999\n", "damaged\na: b c d 7",
    "damaged\r\na: b c d 7\r\n",
    "damaged\n" + String(repeating: "x", count: 70_000) + "\na: b c d 7",
    "filedesc://x\n", "\n\n\n", "a 1 2 3 4",
  ])
  func `damaged lines do no harm`(text: String) {
    let read = ReadRecords("filedesc://x 0 0 text/plain 0\n" + text, named: "a.arc")
    #expect(read.drafts.isEmpty)
  }

  @Test func `wget's own records are no articles, and pictures alone are no failure`() {
    let own =
      WARCFixtures.record(
        "resource", type: "text/plain", Array("Saved with wget\n\nno article".utf8),
        address: "metadata://gnu.org/software/wget/warc/wget.log")
      + WARCFixtures.response(Array("x".utf8), type: "image/png")
    let read = ReadRecords(own, named: "a.warc")
    #expect(read.failures == [.noArticles] && read.end == nil)
  }

  @Test func `a saved page has the page's text, metadata and address`() throws {
    let page = """
      From: <Saved by Blink>
      Snapshot-Content-Location: https://t.example/a?x=1
      Subject: =?utf-8?Q?Not_this?=
      Date: Tue, 19 Oct 2021 09:00:00 -0000
      MIME-Version: 1.0
      Content-Type: multipart/related;
      \ttype="text/html";
      \tboundary="----MultipartBoundary--x----"

      ------MultipartBoundary--x----
      Content-Type: text/html
      Content-ID: <frame-1@mhtml.blink>
      Content-Transfer-Encoding: quoted-printable
      Content-Location: https://t.example/a?x=1

      <html lang=3D"en"><head><title>The harbour</title><meta name=3D"author" content=3D"Ada Quill"></head><body><p>caf=C3=A9 at the har=
      bour</p></body></html>
      ------MultipartBoundary--x----
      Content-Type: image/png
      Content-Location: https://t.example/b.png

      x
      ------MultipartBoundary--x------
      """
    for name in ["a.mhtml", "a.mht"] {
      let draft = try #require(ReadRecords(page, named: name).drafts.first)
      #expect(draft.title == "The harbour" && draft.author == "Ada Quill" && draft.published == nil)
      #expect(draft.text == "café at the harbour" && draft.url == "https://t.example/a?x=1")
    }
    let plain = ReadRecords("Content-Type: text/html\n\n<title>A</title><p>B", named: "a.mht")
    #expect(plain.titles == ["A"])
    #expect(ReadRecords("<p>no header", named: "a.mht").failures.count == 1)
  }
}
