/// Chooses the cores of a snippet: the words of a passage that it must show, around which it is
/// then extended.
///
/// The best choice is one core with as many keys as possible; among these, the shortest, then the
/// first. If no single core contains all keys of the passage, several short ones together may
/// contain more.
struct SnippetPlan {
  /// A match, in words of the passage.
  struct Item: Equatable {
    var key: Int
    var words: Range<Int>
  }

  /// The words of one core, and its keys.
  struct Core: Equatable {
    var words: Range<Int>
    var keys: [Int]
  }

  /// The maximum number of fragments.
  ///
  /// A snippet of more is hard to read.
  static let maxFragments = 4

  /// The matches that fit, by their ends.
  private let items: [Item]
  /// The maximum number of words in all cores together.
  private let budget: Int
  private let keyCount: Int

  init(_ items: [Item], keyCount: Int, budget: Int) {
    self.items = items.filter { $0.words.count <= budget }.sorted {
      ($0.words.upperBound, $0.words.lowerBound) < ($1.words.upperBound, $1.words.lowerBound)
    }
    self.keyCount = keyCount
    self.budget = budget
  }

  /// Returns the cores to show; none if nothing fits.
  ///
  /// A larger budget never shows fewer keys, because everything tried with a smaller budget is
  /// tried with it too.
  func cores() -> [Core] {
    let isUncovered = Array(repeating: true, count: keyCount)
    guard let one = core(of: budget, holding: isUncovered) else { return [] }
    let present = Set(items.map(\.key)).count
    var best = [one]
    var bestKeys = one.keys.count
    var limit = 1
    while bestKeys < present, limit < budget {
      let cores = cores(ofAtMost: limit)
      let keys = cores.reduce(0) { $0 + $1.keys.count }
      if (-keys, cores.count, cores.wordCount) < (-bestKeys, best.count, best.wordCount) {
        (best, bestKeys) = (cores, keys)
      }
      limit *= 2
    }
    return best
  }

  /// Returns cores of at most `limit` words, each of which is the best for the keys that those
  /// before it lack.
  private func cores(ofAtMost limit: Int) -> [Core] {
    var isUncovered = Array(repeating: true, count: keyCount)
    var cores: [Core] = []
    while cores.count < Self.maxFragments, let core = core(of: limit, holding: isUncovered),
      cores.wordCount + core.words.count <= budget
    {
      for key in core.keys { isUncovered[key] = false }
      cores.append(core)
    }
    return cores
  }

  /// Returns the best core of at most `limit` words for some of the keys.
  ///
  /// - Complexity: O(n w) for n matches, at most w of which fit into `limit` words; O(n) if the
  ///   first words contain all keys.
  private func core(of limit: Int, holding isWanted: [Bool]) -> Core? {
    let items = items.filter { isWanted[$0.key] && $0.words.count <= limit }
    let present = Set(items.map(\.key)).count
    var best: (words: Range<Int>, keys: Int)?
    // The start for which each key was last seen.
    var metAt = Array(repeating: -1, count: keyCount)
    var first = 0
    var lastStart = -1
    for start in items.map(\.words.lowerBound).sorted() where start != lastStart {
      lastStart = start
      while first < items.count, items[first].words.upperBound <= start { first += 1 }
      var keys = 0
      var end = start
      for item in items[first...] {
        guard keys < present, item.words.upperBound <= start + limit else { break }
        guard item.words.lowerBound >= start, metAt[item.key] != start else { continue }
        metAt[item.key] = start
        keys += 1
        end = item.words.upperBound
      }
      if let best, (-keys, end - start) >= (-best.keys, best.words.count) { continue }
      best = (start..<end, keys)
    }
    guard let best else { return nil }
    let keys = Set(
      items.filter {
        best.words.lowerBound <= $0.words.lowerBound && $0.words.upperBound <= best.words.upperBound
      }.map(\.key))
    return Core(words: best.words, keys: keys.sorted())
  }
}

extension [SnippetPlan.Core] {
  fileprivate var wordCount: Int { reduce(0) { $0 + $1.words.count } }
}
