import TestSupport
import Testing

@testable import SearchEngine
import SearchModel

/// The words that a snippet shows, compared with the best of all windows.
struct SnippetPlanTests {
  @Test func `a single core is the best window, and several cores show more than any window`() {
    var single = 0
    var several = 0
    for seed in seeds(1_500) {
      var random = SeededGenerator(seed: seed)
      let (items, keys) = randomItems(&random)
      let budget = Int.random(in: 1...14, using: &random)
      let cores = SnippetPlan(items, keyCount: keys, budget: budget).cores()
      let best = bestWindow(items, budget)
      let place: Comment = "seed \(seed): \(budget) words of \(items)"
      guard let best else {
        #expect(cores.isEmpty, place)
        continue
      }
      if cores.count == 1 {
        single += 1
        #expect(cores[0].words == best.words, place)
        #expect(cores[0].keys == best.keys.sorted(), place)
      } else {
        several += 1
        #expect(Set(cores.flatMap(\.keys)).count > best.keys.count, place)
      }
      #expect(cores.reduce(0) { $0 + $1.words.count } <= budget, place)
      #expect(cores.count <= SnippetPlan.maxFragments, place)
      for core in cores {
        #expect(Set(core.keys).isSubset(of: shown(items, core.words)), place)
      }
    }
    #expect(single > 300 && several > 100)
  }

  @Test func `a longer snippet never shows fewer keys`() {
    for seed in seeds(300) {
      var random = SeededGenerator(seed: seed)
      let (items, keys) = randomItems(&random)
      var before = 0
      for budget in 1...40 {
        let cores = SnippetPlan(items, keyCount: keys, budget: budget).cores()
        let shown = Set(cores.flatMap(\.keys)).count
        #expect(shown >= before, "seed \(seed): \(budget) words of \(items)")
        before = shown
      }
    }
  }

  private func randomItems(
    _ random: inout SeededGenerator
  ) -> (items: [SnippetPlan.Item], keys: Int) {
    let keys = Int.random(in: 1...6, using: &random)
    let items = (0..<Int.random(in: 0...20, using: &random)).map { _ in
      let start = Int.random(in: 0...40, using: &random)
      let length = max(1, Int.random(in: -3...4, using: &random))
      return SnippetPlan.Item(
        key: Int.random(in: 0..<keys, using: &random), words: start..<start + length)
    }
    return (items, keys)
  }

  private func shown(_ items: [SnippetPlan.Item], _ window: Range<Int>) -> Set<Int> {
    Set(items.filter { window.clamped(to: $0.words) == $0.words }.map(\.key))
  }

  /// Returns the window with the most keys; among several, the shortest, and then the first.
  private func bestWindow(
    _ items: [SnippetPlan.Item], _ budget: Int
  ) -> (words: Range<Int>, keys: Set<Int>)? {
    var best: (words: Range<Int>, keys: Set<Int>)?
    for length in 1...budget {
      for start in 0...45 {
        let keys = shown(items, start..<start + length)
        if keys.count > best?.keys.count ?? 0 { best = (start..<start + length, keys) }
      }
    }
    return best
  }
}
