@testable import SearchEngine
import TestSupport
import Testing

/// The distance between words, and what decides it.
struct TypingCostTests {
  @Test func `edit distances follow the definition`() {
    let pairs = [
      ("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "cab", 2), ("ab", "", 2),
      ("ca", "abc", 3), ("Łódź", "Łodz", 2), ("kitten", "sitting", 3),
    ]
    for (a, b, distance) in pairs {
      #expect(EditDistance.between(a, b) == distance && EditDistance.between(b, a) == distance)
    }
    let word = "abb"
    let neighbours = Set(EditDistance.neighbours(of: word))
    #expect(neighbours.allSatisfy { EditDistance.between(word, $0) <= 1 })
    // Three letters: 3 deletions (2 different), 75 replacements, 101 different insertions, 1 swap.
    #expect(neighbours.subtracting([word]).count == 2 + 75 + 101 + 1)
  }

  @Test(arguments: [
    // The same number of edits, and the likelier error first.
    ("sanctoins", "sanctixns", "sanctions"), ("petrow", "petrod", "petrov"),
    ("canberrra", "canberrxa", "canberra"), ("stoltenburg", "stoltenbxrg", "stoltenberg"),
    ("mosvow", "mosnow", "moscow"), ("kanberra", "manberra", "canberra"),
    ("ghadafi", "gxadafi", "gadafi"), ("cambera", "vanbera", "canbera"),
    ("moscox", "xoscow", "moscow"),
  ])
  func `a likely error costs less`(likely: String, unlikely: String, meant: String) {
    #expect(EditDistance.between(likely, meant) == EditDistance.between(unlikely, meant))
    #expect(TypingCost.of(likely, for: meant) < TypingCost.of(unlikely, for: meant))
  }

  @Test(arguments: seeds(20))
  func `the cost of random words is bounded by their distance`(seed: Int) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let letters = ["a", "b", "e", "h", "n", "w"]
      let typed = random.words(0...8, of: letters).joined()
      let meant = random.words(0...8, of: letters).joined()
      let distance = Double(EditDistance.between(typed, meant))
      let cost = TypingCost.of(typed, for: meant)
      #expect(cost >= 0.4 * 0.8 * distance && cost <= 1.5 * distance + 0.4, "\(typed) \(meant)")
      #expect((cost == 0) == (typed == meant), "\(typed) \(meant)")
    }
  }

  @Test(arguments: [
    ["petrow", "petrov", "petroff"], ["qadafi", "ghadafi", "gaddafi", "khadafy"],
    ["zelenski", "zelensky", "zelenskyj"], ["philip", "filip", "phillip"],
    ["schulz", "shulz", "shultz"], ["khrushev", "kruschew"],
  ])
  func `names that sound alike have the same key`(names: [String]) {
    #expect(Set(names.map { PhoneticKey($0).text }).count == 1, "\(names.map { PhoneticKey($0) })")
  }

  @Test func `a key keeps what tells words apart`() {
    #expect(PhoneticKey("").text == "")
    #expect(PhoneticKey("putin") != PhoneticKey("merkel"))
    #expect(PhoneticKey("omar") != PhoneticKey("mar"))
    #expect(PhoneticKey("petrov").text == "ptrf")
    #expect(PhoneticKey("xi").text == "ks")
  }
}
