import SQLite
import Testing
import TextAnalysis

struct TokenCharacterTests {
  @Test func `a token character is what FTS5's tokenizer takes for one`() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    let tokenizer = try connection.tokenizer("unicode61 remove_diacritics 2")
    var wrong: [String] = []
    for value in UInt32(1)...0x10_FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      // Marks are part of a token only after another character, and dropped from it.
      let isMark = [.nonspacingMark, .spacingMark, .enclosingMark]
        .contains(scalar.properties.generalCategory)
      // The tokenizer has the tables of Unicode 6.1.
      guard !isMark, let age = scalar.properties.age, age <= (6, 1) else { continue }
      let isToken = try !tokenizer.tokens(of: String(scalar)).isEmpty
      if isToken != scalar.isTokenCharacter { wrong.append(String(value, radix: 16)) }
    }
    #expect(wrong == [])
  }

  @Test func `runs of token characters are counted`() {
    #expect("F-35 over 东京, twice".tokenRuns == 5 && "—".tokenRuns == 0)
  }
}
