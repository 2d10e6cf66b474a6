/// Chooses the words of a passage that a snippet must show: its cores, around which it then grows.
///
/// The best is one core that holds the most keys; of these the shortest; of these the first. If no
/// one core holds all keys that there are, several short ones together may hold more.
struct SnippetPlan {
  /// A match, in words of the passage.
  struct Item: Equatable {
    var key: Int
    var words: Range<Int>
  }

  /// The words of one core, and the keys in it.
  struct Core: Equatable {
    var words: Range<Int>
    var keys: [Int]
  }

  /// A snippet of more fragments is hard to read.
  static let maxFragments = 4

  /// The matches that fit, by their ends.
  private let items: [Item]
  /// The most words of all cores together.
  private let budget: Int
  private let keyCount: Int

  init(_ items: [Item], keyCount: Int, budget: Int) {
    self.items = items.filter { $0.words.count <= budget }.sorted {
      ($0.words.upperBound, $0.words.lowerBound) < ($1.words.upperBound, $1.words.lowerBound)
    }
    self.keyCount = keyCount
    self.budget = budget
  }

  /// The cores to show; none if nothing fits.
  ///
  /// A larger budget never shows fewer keys: what is tried with a smaller one is tried with it too.
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

  /// Cores of at most `limit` words, each the best for what those before it do not show.
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

  /// The best core of at most `limit` words, with respect to some of the keys.
  ///
  /// - Complexity: O(n w) for n matches, at most w of which fit into so many words; O(n) where the
  ///   first words hold all keys.
  private func core(of limit: Int, holding isWanted: [Bool]) -> Core? {
    let items = items.filter { isWanted[$0.key] && $0.words.count <= limit }
    let present = Set(items.map(\.key)).count
    var best: (words: Range<Int>, keys: Int)?
    // The start for which each key was last met.
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
