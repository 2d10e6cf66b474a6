@testable import SearchEngine
import TestSupport
import Testing

/// The table of English words, which is searched in place.
struct EnglishWordsTests {
  /// The words of the table, read line by line.
  private static let words: [String] = EnglishWords.table.description.split(separator: "\n")
    .flatMap { line in
      let fields = line.split(separator: " ")
      return fields.dropFirst().map { String(fields[0]) + ($0 == "." ? "" : String($0)) }
    }

  @Test func `the table contains its words, each once`() {
    #expect(Self.words.count > 40_000)
    #expect(Set(Self.words).count == Self.words.count)
    let missing = Self.words.filter { !EnglishWords.contains($0) }
    #expect(missing == [])
  }

  @Test(arguments: [
    "moon", "mood", "protests", "sixties", "caller", "planned", "hoping", "badly", "tried", "zoom",
  ])
  func `common words and their regular forms are known`(word: String) {
    #expect(EnglishWords.contains(word))
  }

  @Test(arguments: [
    "", "a", "petrow", "stoltenburg", "nordstream", "moo ", "mo.", "müller", "zzzq", "goverment",
    "referal",
  ])
  func `other texts are not known`(text: String) {
    #expect(!EnglishWords.contains(text))
  }

  @Test(arguments: seeds(5))
  func `random texts are found if they are in the table`(seed: Int) {
    var random = SeededGenerator(seed: seed)
    let known = Set(Self.words)
    for _ in 0..<400 {
      var letters = Array(random.pick(Self.words).unicodeScalars)
      letters[random.below(letters.count)] = random.pick(["a", "e", "s", "z"])
      if random.chance(1, in: 3) { letters.removeLast() }
      let word = letters.map { String($0) }.joined()
      let isKnown = EnglishWords.bases(of: word).contains { known.contains($0) }
      #expect(EnglishWords.contains(word) == isKnown, "\(word)")
    }
  }
}
