internal import TextAnalysis

/// Chooses the cores of a snippet: ranges of words that it must show, and that `SnippetContext`
/// then extends.
///
/// The goal is to show as many keys as possible (see `Match.key`). The best choice is a single core
/// with the most keys. Among several such cores, the shortest is best, then the first. If no single
/// core contains all keys of the passage, but several short cores together contain more keys, the
/// short cores are chosen.
struct SnippetPlan {
  /// A match of a key, as a range of words of the passage.
  struct Item: Equatable {
    var key: Int
    var words: Range<Int>
  }

  /// A core, and the keys that have a match in it.
  struct Core: Equatable {
    var words: Range<Int>
    var keys: [Int]
  }

  /// The maximum number of fragments; a snippet with more is hard to read.
  static let maxFragments = 4

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
  }

  /// Returns the cores to show; none if nothing fits.
  ///
  /// A larger budget never shows fewer keys, because everything that is tried for a smaller budget
  /// is also tried for a larger one.
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

  /// Returns cores of at most `limit` words each.
  ///
  /// Every core is the best for the keys that no earlier core contains.
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

  /// Returns the best core of at most `limit` words for the keys in `isWanted`; nil if no match of
  /// these keys fits.
  ///
  /// - Complexity: O(n w) for n matches, if at most w matches fit into `limit` words. O(n) if the
  ///   first words contain all keys.
  private func core(of limit: Int, holding isWanted: [Bool]) -> Core? {
    let items = items.filter { isWanted[$0.key] && $0.words.count <= limit }
    let present = Set(items.map(\.key)).count
    var best: (words: Range<Int>, keys: Int)?
    // For each key, the last `start` after which it was found, so that it is counted only once.
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

/// Extends the cores of a snippet to fragments that read well.
///
/// Fragments are whole sentences if these fit.
struct SnippetContext {
  let passage: PassageWords
  private var words: [PassageWords.Word] { passage.words }
  /// The maximum number of words in all fragments together.
  let budget: Int

  init(_ passage: PassageWords, budget: Int) {
    self.passage = passage
    self.budget = budget
  }

  /// Returns the fragments to show, in order, as ranges of words.
  ///
  /// - Precondition: The cores together have no more words than the budget.
  func fragments(around cores: [Range<Int>]) -> [Range<Int>] {
    let cores = cores.merged(joiningAdjacent: true)
    var spare = budget - cores.reduce(0) { $0 + $1.count }
    precondition(spare >= 0, "cores over the budget of \(budget) words")
    var fragments: [Range<Int>] = []
    for (index, core) in cores.enumerated() {
      let room = core.count + spare / (cores.count - index)
      let next = index + 1 < cores.count ? cores[index + 1].lowerBound : words.count
      let limits = (fragments.last?.upperBound ?? 0)..<next
      let fragment = fragment(around: core, room: room, within: limits)
      spare -= fragment.count - core.count
      if let last = fragments.last, last.upperBound == fragment.lowerBound {
        fragments[fragments.count - 1] = last.lowerBound..<fragment.upperBound
      } else {
        fragments.append(fragment)
      }
    }
    return fragments
  }

  /// True if a fragment can end before this word without cutting a sentence.
  func isSentenceBreak(_ word: Int) -> Bool {
    word == words.count || words[word].beginsSentence
  }

  private func fragment(
    around core: Range<Int>, room: Int, within limits: Range<Int>
  ) -> Range<Int> {
    var start = start(of: core, room: room, within: limits)
    let end = end(of: core, furthest: min(limits.upperBound, start + room), from: start, room: room)
    guard isSentenceBreak(start) else {
      // The sentence may end soon. Use the remaining room to show more of its beginning.
      start = max(limits.lowerBound, min(start, end - room))
      return clauseStart(from: start, to: min(core.lowerBound, start + room / 4))..<end
    }
    // If more than half of the room is left, as at the end of a paragraph, add the sentences
    // before.
    while end - start < room / 2, start > limits.lowerBound, !words[start].beginsHeading,
      let earlier = sentence(before: start, atMost: room - (end - start)),
      earlier >= limits.lowerBound, !words[earlier].beginsHeading
    {
      start = earlier
    }
    return start..<end
  }

  /// Returns the beginning of the core's sentence.
  ///
  /// If that does not fit, returns a word shortly before the core.
  private func start(of core: Range<Int>, room: Int, within limits: Range<Int>) -> Int {
    let spare = room - core.count
    let earliest = max(limits.lowerBound, core.lowerBound - spare)
    var start = core.lowerBound
    while start > earliest, !isSentenceBreak(start) { start -= 1 }
    // The previous fragment may already show the beginning of the sentence.
    if isSentenceBreak(start) || (start == limits.lowerBound && start > 0) { return start }
    return max(earliest, core.lowerBound - spare / 3)
  }

  /// Returns the last end of a sentence up to `furthest`.
  ///
  /// If that end leaves more than half of the room empty, returns the end of a clause or word near
  /// `furthest`.
  private func end(of core: Range<Int>, furthest: Int, from start: Int, room: Int) -> Int {
    var end = core.upperBound
    var lastBreak: Int?
    while true {
      if end > start, isSentenceBreak(end) {
        lastBreak = end
        // The text under the next heading is about something else.
        if end < words.count, words[end].beginsHeading { return end }
      }
      guard end < furthest else { break }
      end += 1
    }
    if let lastBreak, lastBreak - start >= room / 2 { return lastBreak }
    return clauseEnd(from: furthest, to: max(core.upperBound, furthest - room / 4))
  }

  /// Returns the first word from `first` to `last` that begins a clause, otherwise `first`.
  private func clauseStart(from first: Int, to last: Int) -> Int {
    guard first > 0, first <= last else { return first }
    return (first...last).first { isClauseBreak($0) } ?? first
  }

  /// Returns the last word from `first` to `last` before which a clause ends, otherwise `last`.
  private func clauseEnd(from last: Int, to first: Int) -> Int {
    guard first <= last else { return last }
    return (first...last).last { isClauseBreak($0) } ?? last
  }

  private func isClauseBreak(_ word: Int) -> Bool {
    isSentenceBreak(word) || SentenceEnd.isClauseEnd(passage.bytes[words[word - 1].range])
  }

  /// Returns the start of the sentence before `word`, or nil if the sentence has more than `count`
  /// words.
  private func sentence(before word: Int, atMost count: Int) -> Int? {
    var start = word
    while start > 0, word - start < count {
      start -= 1
      if words[start].beginsSentence { return start }
    }
    return nil
  }
}
