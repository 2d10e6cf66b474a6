import TestSupport
import Testing
@testable import TextAnalysis

struct BrokenWordsTests {
  private func found(_ text: String) -> [String] {
    var words: [[String]] = []
    var text = text
    text.withUTF8 { utf8 in BrokenWords.collect(utf8, &words) }
    return words.map { $0.joined(separator: "|") }
  }

  @Test(arguments: [
    ("the reconstruc-\ntion of", ["reconstruc|tion"]),
    ("the reconstruc- tion of", ["reconstruc|tion"]),
    ("the reconstruc\u{2010}\ntion of", ["reconstruc|tion"]),
    ("the reconstruc¬\ntion of", ["reconstruc|tion"]),
    ("> the reconstruc-\n> tion", ["reconstruc|tion"]),
    (">> reconstruc-\n>> tion", ["reconstruc|tion"]),
    ("page reconstruc-\n\ntion", ["reconstruc|tion"]),
    ("recon-\nstruc-\ntion", ["recon|struc|tion"]),
    ("anti-recon-\nstruction-based", ["recon|struction"]),
    ("RECONSTRUC-\nTION", ["RECONSTRUC|TION"]),
    ("über-\näng-\nstlich", ["über|äng|stlich"]),
    ("реконструк-\nция", ["реконструк|ция"]),
    ("l'inter-\nnational's", ["inter|national"]),
    ("well-\nknown", ["well|known"]),
    ("Vor- und Nachteile", ["Vor|und"]),
    ("a-\nbout", ["a|bout"]),
    ("می\u{200C}خواهم", ["می|خواهم"]),
    ("کتاب\u{200C}خانه\u{200C}\u{200C}ها", ["کتاب|خانه|ها"]),
    ("ක්\u{200D}රියා", ["ක්|රියා"]),
    ("Auf\u{200C}lage", ["Auf|lage"]),
    // Not broken words
    ("Haupt-\nStadt and Anglo-\nSaxon", []),
    ("1990-\n2000, 10- to 20-\nfold, covid-\n19, b2-\nbomber", []),
    ("a -\nb, a - b, see - there", []),
    ("- item\n- item\n-option\n--long-\n-option", []),
    ("word-\n- item", []),
    ("word—\nother, word–\nother, word-,\nother", []),
    ("x-\ny", []),
    ("well-known, non-", []),
    ("NASA-\nled", ["NASA|led"]),
    ("US-\nChina", []),
    ("👩\u{200D}🚀 a\u{200D}👩, 👩\u{200D}a \u{200C}a b\u{200D}", []),
    ("سال\u{200C}۱۴۰۰", []),
    ("", []),
  ])
  func `a text yields the pieces of its broken words`(text: String, expected: [String]) {
    #expect(found(text) == expected)
    // The scan takes eight bytes at a time; the result must not depend on the text's alignment.
    for count in 0..<9 {
      let padding = String(repeating: "x", count: count)
      #expect(found(padding + " " + text + "\n. " + padding) == expected, "\(count)")
    }
  }

  @Test func `any bytes are examined in linear time`() {
    for seed in seeds(300) {
      var random = SeededGenerator(seed: seed)
      let special: [UInt8] = [
        0x2D, 0x0A, 0x20, 0xE2, 0x80, 0x8C, 0x90, 0xC2, 0xAC, 0x61, 0x62, 0xD0,
      ]
      let bytes = (0..<random.below(60)).map { _ in
        random.chance(3, in: 4) ? random.pick(special) : UInt8(random.below(256))
      }
      var words: [[String]] = []
      bytes.withUnsafeBufferPointer { BrokenWords.collect($0, &words) }
      #expect(words.allSatisfy { $0.count > 1 && $0.allSatisfy { !$0.isEmpty } }, "seed \(seed)")
    }
    let time = cpuTime {
      for unit in ["-\n", "a-\n", "ab-\n", "\u{200C}", "ا\u{200C}", "¬", "a", "é-"] {
        _ = found(String(repeating: unit, count: 100_000))
      }
    }
    #expect(time < .seconds(20))
  }
}
