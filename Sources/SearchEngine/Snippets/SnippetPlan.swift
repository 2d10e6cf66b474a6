/// Chooses the cores of a snippet: ranges of words that it must show, and that `SnippetContext`
/// then extends.
///
/// The goal is to show as many keys as possible (see `Match.key`). The best choice is a single core
/// with the most keys. Among several such cores, the shortest is best, unless the keys of a longer one
/// weigh more. If no single core contains all keys of the passage, but several short cores together
/// contain more keys, the short cores are chosen.
///
/// The same keys often occur together in several parts of the passage. Of these parts, the one with
/// the lowest cost is chosen (see `SnippetChoice`); without costs, the shortest, and then the first.
struct SnippetPlan {
  /// A match of a key, as a range of words of the passage.
  struct Item: Equatable {
    var key: Int
    var words: Range<Int>
    /// The match in UTF-8 bytes of the passage.
    var bytes = 0..<0
  }

  /// A core, and the keys that have a match in it.
  struct Core: Equatable {
    var words: Range<Int>
    var keys: [Int]
    /// The weight of the keys that no earlier core contains.
    var weight = 0
  }

  /// The cost of a core with these words, which contain these items; a lower cost is better.
  typealias Cost = (_ words: Range<Int>, _ items: [Item]) -> Int

  private typealias Rank = (Int, Int)

  /// The maximum number of fragments; a snippet with more is hard to read.
  static let maxFragments = 4
  /// The number of words by which a core may be longer to show the rarest word and not the most
  /// common one.
  private static let wordsOfKey = 12
  /// The maximum number of candidates whose costs are compared.
  private static let maxCandidates = 12

  /// The weights of the keys; they are integers, so that a sum does not depend on the order.
  var weights: [Int]

