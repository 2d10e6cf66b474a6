@testable import Formats
import Testing
import TestSupport

/// Messages with files, and the files.
struct MailAttachmentTests {
  private static let header =
    "From: Ada Quill <ada@t.example>\nSubject: Tide\nMessage-ID: <1@t.example>\n"

  private static func message(_ parts: [String], boundary: String = "b", type: String = "mixed")
    -> String
  {
    header + "Content-Type: multipart/\(type); boundary=\"\(boundary)\"\n\n"
      + parts.map { "--\(boundary)\n\($0)\n" }.joined() + "--\(boundary)--\n"
  }

  private static let text = "Content-Type: text/plain\n\nHigh at noon."

  @Test func `a file is named in the message, and read as an article of its own`() throws {
    let message = Self.message([
      Self.text,
      "Content-Type: text/html\nContent-Disposition: attachment; filename=\"table.html\"\n\n<title>Table</title><p>Noon",
      "Content-Type: application/pdf; name=chart.dat\nContent-Transfer-Encoding: base64\n\nAAEC",
      "Content-Type: image/png; name=logo.png\n\nx",
    ])
    let found = members(message, named: "a.eml")
    #expect(found[""] == "Tide|High at noon.\n\nAttachment: table.html\nAttachment: chart.dat")
    #expect(found["/table.html"] == "Table|Noon" && found.count == 2, "\(found)")
    let mailbox =
      "From ada@t.example Mon Oct 18 09:00:00 2021\n\(message)\nFrom x Mon Oct 18 09:01:00 2021\n"
      + "Subject: Two\n\nText\n"
    let inside = members(mailbox, named: "a.mbox")
    #expect(
      inside.keys.sorted()
        == [":1", ":\(Self.line(of: "From x", in: mailbox))", "/1@t.example/table.html"].sorted(),
      "\(inside)")
  }

  private static func line(of mark: String, in text: String) -> Int {
    (text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.hasPrefix(mark) }
      ?? 0) + 1
  }

  @Test func `two files of the same name are two articles`() {
    let part =
      "Content-Type: text/plain\nContent-Disposition: attachment; filename=\"../a.txt\"\n\n"
    let found = members(Self.message([Self.text, part + "One", part + "Two"]), named: "a.eml")
    #expect(found["/a.txt"] == "One" && found["/2-a.txt"] == "Two", "\(found)")
  }

  @Test func `a message in a message is read with its own files`() {
    let inner = Self.message(
      [
        Self.text,
        "Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nInside",
      ], boundary: "i")
    let found = members(
      Self.message([
        Self.text,
        "Content-Type: message/rfc822\nContent-Disposition: attachment; filename=\"old.eml\"\n\n"
          + inner,
      ]), named: "a.eml")
    #expect(found["/old.eml/a.txt"] == "Inside", "\(found)")
    #expect(found["/old.eml"] == "Tide|High at noon.\n\nAttachment: a.txt")
  }

  @Test func `messages nested too deep are not opened`() {
    var message = Self.message([Self.text])
    for _ in 0..<8 {
      message = Self.message(
        [
          Self.text,
          "Content-Type: message/rfc822\nContent-Disposition: attachment; filename=m.eml\n\n"
            + message,
        ], boundary: "b\(message.utf8.count)")
    }
    #expect(members(message, named: "a.eml").count == 5)
  }

  @Test(arguments: ["a.eml", "a.mbox"])
  func `an attachment of 40 MB does not cost the message`(name: String) {
    let line = String(repeating: "QUJD", count: 18) + "\n"
    let file = String(repeating: line, count: 40_000_000 / line.utf8.count)
    let message = Self.message([
      Self.text,
      "Content-Type: application/zip\nContent-Disposition: attachment; filename=large.bin\n"
        + "Content-Transfer-Encoding: base64\n\n\(file)",
      "Content-Type: text/plain\n\nBelow the file.",
    ])
    let start = name == "a.mbox" ? "From ada@t.example Mon Oct 18 09:00:00 2021\n" : ""
    let read = ReadRecords(start + message, named: name)
    #expect(read.failures.isEmpty && read.end == nil)
    #expect(
      read.drafts.map(\.text) == ["High at noon.\n\nBelow the file.\n\nAttachment: large.bin"])
  }

  @Test(arguments: [
    String(repeating: "b", count: 210), "=_x.y (z)",
  ])
  func `long boundaries are read`(boundary: String) {
    #expect(
      ReadRecords(Self.message([Self.text], boundary: boundary), named: "a.eml").drafts.map(\.text)
        == ["High at noon."])
  }

  @Test(arguments: [
    ("multipart/mixed; boundary*0=\"out\"; boundary*1=er", "boundary", "outer"),
    ("a/b; name*=utf-8'en'caf%C3%A9.txt", "name", "café.txt"),
    ("a/b; name*0*=utf-8''caf%C3; name*1*=%A9; name*2=.txt", "name", "café.txt"),
    ("a/b; name*=%zz; name=x", "name", "%zz"), ("a/b; name*1=x", "name", ""),
    ("a/b; *=x", "", "x"),
  ])
  func `continued and encoded parameters are read`(field: String, name: String, value: String) {
    #expect(MediaType(field)[name] ?? "" == value)
  }

  @Test(arguments: [
    ("text/x-markdown", true), ("text/x-log", true), ("text/unheard-of", true), ("text/css", false),
    ("text/calendar", false), ("application/x-y", false),
  ])
  func `unknown kinds of text are text`(type: String, isText: Bool) {
    let read = ReadRecords(Self.message(["Content-Type: \(type)\n\nWords"]), named: "a.eml")
    #expect(read.drafts.map(\.text) == [isText ? "Words" : ""])
  }

  @Test func `recipients are searchable if the user asks for them`() throws {
    let message =
      Self.header + "To: Ben Gull <ben@t.example>\nCc: c@t.example\nX-Desk: City\n\nText"
    let settings = ReaderSettings(fieldNames: ["text": "To, Cc", "publisher": "X-Desk"])
    let draft = try #require(ReadRecords(message, settings: settings, named: "a.eml").drafts.first)
    #expect(draft.text == "To: Ben Gull <ben@t.example>\nCc: c@t.example\n\nText")
    #expect(draft.publisher == "City" && draft.title == "Tide")
    #expect(ReadRecords(message, named: "a.eml").drafts.map(\.text) == ["Text"])
  }

  @Test func `archives of mailing lists are mailboxes with the extension txt`() throws {
    let read = ReadRecords(
      """
      From ada at t.example  Mon Oct 18 09:00:00 2021
      From: ada at t.example (Ada Quill)
      Date: Mon, 18 Oct 2021 09:00:00 +0000
      Subject: [tides] One
      Message-ID: <1@t.example>

      Text one

      From ben at t.example  Mon Oct 18 10:00:00 2021
      From: ben at t.example (Ben Gull)
      Subject: [tides] Two

      Text two
      """, named: "2021-October.txt")
    #expect(read.titles == ["[tides] One", "[tides] Two"])
    #expect(read.drafts.map(\.author) == ["Ada Quill", "Ben Gull"])
    #expect(ReadRecords("From Monday on\nAt noon: tea\n\nText", named: "a.txt").titles == [nil])
  }

  @Test func `deleted messages of Thunderbird are left out, and Apple Mail's length is no text`() {
    let read = ReadRecords(
      """
      From - Mon Oct 18 09:00:00 2021
      X-Mozilla-Status: 0009
      X-Mozilla-Status2: 00000000
      Subject: Gone

      Text
      From - Mon Oct 18 09:00:00 2021
      X-Mozilla-Status: 0001
      Subject: Here

      Text
      """, named: "Inbox")
    #expect(read.titles == ["Here"])
    let message = "Subject: Tide\n\nText\n"
    let apple = ReadRecords(
      "\(message.utf8.count)      \n\(message)<?xml version=\"1.0\"?><plist/>", named: "1.emlx")
    #expect(apple.titles == ["Tide"] && apple.drafts.map(\.text) == ["Text\n"])
  }

  @Test(arguments: [
    ("Inbox", "From - Mon Oct 18 09:00:00 2021\nSubject: a\n\nb", true),
    ("17", "Subject: x\nFrom: y\n\nz", true),
    ("cur/1634.M1P2.host.example:2,S", "Received: x\n\nz", true),
    ("new/1634.M1P2.host.md", "Received: x\n\nz", true),
    ("notes", "Just some notes", false), ("tweets.js", "window.YTD.tweets.part0 = [", true),
    ("code.js", "var x = 1", false), ("page", "<!DOCTYPE html><p>x", true),
    ("feed", "<rss version='2.0'>", true),
    ("data", "{\"a\": 1}", false),
    ("Inbox.msf", "From - Mon Oct 18 09:00:00 2021\nSubject: a\n", false),
    ("paper", "%PDF-1.7", true), ("a.txt", "", true),
  ])
  func `files without a known name are read if their first bytes decide`(
    name: String, head: String, isKnown: Bool
  ) {
    #expect(Format.isKnown(name: name, head: Array(head.utf8)) == isKnown)
  }

  /// The titles and texts of the records, by member and line.
  private func members(_ text: String, named name: String) -> [String: String] {
    var found: [String: String] = [:]
    let reader = FileReader(
      settings: ReaderSettings(),
      onRecord: { record in
        let place = record.member + (record.line.map { ":\($0)" } ?? "")
        let draft = try record.draft()
        found[place] = (draft.title.map { $0 + "|" } ?? "") + draft.text
      })
    do {
      try reader.read(location: name, ByteStream(Array(text.utf8)))
    } catch {
      Issue.record("\(error)")
    }
    return found
  }
}
