import Foundation
@testable import Formats
import Testing
import TestSupport

struct WARCReaderTests {
  @Test func `a web archive gives the known article from records of all kinds`() throws {
    let page = Array(WARCFixtures.page.utf8)
    let archive =
      WARCFixtures.record(
        "warcinfo", type: "application/warc-fields", Array("software: x\r\n".utf8))
      + WARCFixtures.record("request", type: "application/http; msgtype=request", [0x47, 0x0A])
      + WARCFixtures.response(page)
      + WARCFixtures.response(
        WARCFixtures.chunked(page), "Transfer-Encoding: chunked\r\n")
      + WARCFixtures.response([], status: "301 Moved", "Location: x\r\n")
      + WARCFixtures.response(Array("{}".utf8), type: "application/json")
      + WARCFixtures.record("resource", type: "text/html", page)
      + WARCFixtures.record(
        "conversion", type: "text/plain", Array("A title\n\nAnd a text.".utf8))
      + WARCFixtures.record(
        "revisit", type: "application/http", Array("HTTP/1.1 200 OK\r\n\r\n".utf8))
    for size in [1 << 20, 1, 777] {
      let found = ReadRecords(archive, pieceSize: size, named: "a.warc")
      #expect(found.lines == [3, 4, 7, 8] && found.failures.isEmpty && found.end == nil)
      for draft in found.drafts.prefix(3) {
        try KnownArticle.expect(draft, docno: KnownArticle.url)
      }
      #expect(found.titles.last == "A title")
    }
  }

  @Test(.enabled(if: Project.hasPython, "no python3"), arguments: ["gzip", "deflate", "raw"])
  func `compressed bodies are read`(encoding: String) throws {
    let body = try compressed(Array(WARCFixtures.page.utf8), encoding)
    let field = "Content-Encoding: \(encoding == "raw" ? "deflate" : encoding)\r\n"
    for archive in [
      WARCFixtures.response(body, field),
      WARCFixtures.response(
        WARCFixtures.chunked(body), field + "Transfer-Encoding: chunked\r\n"),
      // The program that saved the page decoded it but kept the header fields.
      WARCFixtures.response(
        Array(WARCFixtures.page.utf8), field + "Transfer-Encoding: chunked\r\n"),
    ] {
      let found = ReadRecords(archive, named: "a.warc")
      try KnownArticle.expect(try #require(found.drafts.first))
    }
    let cut = WARCFixtures.response(Array(body.dropLast(20)), field) + whole("After")
    let found = ReadRecords(cut, named: "a.warc")
    #expect(found.failures.count == 1 && found.titles == ["After"])
  }

  @Test(.enabled(if: Project.hasPython, "no python3")) func `a gzip bomb is one failure`() throws {
    let bomb = try compressed(Array(repeating: 0x20, count: 200 << 20), "gzip")
    let archive = WARCFixtures.response(bomb, "Content-Encoding: gzip\r\n") + whole("After")
    let found = ReadRecords(archive, named: "a.warc")
    guard case .expandsTooMuch? = found.failures.first else {
      Issue.record("\(found.results)")
      return
    }
    #expect(found.failures.count == 1 && found.titles == ["After"])
  }

  @Test func `a body that cannot be decoded is reported`() {
    let archive =
      WARCFixtures.response([1, 2, 3], "Content-Encoding: br\r\n")
      + WARCFixtures.response(
        Array("5\r\nhello\r\n5\r\nhel".utf8), "Transfer-Encoding: chunked\r\n")
      + WARCFixtures.response(Array("<script>a()</script>".utf8)) + whole("After")
    let found = ReadRecords(archive, named: "a.warc")
    #expect(found.failures.count == 3 && found.titles == ["After"] && found.lines == [1, 2, 3, 4])
  }

  @Test func `the server's character set is used unless the page is valid UTF-8`() {
    let latin = Array("<title>Caf".utf8) + [0xE9] + Array("</title><p>Text".utf8)
    let cyrillic = Array("<title>".utf8) + [0xC4, 0xE0] + Array("</title><p>Text".utf8)
    let archive =
      WARCFixtures.response(latin, type: "text/html; charset=ISO-8859-1")
      + WARCFixtures.response(cyrillic, type: "text/html; charset=windows-1251")
      + WARCFixtures.response(
        Array("<title>Café</title><p>Text".utf8), type: "text/html; charset=iso-8859-1")
      + WARCFixtures.response(
        Array("<title>Café</title><p>Text".utf8), type: "text/html; charset=x-none")
    let found = ReadRecords(archive, named: "a.warc")
    #expect(found.titles == ["Café", "Да", "Café", "Café"])
  }

  @Test(arguments: [
    ("Content-Length: 9999999", 3), ("Content-Length: 999999999999999", 3),
    ("Content-Length: 99999999999999999999", 3), ("Content-Length: 10", 3),
    ("Content-Length: -1", 3), ("Content-Length: many", 3), ("X-Length: 7", 3),
    ("Content-Length: 0", 3), ("Content-Length", 3),
  ])
  func `a wrong length is one failure, and the next record is read`(field: String, line: Int) {
    let broken = String(decoding: whole("Broken"), as: UTF8.self)
      .replacing(/Content-Length: \d+/, with: field, maxReplacements: 1)
    for size in [1 << 20, 100] {
      let found = ReadRecords(
        whole("A") + whole("B") + Array(broken.utf8) + whole("C") + whole("D"), pieceSize: size,
        named: "a.warc")
      #expect(found.titles == ["A", "B", "C", "D"] && found.failures.count == 1, "\(field)")
      #expect(found.lines == [1, 2, 3, 4, 5])
    }
  }

  @Test func `a truncated archive is one failure, and the records before it are kept`() {
    let archive = whole("A") + whole("B")
    let last = whole("B").count
    for cut in 5..<last {
      let found = ReadRecords(Array(archive.dropLast(cut)), named: "a.warc")
      #expect(found.titles == ["A"] && found.failures.count == 1, "\(cut)")
    }
    #expect(ReadRecords([], named: "a.warc").failures == [.blank])
    #expect(ReadRecords("not at all", named: "a.warc").failures.count == 1)
  }

  @Test func `if the stream fails, the records before the error are kept`() {
    var parts = [whole("A") + whole("B"), Array(whole("C").dropLast(20))]
    let stream = ByteStream { bytes, _ throws(ReadError) in
      guard !parts.isEmpty else { throw .damagedContainer(detail: "cut short") }
      bytes += parts.removeFirst()
      return true
    }
    let found = ReadRecords(stream, named: "a.warc")
    #expect(found.titles == ["A", "B"] && found.failures.isEmpty)
    #expect(found.end == .damagedContainer(detail: "cut short"))
  }

  @Test func `records of gigabytes are skipped`() {
    let head =
      "WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: video/mp4\r\nContent-Length: \(1 << 30)\r\n\r\n"
    let page = head.replacing("video/mp4", with: "text/html")
    for (start, failures) in [(head, 0), (page, 1)] {
      let stream = ByteStream.filled(
        start, filler: 1 << 30,
        end: "\r\n\r\n" + String(decoding: whole("After"), as: UTF8.self))
      let found = ReadRecords(stream, named: "a.warc")
      #expect(found.titles == ["After"] && found.failures.count == failures)
    }
    let header = ByteStream.filled(
      "WARC/1.0\r\nX: ", filler: 100 << 20,
      end: "\r\n\r\n" + String(decoding: whole("After"), as: UTF8.self))
    let found = ReadRecords(header, named: "a.warc")
    #expect(found.titles == ["After"] && found.failures.count == 1)
  }

  @Test func `a file of first lines is read in linear time`() {
    var found: ReadRecords?
    let time = cpuTime {
      found = ReadRecords(String(repeating: "WARC/1.0\n", count: 60_000), named: "a.warc")
    }
    #expect(found?.failures.count == 60_000)
    #expect(time < .seconds(60))
  }

  @Test(arguments: seeds(300))
  func `damage loses only the records that it hits`(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let records = (1...6).map { whole("Title \($0)") }
    var archive = records.flatMap(\.self)
    let at = Int.random(in: archive.indices, using: &generator)
    let end: Int
    switch Int.random(in: 0..<4, using: &generator) {
    case 0:
      archive.removeSubrange(at...)
      end = at
    case 1:
      end = min(archive.count, at + Int.random(in: 1...30, using: &generator))
      archive.removeSubrange(at..<end)
    case 2:
      archive[at] = UInt8.random(in: 0...255, using: &generator)
      end = at + 1
    default:
      archive.insert(
        contentsOf: (0..<20).map { _ in UInt8.random(in: 0...255, using: &generator) }, at: at)
      end = at
    }
    let found = ReadRecords(archive, pieceSize: 97, named: "a.warc")
    var start = 0
    for (number, record) in records.enumerated() {
      let isBefore = start + record.count <= at
      // Damage in the first bytes of a record may extend the record before it.
      let isBehind = start > end
      if (isBefore && start + record.count + 7 < at) || isBehind && archive.count > at {
        #expect(found.titles.contains("Title \(number + 1)"), "seed \(seed)")
      }
      start += record.count
    }
    #expect(found.failures.count <= 2, "seed \(seed)")
  }

  private func whole(_ title: String) -> [UInt8] {
    WARCFixtures.response(Array("<title>\(title)</title><p>Some text".utf8))
  }

  private func compressed(_ bytes: [UInt8], _ encoding: String) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    try folder.write("in", bytes)
    try folder.python("compress.py", encoding)
    return try folder.bytes("out")
  }
}