  /// The matches that fit in the budget, ordered by their end.
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
    weights = Array(repeating: 1, count: keyCount)
  }

  // MARK: All keys

  /// Returns the cores to show; none if nothing fits.
  ///
  /// A larger budget never shows fewer keys, because everything that is tried for a smaller budget
  /// is also tried for a larger one.
  func cores(_ cost: Cost? = nil) -> [Core] {
    let isUncovered = Array(repeating: true, count: keyCount)
    guard let one = core(of: budget, holding: isUncovered, by: .keys) else { return [] }
    let present = Set(items.map(\.key)).count
    var best = [one]
    // A heavier core may leave keys for later that do not fit then. If the weights cost keys, they
    // are ignored.
    for preference in [Preference.keys, .keysAlone] {
      var limit = 1
      while best.keyCount < present, limit < budget {
        let cores = cores(ofAtMost: limit, by: preference)
        if (-cores.keyCount, cores.count, cores.wordCount)
          < (-best.keyCount, best.count, best.wordCount)
        {
          best = cores
        }
        limit *= 2
      }
    }
    return chosen(best, by: cost)
  }

  /// Returns cores of at most `limit` words each.
  ///
  /// Every core is the best for the keys that no earlier core contains.
  private func cores(ofAtMost limit: Int, by preference: Preference) -> [Core] {
    var isUncovered = Array(repeating: true, count: keyCount)
    var cores: [Core] = []
    while cores.count < Self.maxFragments,
      let core = core(of: limit, holding: isUncovered, by: preference),
      cores.wordCount + core.words.count <= budget
    {
      for key in core.keys { isUncovered[key] = false }
      cores.append(core)
    }
    return cores
  }

  // MARK: Few cores

  /// Returns one core or two with the keys that weigh the most; none if nothing fits.
  ///
  /// Other keys are shown only if they are near.
  func coherentCores(_ cost: Cost? = nil) -> [Core] {
    var isUncovered = Array(repeating: true, count: keyCount)
    guard
      let first = core(of: max(1, budget / 3), holding: isUncovered, by: .weight)
        ?? core(of: budget, holding: isUncovered, by: .weight)
    else { return [] }
    for key in first.keys { isUncovered[key] = false }
    guard
      let second = core(
        of: min(max(1, budget / 4), budget - first.words.count), holding: isUncovered, by: .weight),
      second.weight * 2 > first.weight
    else { return chosen([first], by: cost) }
    return chosen([first, second], by: cost)
  }

  // MARK: One core

  /// The order of cores.
  private enum Preference {
    /// The number of keys, then the length, from which the weight is subtracted.
    case keys
    /// The number of keys.
    case keysAlone
    /// The weight of the keys.
    case weight

    /// Returns the rank of a core; a lower rank is better.
    ///
    /// The keys of the core may all be other ones than those of another core, and as many. A key of
    /// the weight `maxWeight` is then worth `wordsOfKey` more words than a key of no weight.
    func rank(keys: Int, weight: Int, length: Int, maxWeight: Int) -> Rank {
      switch self {
      case .keys: (-keys, length * maxWeight - SnippetPlan.wordsOfKey * weight)
      case .keysAlone: (-keys, length)
      case .weight: (-weight, length)
      }
    }
  }

  /// Returns the best core of at most `limit` words for the keys in `isWanted`; nil if no match of
  /// these keys fits.
  private func core(of limit: Int, holding isWanted: [Bool], by preference: Preference) -> Core? {
    let items = items.filter { isWanted[$0.key] && $0.words.count <= limit }
    var best: (words: Range<Int>, weight: Int, rank: Rank)?
    let maxWeight = weights.max() ?? 1
    windows(items, limit) { window, keys, weight in
      let rank = preference.rank(
        keys: keys, weight: weight, length: window.count, maxWeight: maxWeight)
      if let best, rank >= best.rank { return }
      best = (window, weight, rank)
    }
    guard let best else { return nil }
    let keys = Set(items.filter { best.words.contains($0.words) }.map(\.key))
    return Core(words: best.words, keys: keys.sorted(), weight: best.weight)
  }

  /// Calls `body` for each start of an item, with the shortest window from there that contains as
  /// many keys as any window from there of at most `limit` words.
  ///
  /// - Complexity: O(n w) for n matches, if at most w matches fit into `limit` words. O(n) if the
  ///   first words contain all keys.
  private func windows(
    _ items: [Item], _ limit: Int, _ body: (_ words: Range<Int>, _ keys: Int, _ weight: Int) -> Void
  ) {
    let present = Set(items.map(\.key)).count
    // For each key, the last `start` after which it was found, so that it is counted only once.
    var metAt = Array(repeating: -1, count: keyCount)
    var first = 0
    var lastStart = -1
    for start in items.map(\.words.lowerBound).sorted() where start != lastStart {
      lastStart = start
      while first < items.count, items[first].words.upperBound <= start { first += 1 }
      var keys = 0
      var weight = 0
      var end = start
      for item in items[first...] {
        guard keys < present, item.words.upperBound <= start + limit else { break }
        guard item.words.lowerBound >= start, metAt[item.key] != start else { continue }
        metAt[item.key] = start
        keys += 1
        weight += weights[item.key]
        end = item.words.upperBound
      }
      body(start..<end, keys, weight)
    }
  }

  // MARK: Choices between the same keys

  /// Returns the cores, each replaced by the part of the passage with the same keys that has the
  /// lowest cost.
  private func chosen(_ cores: [Core], by cost: Cost?) -> [Core] {
    guard let cost else { return cores }
    var chosen = cores
    var spare = budget - cores.wordCount
    for (index, core) in cores.enumerated() {
      let words = cheapest(core, limit: core.words.count + spare, cost)
      spare -= words.count - core.words.count
      chosen[index].words = words
    }
    return chosen
  }

  private func cheapest(_ core: Core, limit: Int, _ cost: Cost) -> Range<Int> {
    var isWanted = Array(repeating: false, count: keyCount)
    for key in core.keys { isWanted[key] = true }
    let items = items.filter { isWanted[$0.key] }
    guard items.count > core.keys.count else { return core.words }
    var candidates: [Range<Int>] = []
    windows(items, limit) { window, keys, _ in
      if keys == core.keys.count { candidates.append(window) }
    }
    guard candidates.count > 1 else { return core.words }
    if candidates.count > Self.maxCandidates {
      candidates.sort { ($0.count, $0.lowerBound) < ($1.count, $1.lowerBound) }
      candidates.removeLast(candidates.count - Self.maxCandidates)
    }
    var best: (words: Range<Int>, rank: (Int, Int, Int))?
    for words in candidates {
      let rank = (cost(words, items.inside(words)), words.count, words.lowerBound)
      if let best, rank >= best.rank { continue }
      best = (words, rank)
    }
    return best?.words ?? core.words
  }
}

extension [SnippetPlan.Core] {
  fileprivate var wordCount: Int { reduce(0) { $0 + $1.words.count } }
  fileprivate var keyCount: Int { reduce(0) { $0 + $1.keys.count } }
}

extension [SnippetPlan.Item] {
  /// Returns the items in a range of words; the items are ordered by their end.
  fileprivate func inside(_ words: Range<Int>) -> [SnippetPlan.Item] {
    let first = partitioningIndex { $0.words.upperBound > words.lowerBound }
    return self[first...].prefix { $0.words.upperBound <= words.upperBound }
      .filter { words.contains($0.words) }
  }
}
