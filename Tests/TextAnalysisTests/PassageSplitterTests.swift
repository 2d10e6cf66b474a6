import Foundation
@testable import TextAnalysis
import Testing
import TestSupport

struct PassageSplitterTests {
  @Test(arguments: [
    ("", []),
    ("One.", ["One."]),
    ("One.\n\nTwo.", ["One.\n\nTwo."]),
    ("One.\n\n# Two\n\nThree.", ["One.", "# Two\n\nThree."]),
    ("# One\n\n## Two\n\nThree.\n\n# Four", ["# One\n\n## Two\n\nThree.", "# Four"]),
    (
      "# One\n\nTwo.\n\n#hashtag\n\n####### seven\n\n# a line\nand another",
      [
        "# One\n\nTwo.\n\n#hashtag\n\n####### seven\n\n# a line\nand another"
      ]
    ),
  ])
  func `short texts are split only at headings`(text: String, expected: [String]) {
    #expect(passageList(of: text).map(\.text) == expected)
  }

  @Test(arguments: [
    ("One.\n\n# Two\n\nThree.\n\nFour.", "One", nil), ("# Two\n\nThree.\n\nFour.", "Four", "Two"),
    ("One.\n\n# Two\n\nThree.", "# Two", "Two"), ("One.\n\n# Two\n\nThree.", "wo", "Two"),
    // Headings that follow one another belong to one section, and the last is the closest.
    ("# One\n\n### Two\n\nThree.\n\n# Four", "# One", "Two"),
    ("# One\n\n## Two\n\nThree.\n\n# Four", "Three", "Two"),
    ("One.\n\n# Two\n\nThree.\n\n# Four", "Three", "Two"),
    ("#hashtag\n\n# a line\nand another\n\nOne.", "One", nil), ("", "", nil),
  ])
  func `a passage has the last heading above it`(text: String, start: String, heading: String?) {
    let offset = text.firstRange(of: start).map { text[..<$0.lowerBound].utf8.count } ?? 0
    #expect(PassageSplitter.heading(at: offset, in: text) == heading)
  }

  @Test func `short paragraphs are joined until there are enough words`() {
    let text = paragraphs([30, 30, 30, 30, 90, 5])
    let counts = passageList(of: text).map { words(in: $0.text) }
    #expect(counts == [120, 95])
  }

  @Test func `a short rest of a section joins the passage before it`() {
    #expect(wordCounts(paragraphs([190, 39])) == [229])
    #expect(wordCounts(paragraphs([190, 40])) == [190, 40])
    #expect(wordCounts(paragraphs([190]) + "\n\n# H\n\n" + paragraphs([5])) == [190, 7])
  }

  @Test func `a short passage joins the next paragraph`() {
    #expect(wordCounts(paragraphs([30, 200])) == [230])
    #expect(wordCounts("# H\n\n" + paragraphs([200])) == [202])
    #expect(wordCounts(paragraphs([60, 190])) == [60, 190])
  }

  @Test func `a long paragraph is split into even pieces at the ends of sentences`() {
    let sentence = (1...9).map { "word\($0)" }.joined(separator: " ") + " End. "
    let text = String(repeating: sentence, count: 35).trimmingCharacters(in: .whitespaces)
    let passages = passageList(of: text)
    #expect(passages.count == 2)
    for passage in passages {
      #expect(passage.text.hasSuffix("End.") && passage.text.hasPrefix("word1"))
      #expect((140...210).contains(words(in: passage.text)))
    }
  }