/// Web archives in the form that crawlers write.
enum WARCFixtures {
  static let page = """
    <!DOCTYPE html><html lang="en"><head><title>\(KnownArticle.title)</title>
    <meta name="author" content="\(KnownArticle.author)">
    <meta property="og:site_name" content="\(KnownArticle.publisher)">
    <meta property="article:published_time" content="\(KnownArticle.published)">
    </head><body><article><h1>\(KnownArticle.title)</h1>\(KnownArticle.html)</article></body></html>
    """

  static func record(
    _ kind: String, type: String, _ block: [UInt8], address: String = KnownArticle.url
  ) -> [UInt8] {
    let head = """
      WARC/1.1\r
      WARC-Type: \(kind)\r
      WARC-Record-ID: <urn:uuid:0>\r
      WARC-Target-URI: \(address)\r
      WARC-Date: 2024-01-01T00:00:00Z\r
      Content-Type: \(type)\r
      Content-Length: \(block.count)\r
      \r

      """
    return Array(head.utf8) + block + Array("\r\n\r\n".utf8)
  }

  static func response(
    _ body: [UInt8], status: String = "200 OK", type: String = "text/html; charset=utf-8",
    _ fields: String = ""
  ) -> [UInt8] {
    let head = "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\n\(fields)\r\n"
    return record("response", type: "application/http; msgtype=response", Array(head.utf8) + body)
  }

  static func chunked(_ body: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for start in stride(from: 0, to: body.count, by: 100) {
      let chunk = body[start...].prefix(100)
      result += "\(String(chunk.count, radix: 16));ext=1\r\n".utf8 + chunk + "\r\n".utf8
    }
    return result + "0\r\n\r\n".utf8
  }
}
