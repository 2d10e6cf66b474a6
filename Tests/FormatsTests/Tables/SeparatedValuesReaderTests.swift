@testable import Formats
import Testing
import TestSupport

struct SeparatedValuesReaderTests {
  @Test(arguments: [",", ";", "\t", "|"], ["\n", "\r\n", "\r"])
  func `CSV gives the known article, whatever its separator and line ends`(
    separator: String, lineEnd: String
  ) throws {
    let header = ["id", "Headline", "byline", "source", "date", "lang", "link", "body"]
    let text = KnownArticle.paragraphs.joined(separator: lineEnd + lineEnd)
    let row =
      [
        "7", KnownArticle.title, KnownArticle.author, KnownArticle.publisher,
        KnownArticle.published,
      ]
      + [
        KnownArticle.language, KnownArticle.url, text.replacing("the harbour", with: "the harbour"),
      ]
    let lines = [header, row].map { $0.map(quoted).joined(separator: separator) }
    for mark in ["", "\u{FEFF}"] {
      let found = read(mark + lines.joined(separator: lineEnd) + lineEnd)
      #expect(found.results.count == 1 && found.end == nil)
      try KnownArticle.expect(try #require(found.drafts.first), docno: "7")
    }
  }

  @Test func `an accent that first occurs in a late row is read like an early one`() {
    let plain = (1...4_000).map { "\($0),Title \($0),\"plain text\"\n" }.joined()
    let bytes =
      Array("id,title,text\n\(plain)9999,Caf".utf8) + [0xE9] + Array(",\"Ren".utf8) + [0xE9]
      + Array("e\"\n".utf8)
    let found = ReadRecords(bytes, named: "a.csv")
    #expect(found.failures.isEmpty && found.results.count == 4_001)
    #expect(found.drafts.last?.title == "Café" && found.drafts.last?.text == "Renée")
  }

  @Test func `TSV gives the known article, with quotation marks and without`() throws {
    let names = "title\tauthor\tpublisher\tdate\tlanguage\turl\ttext\n"
    let metadata = [
      KnownArticle.title, KnownArticle.author, KnownArticle.publisher, KnownArticle.published,
      KnownArticle.language, KnownArticle.url,
    ].joined(separator: "\t")
    let found = read(names + metadata + "\t" + quoted(KnownArticle.text), tsv: true)
    try KnownArticle.expect(try #require(found.drafts.first))
  }

  @Test(
    arguments: [
      ("title,text\na,b", ["a|b"]), ("title,text\n\"a\",\"b\"\n", ["a|b"]),
      ("title,text\n\"a \"\"b\"\"\",\"c,d\ne\"\n", ["a \"b\"|c,d\ne"]),
      ("title,text\na\"b,c\"\"d\n", ["a\"b|c\"\"d"]), ("title,text\n\"a\" ,b\n", ["a|b"]),
      ("title,text\na\n", ["a|"]), ("title,text\na,b,,\n", ["a|b"]),
      ("text,title\n\"\",a\n", ["a|"]),
      ("\n\ntitle,text\n\n\na,b\n\n,\n\"\",\"\"\n", ["a|b"]),
      ("sep=;\ntitle;text\na,b;c\n", ["a,b|c"]), ("SEP=|\r\ntitle|text\r\na|b", ["a|b"]),
      ("\"title\",\"text, all\",text\na,b,c\n", ["a|c"]), ("title\na;b\n", ["a;b|"]),
      ("Title , TEXT\na,b\n", ["a|b"]), ("title,text\r\"a\rb\",c\rd,e", ["a\rb|c", "d|e"]),
      ("title;text\nA, b, c;d\n", ["A, b, c|d"]),
    ] as [(String, [String])])
  func `CSV is read by the rules of RFC 4180 and of spreadsheets`(file: String, expected: [String])
  {
    for pieceSize in [1, 2, 3, 1_000] {
      let found = read(file, pieceSize: pieceSize)
      #expect(shown(found) == expected && found.failures.isEmpty && found.end == nil)
    }
  }

  @Test(
    arguments: [
      ("a\tb", ["a|b"]), ("\"a\"\tb", ["a|b"]), ("\"a\" b\tc", ["\"a\" b|c"]),
      ("\"a\tb\nc\t\"d\"", ["\"a|b", "c|d"]), ("\"a\"\"b\"\tc", ["a\"b|c"]),
      ("\"a\nb\"\tc\nd\te", ["a\nb|c", "d|e"]), ("\"a\tb\"\tc", ["a\tb|c"]),
      ("\"a\tb\nc\td\"\n\"e\"\tf", ["\"a|b", "c|d\"", "e|f"]), ("a,b;c\td", ["a,b;c|d"]),
      ("\"a\tb", ["\"a|b"]), ("a\t\"b\nc", ["a|\"b", "c|"]),
    ] as [(String, [String])])
  func `quotation marks in TSV are text unless they are closed`(rows: String, expected: [String]) {
    for pieceSize in [1, 3, 1_000] {
      let found = read("title\ttext\n" + rows, pieceSize: pieceSize, tsv: true)
      #expect(shown(found) == expected && found.failures.isEmpty && found.end == nil)
    }
  }

  @Test(
    arguments: [
      ("title,text\na,b\n\"c,d\ne,f\n", [2, 3, 4], 1), ("title,text\n\"a\" b,c\nd,e\n", [2, 3], 1),
      ("title,text\n\"x\ny\",\"He said \"no\"\nmore\na,b\n", [2, 4, 5], 1),
      ("title,text\n\"a\nb\",c\n\nd,e,f\ng,h\n", [2, 5, 6], 1),
      ("title,id\n,7\na,8\n", [2, 3], 1),
    ] as [(String, [Int], Int)])
  func `an invalid row is one failure with its line, and the others are read`(
    file: String, lines: [Int], failures: Int
  ) {
    for pieceSize in [1, 1_000] {
      let found = read(file, pieceSize: pieceSize)
      #expect(found.lines == lines && found.failures.count == failures && found.end == nil)
    }
  }

  @Test func `invalid UTF-8 is reported with its row`() {
    let bytes = Array("title,text\na,b\nCaf".utf8) + [0xE9] + Array(",c\nd,e\n".utf8)
    let found = ReadRecords(bytes, settings: ReaderSettings(encoding: "UTF-8"), named: "a.csv")
    #expect(found.lines == [2, 3, 4] && found.failures == [.invalidUTF8(offset: 3)])
  }

  @Test func `a header without a known name is one failure that lists the names`() {
    let found = read("kicker,words\na,b\n")
    #expect(found.end == .noKnownField(existing: ["kicker", "words"]) && found.results.isEmpty)
    let settings = ReaderSettings(fieldNames: ["title": "Kicker", "text": "words"])
    #expect(shown(read("kicker,words\na,b\n", settings: settings)) == ["a|b"])
    #expect(read("").failures == [.blank] && read("title,text\n").end == .empty)
    #expect(read("\0\u{1}binary\n").end == .notText)
    let wide = Array(repeating: "title", count: 5_000).joined(separator: ",")
    #expect(read(wide + "\na\n").end == .tooComplex)
  }

  @Test(arguments: seeds(60)) func `the output of a random writer is read back`(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let separator = [",", ";", "\t", "|"].randomElement(using: &generator) ?? ","
    let lineEnd = ["\n", "\r\n", "\r"].randomElement(using: &generator) ?? "\n"
    let pieces = [
      "a", "é", "\"", separator, "\n", "\r\n", " ", "word", "\u{1F6A2}", "'", "=", "\\",
    ]
    var rows: [[String]] = [["title", "text", "id"]]
    for number in 1...Int.random(in: 1...30, using: &generator) {
      let values = (0..<2).map { _ in
        (0..<Int.random(in: 0...8, using: &generator)).map { _ in
          pieces.randomElement(using: &generator) ?? ""
        }.joined()
      }
      rows.append(values + ["\(number)"])
    }
    let file = rows.map { row in
      row.map { value in
        let mayBeBare = !value.contains { "\"\n\r\r\n".contains($0) || String($0) == separator }
        return mayBeBare && Bool.random(using: &generator) ? value : quoted(value)
      }.joined(separator: separator)
    }.joined(separator: lineEnd)
    let size = Int.random(in: 1...40, using: &generator)
    let found = read(file, pieceSize: size)
    let expected = rows.dropFirst().map { row in
      let title = row[0].allSatisfy(\.isWhitespace) ? "" : row[0]
      let text = row[1].allSatisfy(\.isWhitespace) ? "" : row[1]
      return title.isEmpty && text.isEmpty ? "no text" : title + "|" + text
    }
    let read = found.results.map { result in
      (try? result.get()).map { ($0.title ?? "") + "|" + $0.text } ?? "no text"
    }
    #expect(read == expected && found.end == nil, "seed \(seed)")
  }

  @Test(arguments: seeds(200)) func `random bytes are read to their end`(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let pieces: [[UInt8]] = [
      [0x22], [0x22, 0x22], [0x2C], [0x09], [0x0A], [0x0D], [0x0D, 0x0A], [0x20], [0x61], [0xFF],
    ]
    let body = (0..<Int.random(in: 0...200, using: &generator)).flatMap { _ in
      pieces.randomElement(using: &generator) ?? []
    }
    for separator in [UInt8(ascii: ","), 0x09] {
      let head = "title\(Character(Unicode.Scalar(separator)))text\n"
      var shown: [String] = []
      for size in [1, 7, 1_000] {
        let found = ReadRecords(
          Array(head.utf8) + body, pieceSize: size, named: separator == 0x09 ? "a.tsv" : "a.csv")
        shown.append("\(found.results) \(found.lines)")
      }
      #expect(Set(shown).count == 1, "seed \(seed)")
    }
  }

  @Test func `a line of a gigabyte is one failure, and the row after it is read`() throws {
    for start in ["x", "\"x"] {
      let size = start == "x" ? 1 << 30 : 100 << 20
      let stream = ByteStream.filled("title,text\na,b\n\(start)", filler: size, end: "\nc,d\n")
      let found = ReadRecords(stream, named: "a.csv")
      #expect(found.lines == [2, 3, 4] && found.failures.count == 1)
      #expect(shown(found) == ["a|b", "c|d"])
    }
  }

  @Test func `a row of countless commas needs little memory`() {
    let row = String(repeating: ",", count: 2 << 20)
    let found = read("title,text\na,b\(row)\n\(row)c\nd,e\n")
    #expect(shown(found) == ["a|b", "d|e"] && found.failures.count == 1)
  }

  private func read(
    _ file: String, pieceSize: Int = 1 << 20, tsv: Bool = false,
    settings: ReaderSettings = ReaderSettings()
  ) -> ReadRecords {
    ReadRecords(file, pieceSize: pieceSize, settings: settings, named: tsv ? "a.tsv" : "a.csv")
  }

  private func shown(_ found: ReadRecords) -> [String] {
    found.drafts.map { ($0.title ?? "") + "|" + $0.text }
  }

  private func quoted(_ value: String) -> String {
    "\"" + value.replacing("\"", with: "\"\"") + "\""
  }
}