  @Test(arguments: seeds(200)) func `words can be counted by eight bytes at a time`(
    seed: Int
  ) {
    var random = SeededGenerator(seed: seed)
    let alphabet: [Character] = ["a", "B", "7", ".", " ", " ", "\n", "é", "語", "か", "🚀", "…", "ж"]
    let text = String(
      (0..<Int.random(in: 0...120, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? "a"
      })
    let utf8 = Array(text.utf8)
    utf8.withUnsafeBufferPointer { utf8 in
      for start in 0...min(9, utf8.count) {
        var counter = WordCounter()
        for byte in utf8[start...] { counter.count(byte) }
        #expect(wordCount(utf8[start...]) == counter.total, "seed \(seed), from \(start)")
      }
    }
  }

  @Test(arguments: [
    ("the end.", "Then", true), ("the end!", "Then", true), ("the end?", "Then", true),
    ("the U.S.", "forces", false), ("the U.S.", "Forces", false), ("by J.", "Smith", false),
    ("Mr.", "Smith", false), ("Dr.", "No", false), ("Gen.", "Milley", false),
    ("vs.", "Them", false),
    ("said \"stop.\"", "Then", true), ("said “stop.”", "Then", true), ("« fini. »", "Puis", true),
    ("it ended (here.)", "Then", true), ("and \"Stop!\"", "he said", false),
    ("about 3.5", "million", false), ("wait…", "Then", true), ("wait…", "then", false),
    ("wait...", "then", false), ("No.", "5", false), ("it said No.", "They", true),
    ("on Jan.", "5", false), ("the end.", "“Then", true), ("the end.", "Élan", true),
    ("a comma,", "Then", false), ("a colon:", "Then", false), ("F-35.", "Then", true),
    ("the café.", "Then", true), ("\"\"\"", "Then", false), (".", "Then", true),
    ("to Messrs.", "Tarnfield and Quillbrook", false), ("by Tarn Jr.", "Quill", false),
    ("by Tarn Jr.", "The", true), ("at Tarn Inc.", "Quill", false), ("at Tarn Inc.", "He", true),
  ])
  func `sentence ends are distinguished from other full stops`(
    before: String, after: String, isEnd: Bool
  ) {
    let filler = Array(repeating: "word", count: 150).joined(separator: " ")
    let text = "\(filler) \(before) \(after) \(filler)"
    let first = passageList(of: text).first
    #expect((first?.text == "\(filler) \(before)") == isEnd)
  }

  @Test(arguments: [("。", ""), ("！", ""), ("？", ""), ("。」", ""), ("。", "「"), ("。』", "")])
  func `sentences can also end without a space`(mark: String, opening: String) {
    let filler = String(repeating: "海", count: 300)
    let text = filler + mark + opening + filler
    #expect(passageList(of: text).first?.text == filler + mark)
  }

  @Test func `ideographs without punctuation are split at two hundred words`() {
    let text = String(repeating: "海", count: 5_000)
    let passages = passageList(of: text)
    #expect(passages.map(\.text).joined() == text)
    #expect(passages.allSatisfy { $0.text.count <= 400 })
  }

  @Test func `full lines are split at sentences, and short lines at their ends`() {
    let full = (1...30).map {
      "a line that is filled with twelve words, more or less, number \($0)"
    }
    let wrapped = full.joined(separator: "\n") + ". End.\n" + full.joined(separator: "\n")
    #expect(
      passageList(of: wrapped).dropLast().allSatisfy {
        !$0.text.hasSuffix("\n") || $0.text.hasSuffix(".\n")
      })
    let list = (1...100).map { "- item of four words \($0)" }.joined(separator: "\n")
    #expect(passageList(of: list).allSatisfy { $0.text.hasPrefix("- ") })
  }

  @Test(arguments: [
    "- ITEM", "12. ITEM", "• ITEM", "ITEM | 7", "| 7 | ITEM", "- ITEM\nand a line below it",
  ])
  func `a long list or table is split between its items`(line: String) {
    let items = (1...300).map { number in
      line.replacing(
        "ITEM", with: (1...(number % 9 + 3)).map { "Word\($0)." }.joined(separator: " "))
    }
    let text = "First.\n\n" + items.joined(separator: "\n") + "\n\nLast."
    let passages = passageList(of: text)
    #expect(passages.count > 10)
    var pieces: [String] = []
    for passage in passages {
      #expect((40...240).contains(words(in: passage.text)))
      pieces += passage.text.split(separator: "\n").map(String.init)
    }
    let lines = text.split(separator: "\n").map(String.init)
    #expect(pieces == lines)
  }

  @Test func `an item that is too long is split at the ends of its sentences`() {
    let item = "- " + String(repeating: "The tide comes in. ", count: 120).dropLast()
    let passages = passageList(of: [item, item].joined(separator: "\n"))
    #expect(passages.count >= 4)
    #expect(passages.allSatisfy { words(in: $0.text) <= 240 })
    let ends = passages.map { $0.text.last }
    #expect(ends.allSatisfy { $0 == "." || $0 == "\n" })
  }

  @Test(arguments: ["- item %\n", "% | b\n", "%. a\n", "-\n", "| "])
  func `a list of any length is split in linear time`(line: String) {
    let text = normalize((0..<200_000).map { line.replacing("%", with: "\($0)") }.joined())
    #expect(cpuTime { _ = PassageSplitter.passages(of: text) } < .seconds(8))
  }

  @Test(arguments: seeds(500))
  func `passages of random texts meet all guarantees`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let text = normalize(randomArticle(&random))
    let passages = passageList(of: text)
    #expect(passages == passageList(of: text), "seed \(seed)")
    let utf8 = Array(text.utf8)

