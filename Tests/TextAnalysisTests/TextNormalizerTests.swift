import Foundation
@testable import TextAnalysis
import Testing
import TestSupport

struct TextNormalizerTests {
  @Test(arguments: [
    ("", ""),
    (" \t\n ", ""),
    ("one\r\ntwo\rthree\ntwo", "one\ntwo\nthree\ntwo"),
    ("one\r\n\r\ntwo", "one\n\ntwo"),
    ("one\n\n\n\n two", "one\n\ntwo"),
    ("one \n\t \n two", "one\n\ntwo"),
    ("page\u{C}page", "page\n\npage"),
    ("line\u{B}line\u{85}line\u{2028}line", "line\nline\nline\nline"),
    ("one\u{2029}two", "one\n\ntwo"),
    ("a\u{A0}b\u{2003}c\u{202F}d\u{205F}e\u{3000}f\u{1680}g\th  i", "a b c d e f g h i"),
    ("sub\u{AD}marine", "submarine"),
    ("sub\u{AD}\nmarine", "sub-\nmarine"),
    ("sub\u{AD} \u{200B}\r\n marine\u{AD}\n", "sub-\nmarine"),
    ("sub-\u{AD}\nmarine \u{AD}\n\u{AD}\nx", "sub-\nmarine\n\nx"),
    ("sub\u{AD} marine", "sub marine"),
    ("葛\u{E0100}城\u{E01EF}\u{FE00}市\u{FE0D}", "葛城市"),
    ("\u{2764}\u{FE0F} \u{1820}\u{180B}", "\u{2764}\u{FE0F} \u{1820}\u{180B}"),
    ("sub\u{200B}ma\u{2060}rine\u{FEFF}", "submarine"),
    ("\u{FEFF}start", "start"),
    (
      "nul\u{0}, bell\u{7}, escape\u{1B}[31m, delete\u{7F}, C1\u{9B}",
      "nul, bell, escape[31m, delete, C1"
    ),
    ("\u{202E}evil\u{202C} \u{2066}x\u{2069}", "evil x"),
    ("left\u{200E}right\u{200F}arabic\u{61C}", "leftrightarabic"),
    ("e\u{301}", "é"),
    ("Ło\u{301}dz\u{301}", "Łódź"),
    ("\u{1112}\u{1161}\u{11AB}", "한"),
    ("\u{ADF8}\u{11AB}", "\u{ADFC}"),
    ("Vie\u{302}\u{323}t Vie\u{323}\u{302}t", "Việt Việt"),
    ("\u{418}\u{306}", "Й"),
    ("\u{3B1}\u{301}\u{345}", "ᾴ"),
    ("\u{212B}\u{2126}\u{37E}", "ÅΩ;"),
    ("\u{304B}\u{3099}", "が"),
    ("e\u{200B}\u{301}", "é"),
    ("👩\u{200D}🚀 می\u{200C}خواهم", "👩\u{200D}🚀 می\u{200C}خواهم"),
  ])
  func `text is normalized`(text: String, expected: String) {
    #expect(Array(normalize(text).utf8) == Array(expected.utf8))
  }

  @Test(arguments: [
    (nil, nil), ("", nil), (" \u{200B}\n ", nil), ("one\n\n two\r\nthree ", "one two three"),
  ])
  func `a short field becomes one line, or nil`(text: String?, expected: String?) {
    #expect(normalizedLine(text) == expected)
  }

  @Test func `every single character agrees with the reference`() {
    // The 64 characters of a block differ only in their last byte, so the normalizer treats them
    // alike.
    for block in stride(from: UInt32(0), to: 0x11_0000, by: 64) {
      let scalars = (block..<block + 64).compactMap(Unicode.Scalar.init)
      let text = String(String.UnicodeScalarView(scalars.flatMap { [$0, "x"] }))
      expectOracleAgrees(text, "block \(String(block, radix: 16))")
    }
  }

  @Test func `combining marks are composed with every letter that the fast path skips`() {
    let ranges: [ClosedRange<UInt32>] = [
      0x20...0x7E, 0xA1...0x2FF, 0x400...0x43F, 0x2010...0x203F, 0x4000...0x9FFF,
    ]
    let letters = ranges.joined().compactMap(Unicode.Scalar.init)
    for mark: Unicode.Scalar in ["\u{301}", "\u{308}", "\u{323}", "\u{338}", "\u{3099}", "\u{5B0}"]
    {
      let before = String(String.UnicodeScalarView(letters.flatMap { [mark, $0, "\n"] }))
      let after = String(String.UnicodeScalarView(letters.flatMap { [$0, mark, "\n"] }))
      expectOracleAgrees(before, "before")
      expectOracleAgrees(after, "after")
    }
  }

