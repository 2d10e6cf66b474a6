@testable import Formats
import Testing
import TestSupport
import TextAnalysis

struct MailboxReaderTests {
  @Test(arguments: [
    MailFixtures.plain, MailFixtures.quotedPrintable, MailFixtures.base64, MailFixtures.flowed,
    MailFixtures.newsletter, MailFixtures.alternative,
  ])
  func `a message gives the known article, however it is encoded`(message: String) throws {
    for file in [message, message.replacing("\n", with: "\r\n")] {
      let found = read(file)
      #expect(found.results.count == 1 && found.end == nil && found.lines == [nil])
      try KnownArticle.expect(
        try #require(found.drafts.first), docno: "18.reopens@tidewater.example",
        published: "2021-10-18T09:00:00Z")
    }
  }

  @Test func `every message of a mailbox is read`() throws {
    let messages = [
      MailFixtures.plain, MailFixtures.newsletter,
      "Subject: Quoted\n\nBefore\n\n>From here on\n>>From there\n> From nowhere\nFrom line to line\n",
      "Subject: From afar\n\nBegins\n\nFrom the sea, no message begins.\n\nEnds\n",
    ]
    let separator = "From ada@tidewater.example Mon Oct 18 09:00:00 2021\n"
    let file = messages.map { separator + $0 + "\n\n" }.joined()
    let found = read(file)
    #expect(found.titles == [KnownArticle.title, KnownArticle.title, "Quoted", "From afar"])
    #expect(found.failures.isEmpty && found.end == nil)
    try #require(found.drafts.count == 4)
    for draft in found.drafts.prefix(2) {
      try KnownArticle.expect(draft, published: "2021-10-18T09:00:00Z")
    }
    #expect(
      found.drafts[2].text.contains(
        "Before\n\nFrom here on\n>From there\n> From nowhere\nFrom line"))
    #expect(found.drafts[3].text.contains("no message begins.\n\nEnds"))
    let starts = file.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .filter { $0.element.hasPrefix("From ada") }.map { $0.offset + 1 }
    #expect(found.lines == starts)
    let bare = read("From nobody\nSubject: A\n\na\n\nFrom nobody\nSubject: B\n\nb\n")
    #expect(bare.titles == ["A", "B"])
  }

  @Test(arguments: [
    "From 09:30 until noon the port was closed.\nThen it opened.",
    "From Paris: the mayor writes that\nNote: this is important.\n\nEnd of it.",
    "From Monday 09:30 on\nhttp://a.example is read.", "From Mon Oct 18 09:00:00 2021\n\nIt was.",
    "From x\nNote: a", "From Ada and Bo\nSubject: to change", "From Mon 09:30", "From here\n\n",
  ])
  func `a sentence that starts with From does not split a message`(text: String) {
    let separator = "From ada@b.example Mon Oct 18 09:00:00 2021\n"
    let found = read(
      "\(separator)Subject: A\n\nBefore.\n\n\(text)\n\n\(separator)Subject: B\n\nb\n")
    #expect(found.titles == ["A", "B"] && found.failures.isEmpty)
    #expect(found.drafts.first.map { normalize($0.text) } == normalize("Before.\n\n" + text))
  }

  @Test func `a message needs no empty line before it`() {
    let found = read(
      """
      From x Mon Oct 18 09:00:00 2021
      Subject: one

      First.
      From x Mon Oct 18 09:00:00 +0000 2021
      From: A <a@b>
      Subject: two

      Second.

      """)
    #expect(found.titles == ["one", "two"] && found.lines == [1, 5])
    #expect(found.drafts.map { normalize($0.text) } == ["First.", "Second."])
  }

  @Test func `the root of related parts is read`() {
    let picture = "--b\nContent-Type: image/png\nContent-ID: <p>\n\nabc\n"
    let page = "--b\nContent-Type: text/html\nContent-ID: <root>\n\n<p>The page</p>\n"
    let note = "--b\nContent-Type: text/plain\n\nA note\n"
    for (parts, start) in [
      (picture + page, "; start=\"<root>\""), (note + page, "; start=\"<root>\""),
      (picture + page, ""), (picture + page, "; start=\"<none>\""), (page + note, ""),
    ] {
      let head = "Subject: s\nContent-Type: multipart/related; boundary=b\(start)\n\n"
      #expect(read(head + parts + "--b--\n").drafts.map { normalize($0.text) } == ["The page"])
    }
  }

  @Test(
    arguments: [
      ("Ada Quill <a@b.example>", "Ada Quill"), ("\"Quill, Ada\" <a@b.example>", "Quill, Ada"),
      ("a@b.example (Ada Quill)", "Ada Quill"), ("a@b.example", "a@b.example"),
      ("<a@b.example>", "a@b.example"), ("A <a@b.c>, B <b@b.c>", "A, B"),
      ("=?utf-8?q?Ad=C3=A4?= <a@b.c>", "Adä"), ("=?UTF-8?B?w6TDtg==?= <a@b.c>", "äö"),
      ("=?windows-1252?Q?=93Ada=94?= <a@b.c>", "“Ada”"),
      ("=?utf-8*en?q?A=2C_B?= <a@b.c>", "A, B"), ("\"=?utf-8?q?Ada?=\" <a@b.c>", "Ada"),
      ("=?utf-8?q?broken <a@b.c>", "=?utf-8?q?broken"), ("=?x?z?a?= <a@b.c>", "=?x?z?a?="),
      ("\"A \\\"B\\\" C\" <a@b.c>", "A \"B\" C"), ("Staff: A <a@b.c>;", "A"),
    ] as [(String, String)])
  func `the author is the sender's name`(field: String, expected: String) {
    #expect(read("From: \(field)\nSubject: s\n\ntext\n").drafts.first?.author == expected)
  }

  @Test(
    arguments: [
      ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"), ("=?utf-8?q?a?= b", "a b"), ("a =?utf-8?q?b?=", "a b"),
      ("=?utf-8?b?8J+a?= =?utf-8?b?og==?=", "🚢"), ("=?utf-8?q?a?=\n =?iso-8859-1?q?=E9?=", "aé"),
      ("=?gb2312?B?1tDOxA==?=", "中文"), ("=?koi8-r?Q?=F0=D2=C9=D7=C5=D4?=", "Привет"),
      ("folded\n\tover\n  lines", "folded over lines"), ("Ünïcode", "Ünïcode"), ("a=?b", "a=?b"),
      ("=?", "=?"), ("=?utf-8?q?a_b?=", "a b"), ("=?nonsense?q?caf=C3=A9?=", "café"),
    ] as [(String, String)])
  func `encoded words are decoded`(field: String, expected: String) {
    #expect(read("Subject: \(field)\n\ntext\n").titles == [expected])
  }

  @Test(
    arguments: [
      ("iso-8859-1", [0x43, 0x61, 0x66, 0xE9], "Café"), ("windows-1251", [0xC4, 0xE0], "Да"),
      ("ISO-2022-JP", Array("\u{1B}$BF|K\\\u{1B}(B".utf8), "日本"),
      ("us-ascii", [0x43, 0x61, 0x66, 0xC3, 0xA9], "Café"), ("x-none", [0x61], "a"),
      ("utf-8", [0x43, 0x61, 0x66, 0xE9], "Café"),
    ] as [(String, [UInt8], String)])
  func `text is read in its declared character set, or in a detected one if none is declared`(
    charset: String, bytes: [UInt8], expected: String
  ) {
    let head = Array("Subject: s\nContent-Type: text/plain; charset=\(charset)\n\n".utf8)
    let found = ReadRecords(head + bytes, named: "a.mbox")
    #expect(found.drafts.map { normalize($0.text) } == [expected])
  }

  @Test func `attachments are left out, and readable parts are kept`() {
    let digest = """
      Subject: Digest
      Content-Type: multipart/digest; boundary=d

      --d

      Subject: One

      First text
      -- 
      Ada
      --d

      Subject: Two
      Content-Type: text/html

      <p>Second text</p>
      --d--
      """
    #expect(
      read(digest).drafts.map { normalize($0.text) } == [
        "## One\n\nFirst text\n--\nAda\n\n## Two\n\nSecond text"
      ])
    let none = "Subject: A picture\nContent-Type: image/png\n\nabc\n"
    #expect(read(none).titles == ["A picture"])
    #expect(read("").failures == [.blank])
    #expect(read("No header\n\nat all\n").failures.count == 1)
    let cut = "Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nThe part is cut"
    #expect(read(cut).drafts.map { normalize($0.text) } == ["The part is cut"])
  }

  @Test(
    arguments: [
      ("a \nb\n\nc", false, "a b\n\nc"), ("> a \n> b\nc", false, "> a b\nc"),
      ("> a \n>> b", false, "> a \n>> b"), (" From here", false, "From here"),
      ("a \nb", true, "ab"), ("a \n-- \nAda", false, "a \n-- \nAda"), ("a \n", false, "a "),
    ] as [(String, Bool, String)])
  func `the lines of flowed text are joined`(text: String, deletesSpace: Bool, expected: String) {
    let unfolded = FlowedText.unfolded(text, deletesSpace: deletesSpace)
    #expect(normalize(unfolded) == normalize(expected))
  }

  @Test func `hostile messages fail with bounded memory and time`() {
    let deep = (0..<100_000).map { "Content-Type: multipart/mixed; boundary=b\($0)\n\n--b\($0)\n" }
    #expect(read("Subject: s\n" + deep.joined()).failures == [.tooComplex])
    let same = "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
    _ = read("Subject: s\n" + String(repeating: same, count: 100_000))
    let wide = "Subject: s\n" + same + String(repeating: "\na\n--b\n", count: 100_000)
    #expect(read(wide).failures == [.tooComplex])
    let boundary = String(repeating: "b", count: 1 << 20)
    let long =
      "Subject: s\nContent-Type: multipart/mixed; boundary=\(boundary)\n\n--\(boundary)\n\na"
    #expect(read(long).results.count == 1)
    let words = "Subject: " + String(repeating: "=?", count: 1 << 17) + "\n\ntext"
    #expect(read(words).titles.count == 1)
    let lines = "Subject: s\nContent-Type: text/plain; format=flowed\n\n"
    #expect(read(lines + String(repeating: "\n", count: 1 << 20) + "a").results.count == 1)
    let zeros = "Subject: s\nContent-Transfer-Encoding: base64\n\n"
    #expect(read(zeros + String(repeating: "A", count: 2 << 20)).results.count == 1)
    let names = (0..<50_000).map { "X-\($0): a\n" }.joined() + "Subject: s\n\ntext"
    #expect(read(names).titles == ["s"])
  }

  @Test func `a header of 100 MB is one failure, and the message after it is read`() {
    let stream = ByteStream.filled(
      "From a Mon Oct 18 09:00:00 2021\nSubject: ", filler: 100 << 20,
      end: "\n\ntext\n\nFrom a Mon Oct 18 09:00:00 2021\nSubject: Next\n\ntext\n")
    let found = ReadRecords(stream, named: "a.mbox")
    #expect(found.failures == [.tooLarge(limit: ReaderLimits.articleBytes)])
    #expect(found.titles == ["Next"] && found.lines == [1, 6])
  }

  @Test(arguments: seeds(150)) func `random structures never crash the program`(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let pieces = [
      "Content-Type: multipart/mixed; boundary=a\n",
      "Content-Type: multipart/alternative; boundary=b\n",
      "Content-Type: message/rfc822\n", "Content-Type: text/html\n", "Content-Type: text/plain\n",
      "Content-Transfer-Encoding: base64\n", "Content-Transfer-Encoding: quoted-printable\n",
      "Content-Disposition: attachment\n", "\n", "\n--a\n", "\n--b\n", "\n--a--\n", "\n--b--\n",
      "Subject: =?utf-8?q?=C3?=\n", "From: \"(<,\n", "=C3=\n", "text ", "<p>", "=", "\r", " ", "\0",
      ": ", "\nFrom a 10:00\n", ">From ",
    ]
    let message = (0..<Int.random(in: 1...80, using: &generator)).map { _ in
      pieces.randomElement(using: &generator) ?? ""
    }.joined()
    let whole = "\(read("Subject: s\n" + message).results)"
    let size = Int.random(in: 1...30, using: &generator)
    #expect("\(read("Subject: s\n" + message, pieceSize: size).results)" == whole, "seed \(seed)")
    _ = read("From a 10:00\n" + message)
  }

  @Test(arguments: seeds(60)) func `a text is found in any structure`(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    var part = "Content-Type: text/plain; charset=utf-8\n\nThe words – to find\n"
    if Bool.random(using: &generator) {
      part =
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
        + MailFixtures.base64(Array("The words – to find".utf8)) + "\n"
    }
    for level in 0..<Int.random(in: 0...15, using: &generator) {
      let kind =
        ["mixed", "alternative", "related", "signed", "x-other"]
        .randomElement(using: &generator) ?? "mixed"
      let picture = "--l\(level)\nContent-Type: image/png\n\nabc\n"
      let behind = Bool.random(using: &generator) ? picture : ""
      part =
        "Content-Type: multipart/\(kind); boundary=\"l\(level)\"\n\npreamble\n--l\(level)\n\(part)\n"
        + behind + "--l\(level)--\n"
    }
    let found = read("Subject: s\n" + part)
    #expect(
      found.drafts.map { normalize($0.text) } == ["The words – to find"], "seed \(seed)")
  }

  @Test(
    arguments: [
      ("From a@b.c Mon Oct 18 09:00:00 2021\nSubject: s\n", .mailbox),
      ("From - Mon Oct 18 09:00:00 2021\r\n", .mailbox), ("From the sea\n\nIt came.", .plainText),
      ("Return-Path: <a@b.c>\nX: y\n", .mail), ("Received: from a by b\n\tid c\n", .mail),
      ("From: a@b.c\nTo: c@d.e\nSubject: s\n\n", .mail), ("Subject: s\nFrom: a@b.c\n\n", .mail),
      ("From: here\n\nA letter", .plainText), ("Note: this is text\n", .plainText),
      ("Message-ID: <a@b.c>\nDate: x\n", .mail), ("---\ntitle: a\n---\n", .markdown),
      ("+++\ntitle = 'a'\n+++\n", .markdown),
    ] as [(String, Format)])
  func `mail is recognised by its first lines`(head: String, format: Format) {
    #expect(Format.likely(Array(head.utf8)) == format)
  }

  @Test func `a header goes on after a line that is no field`() {
    let read = ReadRecords(
      "Received: by a.example\n b\nnot a field: x\nReceived: by b.example\nFrom: Ada <a@t.example>\nSubject: Tide\n\nText",
      named: "a.eml")
    #expect(read.titles == ["Tide"] && read.drafts.map(\.text) == ["Text"])
  }

  private func read(_ file: String, pieceSize: Int = 1 << 20) -> ReadRecords {
    ReadRecords(file, pieceSize: pieceSize, named: "a.mbox")
  }
}