    var end = 0
    for (index, passage) in passages.enumerated() {
      let gap = utf8[end..<max(end, passage.start)]
      try #require(passage.start >= end, "seed \(seed)")
      let expected = index == 0 ? [] : [[], Array(" ".utf8), Array("\n\n".utf8)][min(2, gap.count)]
      #expect(Array(gap) == expected, "seed \(seed): what parts passage \(index)")
      end = passage.start + passage.text.utf8.count
      try #require(end <= utf8.count, "seed \(seed)")
      #expect(Array(utf8[passage.start..<end]) == Array(passage.text.utf8), "seed \(seed)")

      #expect(!passage.text.isEmpty, "seed \(seed)")
      #expect(passage.text.utf8.count <= 16_384, "seed \(seed)")
      #expect(words(in: passage.text) <= 240, "seed \(seed)")
      let own = passage.text.components(separatedBy: "\n\n")
      let behindHeadings = own.drop(while: isHeading)
      #expect(!behindHeadings.contains(where: isHeading), "seed \(seed): heading inside")
    }
    #expect(end == utf8.count, "seed \(seed): nothing is left over")
    expectWholeParagraphs(text, passages, seed)
    expectJoined(passages, seed)
  }

  private func expectWholeParagraphs(_ text: String, _ passages: [Passage], _ seed: Int) {
    var start = 0
    let ranges = passages.map { $0.start..<$0.start + $0.text.utf8.count }
    for paragraph in text.components(separatedBy: "\n\n") where !text.isEmpty {
      let range = start..<start + paragraph.utf8.count
      start = range.upperBound + 2
      guard words(in: paragraph) <= 200, range.count <= 16_384 else { continue }
      let holders = ranges.filter {
        $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound
      }
      #expect(holders.count == 1, "seed \(seed): a paragraph that fits was cut")
    }
  }

  private func expectJoined(_ passages: [Passage], _ seed: Int) {
    for (one, next) in zip(passages, passages.dropFirst()) {
      let first = next.text.components(separatedBy: "\n\n")[0]
      guard next.start - one.start - one.text.utf8.count == 2, !isHeading(first) else { continue }
      let fits =
        words(in: one.text) + words(in: first) <= 200
        && next.start - one.start + first.utf8.count <= 16_384
      #expect(words(in: one.text) >= 100 || !fits, "seed \(seed): two short passages in a row")
    }
  }
}

private func paragraphs(_ counts: [Int]) -> String {
  counts.map { Array(repeating: "word", count: $0).joined(separator: " ") }
    .joined(separator: "\n\n")
}

private func wordCounts(_ text: String) -> [Int] {
  passageList(of: text).map { words(in: $0.text) }
}

/// Counts words as the splitter's documentation defines them: a run between spaces is a word, and
/// so are two ideographs.
private func words(in text: String) -> Int {
  var (runs, ideographs) = (0, 0)
  for part in text.unicodeScalars.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
    let wide = part.filter { (0x3000..<0xE000).contains($0.value) }.count
    ideographs += wide
    if wide < part.count { runs += 1 }
  }
  return runs + ideographs / 2
}

private func isHeading(_ paragraph: String) -> Bool {
  paragraph.utf8.count <= 400 && paragraph.wholeMatch(of: /#{1,6} [^\n]+/) != nil
}

private func randomArticle(_ random: inout SeededGenerator) -> String {
  let stops = [".", ".", "!", "?", "…", ".”", " U.S.", " Mr.", ",", ""]
  let vocabulary = ["submarine", "Łódź", "F-35", "A$368bn", "don’t", "e\u{301}te\u{301}", "🚀", "a"]
  func someWords(_ count: Int) -> String {
    (0..<count).map { _ in
      let word = vocabulary[Int.random(in: 0..<vocabulary.count, using: &random)]
      let stop =
        Int.random(in: 0..<8, using: &random) == 0
        ? stops[Int.random(in: 0..<stops.count, using: &random)] : ""
      return (Bool.random(using: &random) ? word : word.capitalized) + stop
    }.joined(separator: Int.random(in: 0..<20, using: &random) == 0 ? "\n" : " ")
  }
  var blocks: [String] = []
  for _ in 0..<Int.random(in: 0...14, using: &random) {
    switch Int.random(in: 0..<20, using: &random) {
    case 0...2: blocks.append("## " + someWords(Int.random(in: 1...8, using: &random)))
    case 3: blocks.append("# " + someWords(Int.random(in: 30...120, using: &random)))
    case 4:
      let characters = Array("海軍の潜水艦。一！「中国」、한국 ")
      blocks.append(
        String(
          (0..<Int.random(in: 1...2_000, using: &random)).map { _ in
            characters[Int.random(in: 0..<characters.count, using: &random)]
          }))
    case 5:
      blocks.append(
        String(
          repeating: ["x", "é", "🚀"][Int.random(in: 0..<3, using: &random)],
          count: Int.random(in: 1...12_000, using: &random)))
    case 6:
      blocks.append(
        (0..<Int.random(in: 1...60, using: &random)).map { _ in
          "- " + someWords(Int.random(in: 1...12, using: &random))
        }
        .joined(separator: "\n"))
    case 7...8: blocks.append(someWords(Int.random(in: 200...900, using: &random)))
    default: blocks.append(someWords(Int.random(in: 1...160, using: &random)))
    }
  }
  return blocks.joined(separator: "\n\n")
}

private struct Passage: Equatable {
  var start: Int
  var text: String
}

private func passageList(of text: String) -> [Passage] {
  let utf8 = Array(text.utf8)
  return PassageSplitter.passages(of: text).map { range in
    Passage(start: range.lowerBound, text: String(decoding: utf8[range], as: UTF8.self))
  }
}
