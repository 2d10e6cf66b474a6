import Archive
import SQLite
import Testing
import TextAnalysis

struct TokenCharacterTests {
  @Test func `token characters agree with the tokenizer of the index`() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    let tokenizer = try connection.tokenizer(Archive.foldingTokenizer)
    var wrong: [UInt32] = []
    for start in stride(from: UInt32(0x21), to: 0x110000, by: 4_096) {
      let scalars = (start..<min(start + 4_096, 0x110000)).compactMap(Unicode.Scalar.init)
        .filter(Self.isCompared)
      let tokens = Set(
        try tokenizer.tokens(of: scalars.map { "\($0) " }.joined()).map(\.range.lowerBound))
      var offset = 0
      for scalar in scalars {
        if tokens.contains(offset) != scalar.isTokenCharacter { wrong.append(scalar.value) }
        offset += UTF8.width(scalar) + 1
      }
    }
    // The only differences are vowel signs that became letters in Unicode 8 and 12.
    #expect(wrong.allSatisfy { (0x19B0...0x19C9).contains($0) || (0x1CF2...0x1CF3).contains($0) })
  }

  /// True for characters of Unicode 6.1, the version of the tokenizer's tables.
  private static func isCompared(_ scalar: Unicode.Scalar) -> Bool {
    guard let age = scalar.properties.age, age <= (6, 1) else { return false }
    switch scalar.properties.generalCategory {
    case .unassigned: return false
    default: return true
    }
  }

  @Test func `runs of token characters are counted`() {
    #expect("F-35 over 东京, twice".tokenRuns == 5 && "—".tokenRuns == 0)
  }
}
