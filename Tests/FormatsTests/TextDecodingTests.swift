import Foundation
@testable import Formats
import Testing
import TestSupport

struct TextDecodingTests {
  private static let sentences: [(text: String, encodings: [String])] = [
    (
      "L'été dernier, à la fin de l'année, les élèves étaient très contents de leur école.",
      ["CP1252", "ISO-8859-1", "UTF-16LE", "UTF-16BE", "UTF-8"]
    ),
    (
      "Die Größe der Häuser über den Dächern von München ist schön; Müller würde es prüfen.",
      ["CP1252"]
    ),
    (
      "He said “no”, and that’s all there is – the café isn’t open on Monday, I’m told.", ["CP1252"]
    ),
    (
      "Prezydent powiedział, że w Łodzi zażółć gęślą jaźń; rząd przyjął ustawę o świadczeniach.",
      ["CP1250", "ISO-8859-2"]
    ),
    (
      "Příliš žluťoučký kůň úpěl ďábelské ódy; předseda vlády řekl, že to nebude možné.",
      ["CP1250", "ISO-8859-2"]
    ),
    (
      "Başbakan dün yaptığı açıklamada, ülkenin güneydoğusunda işçilerin durumunu söyledi.",
      ["CP1254"]
    ),
    (
      "Президент России сообщил, что переговоры пройдут в Москве на следующей неделе.",
      ["CP1251", "KOI8-R", "ISO-8859-5", "CP866", "UTF-16LE"]
    ),
    ("Президент України повідомив, що переговори відбудуться в Києві.", ["CP1251", "KOI8-U"]),
    ("Ο πρωθυπουργός δήλωσε ότι οι διαπραγματεύσεις θα γίνουν στην Αθήνα.", ["ISO-8859-7"]),
    (
      "Ο πρωθυπουργός δήλωσε ότι “οι διαπραγματεύσεις θα γίνουν στην Αθήνα” – την Τρίτη.",
      ["CP1253"]
    ),
    ("ראש הממשלה אמר כי השיחות יתקיימו בירושלים בשבוע הבא.", ["CP1255"]),
    ("قال رئيس الوزراء إن المحادثات ستجري في القاهرة الأسبوع المقبل.", ["CP1256"]),
    ("นายกรัฐมนตรีกล่าวว่าการเจรจาจะมีขึ้นในกรุงเทพสัปดาห์หน้า", ["TIS-620"]),
    (
      "首相は来週、東京で会談を行うと述べた。津軽海峡の冬景色です。",
      ["CP932", "EUC-JP", "ISO-2022-JP"]
    ),
    ("总理表示，会谈将于下周在北京举行。经济增长超过预期。", ["GB18030", "GBK"]),
    ("總理表示，會談將於下週在臺北舉行。經濟增長超過預期。", ["BIG5"]),
    ("총리는 다음 주 서울에서 회담이 열릴 것이라고 말했다.", ["CP949"]),
  ]

  @Test(
    arguments: sentences.flatMap { sentence in
      sentence.encodings.map { (sentence.text, $0) }
    })
  func `the encoding of a sentence is detected`(text: String, encoding: String) throws {
    let bytes = try encoded(text, encoding)
    #expect(try TextDecoding.text(of: bytes) == text)
    #expect(try streamed(bytes, encoding: nil, pieces: 7) == text)
    // The text can also be read with the encoding given by the user.
    #expect(try TextDecoding.text(of: bytes, encoding: encoding) == text)
  }

