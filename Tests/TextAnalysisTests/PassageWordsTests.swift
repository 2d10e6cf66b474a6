import TestSupport
import Testing

@testable import TextAnalysis

struct PassageWordsTests {
  /// Returns the words of a text, with those that start a sentence in brackets.
  private func shown(_ text: String) -> String {
    let passage = PassageWords(text)
    return passage.words.map { word in
      let text = String(decoding: passage.bytes[word.range], as: UTF8.self)
      return word.beginsSentence ? "[" + text : text
    }.joined(separator: " ")
  }

  @Test(arguments: [
    ("One two. Three?  \"Four.\" Five", "[One two. [Three? [\"Four.\" [Five"),
    (
      "Mr. Kishi of the U.S. Navy paid $1.5. J. Smith left.",
      "[Mr. Kishi of the U.S. Navy paid $1.5. [J. Smith left."
    ),
    ("no. then on", "[no. then on"),
    (
      "To Messrs. Tarnfield and Quillbrook. Then on",
      "[To Messrs. Tarnfield and Quillbrook. [Then on"
    ),
    ("Then Tarn Jr. Quill left. He", "[Then Tarn Jr. Quill left. [He"),
    ("Then Tarn Jr. left. The Quills", "[Then Tarn Jr. left. [The Quills"),
    ("It is No. 5. It", "[It is No. 5. [It"), ("She said No. They", "[She said No. [They"),
    ("# Head\nText here\n\nmore\nlines", "[# Head [Text here [more lines"),
    ("| a | b\n| c", "[| a | b [| c"),
    ("1. one\n2. two\n3. three", "[1. one [2. two [3. three"),
    ("a | 1\nb | 2", "[a | 1 [b | 2"),
    ("first:\n- one\n- two", "[first: [- one [- two"),
    ("don’t “Stop.” He", "[don’t “Stop.” [He"),
    ("津軽海峡を通過。次は、日本海", "[津軽 海峡 を通 過。 [次は、 日本 海"),
    ("AUKUS協定のF-35", "[AUKUS 協定 の F-35"),
    ("👨‍👩‍👧👍🏽🇯🇵🇫🇷x", "[👨‍👩‍👧 👍🏽 🇯🇵 🇫🇷 x"),
    // The number of a list item, and an ordinal in German, end no sentence.
    ("1. One\n2. Two\n\n3) Three", "[1. One [2. Two [3) Three"),
    (
      "Am 16. November im 19. Jahrhundert. Der Zug", "[Am 16. November im 19. Jahrhundert. [Der Zug"
    ),
    ("He was 16. Peter left", "[He was 16. [Peter left"),
    // A short line is a block, and a full one is not.
    ("Dear Sir,\nThe ships", "[Dear Sir, The ships"),
    ("Ann Tarnfield\nHarbour Ledger\n12 Quay", "[Ann Tarnfield [Harbour Ledger [12 Quay"),
    (
      "The admiral had listed the ships that were to sail with\nTarnfield in the spring of that year",
      "[The admiral had listed the ships that were to sail with Tarnfield in the spring of that year"
    ),
    ("> One two\n> three\nFour", "[> One two > three [Four"),
    ("Head\n----\nText", "[Head ---- [Text"), ("• one\n• two", "[• one [• two"),
    ("日👍🇯🇵🇫🇷", "[日👍 🇯🇵 🇫🇷"), ("👍🇯🇵海", "[👍🇯🇵 海"), ("", ""), (" \n\t", ""),
  ])
  func `a passage is split into words and sentences`(text: String, expected: String) {
    #expect(shown(text) == expected)
  }

  @Test func `words have a maximum length and together make up the text`() {
    let long = ["a", "ÿ", "\u{301}", "👩‍👩‍👧‍👧", "海", "-"].map { String(repeating: $0, count: 5_000) }
    for text in long + [long.joined(), long.joined(separator: " ")] {
      let passage = PassageWords(text)
      let pieces = passage.words.map { String(decoding: passage.bytes[$0.range], as: UTF8.self) }
      let isWhole =
        pieces.joined().unicodeScalars.elementsEqual(text.unicodeScalars.filter { $0 != " " })
      #expect(isWhole)
      for piece in pieces { #expect(piece.unicodeScalars.count <= PassageWords.maxScalars) }
    }
  }

  @Test func `long words are shortened, except around matches`() {
    for letter in ["a", "щ", "e\u{301}", "👩‍👩‍👧‍👧"] {
      let half = String(repeating: letter, count: 2_400)
      let text = "Start \(half)needle\(half) end"
      var passage = PassageWords(text)
      let match = half.utf8.count + 6..<half.utf8.count + 12
      passage.shortenLongRuns(keeping: [match])
      let pieces = passage.words.map { String(decoding: passage.bytes[$0.range], as: UTF8.self) }
      #expect(pieces.first == "Start" && pieces.last == "end")
      #expect(pieces.joined().unicodeScalars.count < 500)
      #expect(passage.words.contains { $0.range.overlaps(match) })
      for piece in pieces {
        #expect(text.contains(piece), "a character was split")
      }
    }
  }

  @Test func `a web address of a hundred characters is one word`() {
    let address = "https://example.com/" + String(repeating: "a", count: 80)
    #expect(PassageWords("see \(address) now").words.count == 3)
    #expect(PassageWords("见\(address)吗").words.contains { $0.range.count == 100 })
  }
}
