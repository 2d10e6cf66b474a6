@testable import Formats
import Foundation
import TestSupport
import Testing

/// Faults in feeds, which cost no other article, and usually no character.
struct XMLRepairTests {
  private func read(_ items: [String], declaration: String = "", pieceSize: Int = 1 << 20)
    -> ReadRecords
  {
    ReadRecords(
      Self.feed(items.map { Array($0.utf8) }, declaration), pieceSize: pieceSize, named: "a.rss")
  }

  private static func feed(_ items: [[UInt8]], _ declaration: String = "") -> [UInt8] {
    Array("\(declaration)<rss><channel><title>P</title>\n".utf8)
      + items.joined(separator: Array("\n".utf8)) + Array("\n</channel></rss>\n".utf8)
  }

  private static func item(_ title: [UInt8]) -> [UInt8] {
    Array("<item><title>".utf8) + title + Array("</title><description>D</description></item>".utf8)
  }

  @Test(
    arguments: [
      ("AT&T", "AT&T", .ampersand), ("R & D", "R & D", .ampersand), ("a &", "a &", .ampersand),
      ("a &#x; &#;", "a &#x; &#;", .ampersand), ("&foo; bar", "&foo; bar", .unknownEntity),
      ("&&amp;", "&&", .ampersand), ("a&#3;b", "ab", .characterReference),
      ("a&#x0;b&#xFFFF;", "ab", .characterReference),
      ("a&#99999999999999999999;b", "ab", .characterReference),
      ("a\u{3}b", "ab", .controlCharacter), ("a\u{B}b", "a b", .controlCharacter),
      ("a\0b", "ab", .zeroByte), ("a]]>b", "a]]>b", .sectionEnd), ("a]]]>b", "a]]]>b", .sectionEnd),
      ("5 < 6", "5 < 6", .lessThan), ("<3", "<3", .lessThan), ("a </ b", "a </ b", .lessThan),
      ("&#55357;&#56832;!", "\u{1F600}!", .characterReference),
      ("&#xD83D;x", "x", .characterReference), ("a\u{FFFE}b", "ab", .controlCharacter),
      ("<![CDATA[a\u{3}&b]]>", "a&b", .controlCharacter),
      ("a<b>c", "ac", .unclosedElement), ("a</b>c", "ac", .strayEndTag),
      ("<a href='x>b</a>", "b", .malformedTag), ("<a href=x>b</a>", "b", .malformedTag),
      ("<a <b>b</b></a>", "b", .malformedTag), ("<a title='1 < 2'>b</a>", "b", .malformedTag),
      ("<a 'b>c</a>", "c", .malformedTag), ("<!x>b", "b", .malformedTag),
    ] as [(String, String, Repair.Fault)])
  func `a fault is repaired, and reported with its line`(
    source: String, title: String, fault: Repair.Fault
  ) throws {
    let items = ["A", source, "C"].map {
      String(decoding: Self.item(Array($0.utf8)), as: UTF8.self)
    }
    for pieceSize in [1, 3, 1 << 20] {
      let read = read(items, pieceSize: pieceSize)
      #expect(read.end == nil && read.failures.isEmpty)
      let drafts = try read.drafts.map { try $0.normalized() }
      #expect(drafts.map(\.title) == ["A", title, "C"])
      #expect(drafts.map(\.text) == ["D", "D", "D"])
      let repairs = drafts.map(\.notes.repair)
      #expect(repairs[0] == nil && repairs[2] == nil)
      #expect(repairs[1]?.fault == fault && repairs[1]?.line == 3, "\(repairs)")
    }
  }

  @Test(arguments: [
    "caf&eacute;&nbsp;x", "&amp;&lt;&gt;&quot;&apos;", "a ]] > b", "&#8217;&#x2019;&#146;",
    "<![CDATA[a & b < c]]>", "<!-- a & b -- c -->d", "<?php a & b ?>d", "a<br/>b",
    "<b a=\"x>y\">c</b>",
    "a<br>b", "a<br></br>b", "<a xlink:href='x'\n/>b",
  ])
  func `markup without faults is not reported`(source: String) {
    let read = read(["<item><title>T</title><description>\(source)</description></item>"])
    #expect(read.drafts.count == 1 && read.drafts.first?.notes == ReaderNotes())
  }