  @Test(
    arguments: [
      ("UTF-8", [0xEF, 0xBB, 0xBF]), ("UTF-16LE", [0xFF, 0xFE]), ("UTF-16BE", [0xFE, 0xFF]),
      ("UTF-32LE", [0xFF, 0xFE, 0, 0]), ("UTF-32BE", [0, 0, 0xFE, 0xFF]),
    ] as [(String, [UInt8])])
  func `a byte order mark determines the encoding and is not part of the text`(
    name: String, mark: [UInt8]
  ) throws {
    let text = "Łódź, 北京 and 😀"
    let bytes = mark + (try encoded(text, name))
    #expect(try TextDecoding.text(of: bytes) == text)
    #expect(try streamed(bytes, encoding: nil, pieces: 1) == text)
    #expect(try TextDecoding.text(of: bytes, encoding: name) == text)
    if name != "UTF-8" {
      #expect(try TextDecoding.text(of: bytes, encoding: String(name.prefix(6))) == text)
    }
  }

  @Test(
    arguments: [
      ("latin1", [0x93, 0x80, 0x94], "“€”"), ("ISO-8859-1", [0x93], "“"), ("ascii", [0xE9], "é"),
      (" Windows-1252 ", [0xE9], "é"), ("x-sjis", [0x92, 0xC3], "津"),
      ("ks_c_5601-1987", [0xBC, 0xAD], "서"),
      ("gb2312", [0x81, 0x30, 0x81, 0x30], "\u{80}"), ("UTF-16", [0x41, 0x00], "A"),
      ("utf-16be", [0x00, 0x41], "A"), ("koi8-r", [0xEA], "Й"), ("cp437", [0x82], "é"),
      ("macintosh", [0x8E], "é"), ("iso-8859-9", [0xFD], "ı"), ("tis-620", [0xA1], "ก"),
    ] as [(String, [UInt8], String)])
  func `an encoding is found by the names in use`(
    name: String, bytes: [UInt8], expected: String
  ) throws {
    #expect(try TextDecoding.text(of: bytes, encoding: name) == expected)
  }

