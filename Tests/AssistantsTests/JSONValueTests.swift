import Foundation
import JSON
import TestSupport
import Testing

/// JSON values as text.
struct JSONValueTests {
  private func value(_ depth: Int, _ random: inout SeededGenerator) -> JSONValue {
    switch random.below(depth > 0 ? 7 : 5) {
    case 0: return random.pick([.bool(true), .bool(false), .null])
    case 1: return .number(random.pick(["0", "-17", "1.5e-3", "123456789012345678901234567890"]))
    case 2, 3: return .string(text(&random))
    case 4: return random.pick([[], [:], ""])
    case 5: return .array((0..<random.below(5)).map { _ in value(depth - 1, &random) })
    default:
      let members = (0..<random.below(5)).map { _ in (text(&random), value(depth - 1, &random)) }
      return .object(Dictionary(members) { first, _ in first })
    }
  }

  private func text(_ random: inout SeededGenerator) -> String {
    let pieces = [
      "a", "\"", "\\", "/", "\n", "\u{0}", "\u{1F}", "\u{7F}", "\u{85}", "é", "水", "🚢", "\u{2028}",
      "\u{202E}", "\u{FEFF}", "e\u{301}",
    ]
    return (0..<random.below(8)).map { _ in random.pick(pieces) }.joined()
  }

  @Test func `a value that is written and read again is the same, also for other programs`() throws
  {
    for seed in seeds(500) {
      var random = SeededGenerator(seed: seed)
      let value = value(4, &random)
      let bytes = value.encoded()
      #expect(try JSONValue(parsing: bytes) == value, "seed \(seed)")
      #expect(!bytes.contains { $0 < 0x20 }, "seed \(seed)")
      let theirs = try? JSONSerialization.jsonObject(
        with: Data(bytes), options: [.fragmentsAllowed])
      #expect(theirs != nil, "seed \(seed): \(value.encodedText)")
    }
  }

  @Test func `what is not JSON is refused with a reason`() {
    #expect(throws: JSONError.invalidUTF8(offset: 1)) {
      try JSONValue(parsing: [0x22, 0xFF, 0x22])
    }
    let deep = Array(String(repeating: "[", count: 513).utf8)
    #expect(throws: JSONError.tooComplex) { try JSONValue(parsing: deep) }
    for text in ["", "{", "tru", "01", "\"\n\"", "{} x", "[1,]", "\"\\x\"", "NaN"] {
      #expect(throws: JSONError.self, "\(text)") { try JSONValue(parsing: Array(text.utf8)) }
    }
  }
}
