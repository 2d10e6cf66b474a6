@testable import SearchEngine
import TestSupport
import Testing

/// The table of English words, which is searched in place.
struct EnglishWordsTests {
  /// The stems of the table, read line by line.
  private static let stems: [String] = EnglishWords.table.description.split(separator: "\n")
    .flatMap { line in
      let fields = line.split(separator: " ")
      return fields.dropFirst().map { String(fields[0]) + ($0 == "." ? "" : String($0)) }
    }

  @Test func `the table contains its stems, each once`() {
    #expect(Self.stems.count > 40_000)
    #expect(Set(Self.stems).count == Self.stems.count)
    let missing = Self.stems.filter { !EnglishWords.contains(stem: $0) }
    #expect(missing == [])
  }

  @Test(arguments: ["moon", "mood", "protest", "sixti", "caller", "ab", "aac", "zoom"])
  func `a common word is known`(stem: String) {
    #expect(EnglishWords.contains(stem: stem) == Self.stems.contains(stem))
  }

  @Test(arguments: ["", "a", "petrow", "stoltenburg", "nordstream", "moo ", "mo.", "müller", "zzz"])
  func `other texts are not known`(text: String) {
    #expect(!EnglishWords.contains(stem: text))
  }

  @Test(arguments: seeds(5))
  func `random texts are found if they are in the table`(seed: Int) {
    var random = SeededGenerator(seed: seed)
    let known = Set(Self.stems)
    for _ in 0..<400 {
      var text = Array(random.pick(Self.stems).unicodeScalars)
      if !text.isEmpty { text[random.below(text.count)] = random.pick(["a", "e", "s", "z"]) }
      if random.chance(1, in: 3) { text.removeLast() }
      let stem = text.map { String($0) }.joined()
      #expect(EnglishWords.contains(stem: stem) == known.contains(stem), "\(stem)")
    }
  }
}