  @Test(arguments: ["", "x", "//TRANSLIT", "utf-8//IGNORE", "latin1/", "../../etc", "\u{0}", "é"])
  func `an unknown name is refused`(name: String) {
    #expect(throws: ReadError.unknownEncoding(name)) {
      try TextDecoding.text(of: [0x41], encoding: name)
    }
  }

  @Test(
    arguments: [
      ("utf-8", [0x41, 0xE9, 0x41]), ("utf-8", [0x41, 0xC3]), ("shift_jis", [0x41, 0x81]),
      ("windows-1252", [0x81]), ("utf-16le", [0x00, 0xD8, 0x41, 0x00]), ("utf-16le", [0x41]),
      ("euc-kr", [0xFF, 0xFF]), ("utf-32le", [0x00, 0x00, 0x11, 0x00]),
    ] as [(String, [UInt8])])
  func `bytes that are invalid in the encoding given by the user are refused`(
    name: String, bytes: [UInt8]
  ) {
    #expect(throws: ReadError.wrongEncoding(name)) {
      try TextDecoding.text(of: bytes, encoding: name)
    }
  }

  @Test(
    arguments: [
      [0x61, 0x00, 0x62, 0x00], Array(repeating: 0, count: 100),
      [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0xFF],
      (0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 131 ^ $0 >> 3) | 1 },
      Array("plain".utf8) + [0, 0, 0, 0, 0], [0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10, 0x4A, 0x46],
    ] as [[UInt8]])
  func `bytes that are not text are refused`(bytes: [UInt8]) {
    #expect(throws: ReadError.notText) { try TextDecoding.text(of: bytes) }
    #expect(throws: ReadError.notText) { try streamed(bytes, encoding: nil, pieces: 3) }
  }

  @Test func `a few invalid bytes in UTF-8 are replaced and do not change the encoding`()
    throws
  {
    let text = String(repeating: "Žluťoučký kůň. ", count: 100)
    let damaged = Array(text.utf8) + [0xFF] + Array(text.utf8)
    #expect(try TextDecoding.text(of: damaged) == text + "\u{FFFD}" + text)
    #expect(throws: ReadError.wrongEncoding("utf-8")) {
      try TextDecoding.text(of: damaged, encoding: "utf-8")
    }
    // A stream passes the bytes through, since its reader reports the error.
    let stream = try TextDecoding.utf8(ByteStream(damaged), encoding: nil)
    #expect(try stream.readAll() == damaged)
  }

  @Test func `UTF-8 passes through a stream unchanged`() throws {
    let bytes = Array(String(repeating: "{\"title\": \"Žluťoučký\"}\n", count: 9_000).utf8)
    let stream = ByteStream(bytes)
    #expect(try TextDecoding.utf8(stream, encoding: nil) === stream)
    #expect(try TextDecoding.utf8(ByteStream([]), encoding: nil).readAll() == [])
  }

  @Test(
    arguments: [
      ("Café, Renée", "CP1252"), ("Сегодня утром порт открыли снова.", "CP1251"),
      ("Café, Renée, Łódź", "UTF-8"),
    ], [1, 4_000, 100_000])
  func `the first bytes that are not ASCII determine the encoding, however late in the stream`(
    sample: (text: String, encoding: String), pieces: Int
  ) throws {
    let plain = String(repeating: "plain text\n", count: 9_000)
    let rest = String(repeating: sample.text + "\nplain\n", count: 3_000)
    for text in [plain + sample.text, plain + rest] {
      let bytes = try encoded(text, sample.encoding)
      #expect(try streamed(bytes, encoding: nil, pieces: pieces) == text)
    }
  }

  @Test(
    arguments: [
      Array("Žluť".utf8) + [0] + Array("oučký".utf8), [0xEF, 0xBB, 0xBF, 0x41],
      [0xC5, 0xBD] + (0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 131 ^ $0 >> 3) },
    ] as [[UInt8]])
  func `late in a stream, byte order marks and UTF-16 are not detected and invalid text passes`(
    late: [UInt8]
  ) throws {
    let bytes = Array(String(repeating: "plain text\n", count: 9_000).utf8) + late
    #expect(try TextDecoding.utf8(ByteStream(bytes), encoding: nil).readAll() == bytes)
  }

  @Test(arguments: seeds(40)) func `a stream in pieces of any size gives the same text`(seed: Int)
    throws
  {
    var random = SeededGenerator(seed: seed)
    let (text, encodings) = try #require(Self.sentences.randomElement(using: &random))
    let encoding = try #require(encodings.randomElement(using: &random))
    let long = String(repeating: text + "\n", count: Int.random(in: 1...900, using: &random))
    let bytes = try encoded(long, encoding)
    let pieces = Int.random(in: 1...5_000, using: &random)
    #expect(
      try streamed(bytes, encoding: encoding, pieces: pieces) == long, "seed \(seed) \(encoding)")
    #expect(try streamed(bytes, encoding: nil, pieces: pieces) == long, "seed \(seed) \(encoding)")
  }

  @Test(arguments: seeds(300)) func `random bytes do not crash the decoder`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let bytes = (0..<Int.random(in: 0...3_000, using: &random)).map { _ in
      UInt8.random(in: 0...255, using: &random)
    }
    let names = [
      nil, "utf-8", "utf-16", "utf-32be", "shift_jis", "gb18030", "iso-2022-jp", "cp874",
    ]
    let name = names[Int.random(in: 0..<names.count, using: &random)]
    let text = try? TextDecoding.text(of: bytes, encoding: name)
    #expect(
      text == (try? streamed(bytes, encoding: name, pieces: 11)) || name == nil || name == "utf-8",
      "seed \(seed)")
  }

  /// Returns the text of a stream that is read in pieces of the given size.
  private func streamed(_ bytes: [UInt8], encoding: String?, pieces: Int) throws -> String {
    var rest = bytes[...]
    let stream = ByteStream { output, _ in
      output += rest.prefix(pieces)
      defer { rest = rest.dropFirst(pieces) }
      return !rest.isEmpty
    }
    let all = try TextDecoding.utf8(stream, encoding: encoding).readAll()
    return String(decoding: all, as: UTF8.self)
  }
}