  @Test func `bytes that are not UTF-8 become the characters of windows-1252`() {
    let titles: [[UInt8]] = [
      [0x93, 0x41, 0x94], Array("caf".utf8) + [0xE9, 0x20, 0x97], Array("a".utf8) + [0xE2, 0x80],
      [0x81, 0x41], Array("Łódź ".utf8) + [0xE9], Array("Łódź, 港".utf8),
    ]
    let read = ReadRecords(Self.feed(titles.map(Self.item)), named: "a.rss")
    #expect(
      read.titles == ["“A”", "café —", "a\u{FFFD}", "\u{FFFD}A", "Łódź é", "Łódź, 港"] as [String?])
    #expect(
      read.drafts.map(\.notes.repair) == [2, 3, 4, 5, 6].enumerated().map { index, line in
        Repair(.invalidBytes, line: line, count: index < 2 ? 2 : 1)
      } + [nil])
  }

  @Test(arguments: ["iso-8859-1", "us-ascii", "latin1", "ISO-8859-1", "windows-1252"])
  func `names of old standards mean windows-1252`(name: String) {
    let declaration = "<?xml version='1.0' encoding='\(name)'?>"
    let western = Self.item([0x93] + Array("caf".utf8) + [0xE9, 0x94])
    #expect(ReadRecords(Self.feed([western], declaration), named: "a.rss").titles == ["“café”"])
    let unicode = Self.item(Array("“café”, Łódź".utf8))
    #expect(
      ReadRecords(Self.feed([unicode], declaration), named: "a.rss").titles == ["“café”, Łódź"])
  }

  @Test func `a document in another script is read although it declares UTF-8`() throws {
    let title = "Гавань снова открыта для больших кораблей, сообщили власти"
    let feed = String(decoding: Self.feed([Self.item(Array(title.utf8))]), as: UTF8.self)
    let bytes = Array(try #require(feed.data(using: .windowsCP1251)))
    let read = ReadRecords(
      Array("<?xml version='1.0' encoding='utf-8'?>".utf8) + bytes, named: "a.rss")
    #expect(read.titles == [title])
    #expect(read.drafts.first?.notes.repair == Repair(.wrongEncoding, line: 1))
  }

  @Test(arguments: [
    // No end tag for the item, the title, or what is inside.
    "<item><title>B</title><description>D</description>", "<item><title>B<description>D</item>",
    "<item><title>B</title><description><p>D<b>x</description></item>",
    // End tags of outer elements, and of unknown ones.
    "<item><title>B</title></channel></item>", "<item><title>B</title></x:y></item></item>",
    "<itm><title>B</title></item>", "<item><title>B</ttle></item>", "<item/><item><title>B",
    "<item><title>B</title></rss></item>", "<item><title><![CDATA[B]></title></item>",
    "<item><title>B<?/title></item>", "<item><title>B<!/title></item>",
    // A comment without its end, also before another comment.
    "<item><title>B</title><!-- x</item>", "<item><title>B</title><!-- x -></item>",
    "<item><title>B</title><!-- x</item><item><title>B</title><!-- y --></item>",
  ])
  func `tags that do not match affect no other item`(source: String) {
    for pieceSize in [1, 1 << 20] {
      let read = read(
        [
          "<item><title>A</title></item>", source, "<item><title>C</title></item>",
          "<item><title>D</title></item>",
        ], pieceSize: pieceSize)
      #expect(read.end == nil)
      let titles = read.titles.compactMap(\.self)
      #expect(titles.first == "A" && titles.suffix(2) == ["C", "D"], "\(titles)")
      #expect(read.drafts.contains { $0.notes.repair != nil }, "\(source)")
    }
  }

  @Test func `items in a comment are no articles, and no fault`() {
    let read = read([
      "<item><title>A</title></item>",
      "<!-- <item><title>B</title></item>\n<item><title>B</title></item> -->",
      "<item><title>C</title></item>",
    ])
    #expect(read.titles == ["A", "C"] && read.drafts.allSatisfy { $0.notes.repair == nil })
  }

  @Test func `a title without its end tag ends before the next element`() {
    let read = read([
      "<item><title>A<link>http://a.example</link><description>D</description></item>"
    ])
    #expect(read.titles == ["A"] && read.drafts.map(\.text) == ["D"])
    #expect(read.drafts.map(\.notes.repair) == [Repair(.unclosedElement, line: 2)])
  }

  @Test func `entries of Atom are recovered too, and two feeds in one file are read`() {
    let feed = """
      <feed xmlns="http://www.w3.org/2005/Atom"><entry xmlns:a="b"><title>A</title><content>x
      <entry xmlns:a="c"><title>B & C</title></entry></feed>
      """
    let read = ReadRecords(feed + "\n<!-- x -->\n" + feed, named: "a.atom")
    #expect(read.titles == ["A", "B & C", "A", "B & C"] && read.end == nil)
    #expect(read.drafts.map { $0.notes.repair?.line } == [2, 2, 5, 5])
  }

  @Test func `an item that nests too deep is one failure, even without end tags`() {
    let deep = String(repeating: "<a>", count: 100_000)
    let read = read(["<item>\(deep)</item>", "<item><title>A</title></item>"])
    #expect(read.failures == [.tooComplex] && read.titles == ["A"] && read.end == nil)
  }

  @Test func `a document that is damaged everywhere is read in linear time`() {
    for piece in [
      "<a \"", "<a b=\"", "<a b=\"><", "&", "&#", "&#55357;", "]", "<", "<!", "</a", "<a b='c'",
      "<item>", "</item>", "<![CDATA[", "\u{1}", "<?", "<a:b xmlns:a='x'>",
    ] {
      let time = cpuTime {
        _ = ReadRecords(
          "<rss><channel><item><title>A</title></item><item>"
            + String(repeating: piece, count: 200_000 / piece.utf8.count), named: "a.rss")
      }
      #expect(time < .seconds(30), "\(piece)")
    }
  }

  // MARK: Random faults

  /// The faults that are put into an item, with a mark for each place where one can be.
  private static let faults: [[UInt8]] = [
    [0xE9], [0xFF], [0xC3, 0x28], [0], [3], [0x1F], Array("&".utf8), Array("&nbsp".utf8),
    Array("&wrong;".utf8), Array("&#3;".utf8), Array("&#xFFFE;".utf8), Array("]]>".utf8),
    Array("<".utf8), Array("< b".utf8), Array("</b>".utf8), Array("<b>".utf8),
    Array("</title>".utf8), Array("</item>".utf8), Array("<b c=\"d>".utf8),
  ]

  @Test(arguments: seeds(300))
  func `faults in some items cost none of the others`(seed: Int) {
    var random = SeededGenerator(seed: seed)
    var items = (0..<100).map { number in
      let isSection = random.chance(1, in: 2)
      let text = "Text of \(number) with <b>caf\u{E9}</b> & more"
      let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      let content = isSection ? "<![CDATA[\(text)]]>" : escaped
      return Array(
        "<item><title>Title \(number)</title><description>\(content)</description></item>".utf8)
    }
    var damaged: Set<Int> = []
    for _ in 0..<random.pick([1, 2, 3, 4, 5]) {
      let number = random.below(items.count)
      damaged.insert(number)
      // After `<item><title>`, so that the item can be recognized.
      let place = Int.random(in: 13..<items[number].count - 14, using: &random)
      items[number].insert(contentsOf: random.pick(Self.faults), at: place)
    }
    let bytes = Self.feed(items, random.chance(1, in: 2) ? "<?xml version='1.0'?>\n" : "")
    let read = ReadRecords(
      bytes, pieceSize: random.pick([7, 1_000, 1 << 20]), named: "a.rss")
    #expect(read.end == nil && read.failures.isEmpty, "seed \(seed)")
    let found = Dictionary(
      read.drafts.map { ($0.title ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    for number in items.indices where !damaged.contains(number) {
      let draft = found["Title \(number)"]
      #expect(draft?.text == "Text of \(number) with café & more", "seed \(seed), item \(number)")
      #expect(draft?.notes.repair == nil, "seed \(seed), item \(number)")
    }
  }

  @Test(arguments: seeds(300))
  func `bytes changed at random never end the program, and cost only a few items`(seed: Int) {
    var random = SeededGenerator(seed: seed)
    let items = (0..<100).map { Self.item(Array("Title \($0) &amp; more".utf8)) }
    var bytes = Self.feed(items)
    for _ in 0..<random.pick([1, 2, 3, 4, 5]) {
      // Not in the last tags, without which the file is truncated.
      let place = Int.random(in: 30..<bytes.count - 30, using: &random)
      bytes[place] = UInt8(random.below(256))
    }
    let read = ReadRecords(bytes, named: "a.rss")
    #expect(read.drafts.count >= 90, "seed \(seed)")
  }
}