  @Test func `every pair with a composed form is composed`() {
    for code in UInt32(0xA0)..<0x3_0000 {
      guard let scalar = Unicode.Scalar(code) else { continue }
      let composed = String(scalar)
      let decomposed = composed.decomposedStringWithCanonicalMapping
      guard decomposed.unicodeScalars.count > 1 else { continue }
      #expect(
        bytes(normalize(decomposed)) == bytes(decomposed.precomposedStringWithCanonicalMapping),
        "U+\(String(code, radix: 16))")
    }
  }

  @Test(arguments: seeds(300))
  func `random text agrees with the reference, also when normalized twice`(seed: Int) {
    var random = SeededGenerator(seed: seed)
    let text = Self.randomText(&random)
    let clean = normalize(text)
    expectOracleAgrees(text, "seed \(seed)")
    #expect(bytes(normalize(clean)) == bytes(clean), "seed \(seed)")
    let unwanted = clean.unicodeScalars.filter {
      $0 != "\n" && ($0.properties.generalCategory == .control || $0.properties.isBidiControl)
    }
    #expect(unwanted.isEmpty, "seed \(seed)")
  }

  @Test(arguments: seeds(300))
  func `plain text with a few unusual characters agrees with the reference`(seed: Int) {
    var random = SeededGenerator(seed: seed)
    let odd = Array("\n\r\t\u{0}\u{1F}\u{7F}é\u{301}\u{A0}日  ".unicodeScalars)
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...300, using: &random) {
      if Int.random(in: 0..<20, using: &random) == 0 {
        text.append(odd.randomElement(using: &random) ?? "x")
      } else if Int.random(in: 0..<5, using: &random) == 0 {
        text.append(" ")
      } else {
        text.append(Unicode.Scalar(UInt8.random(in: 0x21...0x7E, using: &random)))
      }
    }
    expectOracleAgrees(String(text), "seed \(seed)")
  }

  @Test func `a long row of combining marks is normalized quickly`() {
    let marks = String(repeating: "\u{301}\u{323}", count: 100_000)
    let time = cpuTime {
      let clean = normalize("a" + marks)
      #expect(normalize(clean) == clean)
      #expect(clean.unicodeScalars.filter { $0 != "\u{34F}" }.count >= 199_999)
    }
    #expect(time < .seconds(10))
  }

  /// Returns characters of all planes; those that are special to the normalizer occur more often.
  private static func randomText(_ random: inout SeededGenerator) -> String {
    let special = Array(
      "\n\r\t \u{B}\u{C}\u{0}\u{1B}\u{85}\u{A0}\u{AD}\u{2028}\u{2029}\u{200B}\u{FEFF}\u{202E}"
        .unicodeScalars)
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...200, using: &random) {
      let code: UInt32 =
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2: special.randomElement(using: &random)?.value ?? 0
        case 3...4: UInt32.random(in: 0x20...0x7E, using: &random)
        case 5: UInt32.random(in: 0x300...0x36F, using: &random)
        case 6: UInt32.random(in: 0x1100...0x11FF, using: &random)
        case 7: UInt32.random(in: 0x80...0x24F, using: &random)
        case 8: UInt32.random(in: 0x250...0xFFFF, using: &random)
        default: UInt32.random(in: 0x1_0000...0x10_FFFF, using: &random)
        }
      // Foundation's tables are older than the standard library's.
      guard let scalar = Unicode.Scalar(code), scalar.properties.age?.major ?? 0 <= 12 else {
        continue
      }
      text.append(scalar)
      // Foundation also drops all but 16 bits of such characters before a mark: U+90102 becomes
      // U+0102.
      if code >= 0x3_0000 { text.append("x") }
    }
    return String(text)
  }
}

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

private func expectOracleAgrees(_ text: String, _ comment: Comment) {
  let (fast, slow) = (bytes(normalize(text)), bytes(slowlyNormalized(text)))
  guard fast != slow else { return }
  let at = zip(fast, slow).prefix { $0 == $1 }.count
  let (found, expected) = (fast.dropFirst(max(0, at - 4)), slow.dropFirst(max(0, at - 4)))
  #expect(Array(found.prefix(16)) == Array(expected.prefix(16)), comment)
}

/// True if a variation selector belongs to letters: all but those of emoji and Mongolian.
private func isOfLetter(_ selector: Unicode.Scalar) -> Bool {
  !(0xFE0E...0xFE0F).contains(selector.value) && !(0x180B...0x180F).contains(selector.value)
}

/// The reference implementation: normalizes step by step, and composes with Foundation.
private func slowlyNormalized(_ text: String) -> String {
  var clean = ""
  let dropped: [Unicode.Scalar] = ["\u{200B}", "\u{2060}", "\u{FEFF}"]
  let lineEnds: [Unicode.Scalar] = ["\n", "\u{B}", "\r", "\u{85}", "\u{2028}"]
  var scalars = text.unicodeScalars[...]
  while let scalar = scalars.popFirst() {
    if scalar == "\r" && scalars.first == "\n" { continue }
    if lineEnds.contains(scalar) {
      clean += "\n"
    } else if scalar == "\u{C}" || scalar == "\u{2029}" {
      clean += "\n\n"
    } else if scalar.properties.isWhitespace {
      clean += " "
    } else if scalar.properties.generalCategory != .control && !scalar.properties.isBidiControl
      && !dropped.contains(scalar) && !(scalar.properties.isVariationSelector && isOfLetter(scalar))
    {
      clean.unicodeScalars.append(scalar)
    }
  }
  let lines = clean.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map {
    line in
    let end = line.reversed().prefix { $0 == " " || $0 == "\u{AD}" }
    let visible = line.filter { $0 != "\u{AD}" }.split(separator: " ").map {
      String(String.UnicodeScalarView($0))
    }.joined(separator: " ")
    let endsSoftly =
      end.last == "\u{AD}" && !visible.isEmpty && visible.unicodeScalars.last != "-"
    return endsSoftly ? visible + "\u{AD}" : visible
  }
  var kept: [String] = []
  for line in lines where !line.isEmpty || kept.last?.isEmpty == false { kept.append(line) }
  if kept.last?.isEmpty == true { kept.removeLast() }
  let text = kept.joined(separator: "\n").replacing("\u{AD}\n", with: "-\n")
    .replacing("\u{AD}", with: "")
  // Decompose first, because Foundation does not compose a partly composed syllable.
  return text.decomposedStringWithCanonicalMapping
    .precomposedStringWithCanonicalMapping
}
