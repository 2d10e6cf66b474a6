internal import TextAnalysis

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
  /// Several cores first grow to whole clauses and sentences. What then remains of the budget extends
  /// them further, those with the most keys first.
  ///
  /// - Precondition: The cores together have no more words than the budget.
  func fragments(around cores: [SnippetPlan.Core]) -> [Range<Int>] {
    let cores = cores.merged
    var spare = budget - cores.reduce(0) { $0 + $1.words.count }
    precondition(spare >= 0, "cores over the budget of \(budget) words")
    var fragments = cores.map(\.words)
    if cores.count > 1 { grow(&fragments, cores, &spare) }
    let order = cores.indices.sorted {
      (-cores[$0].keys.count, -cores[$0].weight, $0) < (
        -cores[$1].keys.count, -cores[$1].weight, $1
      )
    }
    for index in order {
      let room = fragments[index].count + spare
      let limits = limits(of: index, fragments)
      let grown = fragment(around: fragments[index], room: room, within: limits)
      fragments[index] = balanced(grown, around: cores[index].words, room: room, within: limits)
      spare = room - fragments[index].count
    }
    return fragments.merged(joiningAdjacent: true)
  }

  /// Returns the words that a fragment may have without overlapping the others.
  private func limits(of index: Int, _ fragments: [Range<Int>]) -> Range<Int> {
    let lower = index > 0 ? fragments[index - 1].upperBound : 0
    let upper = index + 1 < fragments.count ? fragments[index + 1].lowerBound : words.count
    return lower..<upper
  }

  /// Extends fragments to whole sentences or, where a sentence does not fit, clause by clause.
  ///
  /// The next words go to the fragment that then has the most keys for each added word. Their weights
  /// do not matter here: a sentence with several words of the query is more likely to answer it than
  /// one with the rarest word.
  /// Every word that is added is subtracted from `spare`.
  private func grow(
    _ fragments: inout [Range<Int>], _ cores: [SnippetPlan.Core], _ spare: inout Int
  ) {
    while true {
      var best: (index: Int, fragment: Range<Int>, added: Int)?
      for (index, fragment) in fragments.enumerated() {
        for longer in steps(from: fragment, within: limits(of: index, fragments), atMost: spare) {
          var added = longer.count - cores[index].words.count
          // The beginning of a sentence, with its subject, is worth twice as much as its end.
          if isSentenceBreak(longer.lowerBound) {
            added -= (cores[index].words.lowerBound - longer.lowerBound) / 2
          }
          if let best, cores[index].keys.count * best.added <= cores[best.index].keys.count * added
          {
            continue
          }
          best = (index, longer, added)
        }
      }
      guard let best else { return }
      spare -= best.fragment.count - fragments[best.index].count
      fragments[best.index] = best.fragment
    }
  }

  /// Returns the whole sentence around a fragment, if it adds at most `count` words, otherwise the
  /// fragment with the clause before it and with the clause after it, if these do.
  private func steps(
    from fragment: Range<Int>, within limits: Range<Int>, atMost count: Int
  ) -> [Range<Int>] {
    var steps: [Range<Int>] = []
    let sentence = passage.sentence(around: fragment, reach: budget).clamped(to: limits)
    if sentence != fragment, sentence.count - fragment.count <= count { return [sentence] }
    if fragment.lowerBound > limits.lowerBound, !isSentenceBreak(fragment.lowerBound) {
      var start = fragment.lowerBound - 1
      let least = max(limits.lowerBound, fragment.lowerBound - count)
      while start > least, !isClauseBreak(start) { start -= 1 }
      if start >= least, start == limits.lowerBound || isClauseBreak(start) {
        steps.append(start..<fragment.upperBound)
      }
    }
    if fragment.upperBound < limits.upperBound, !isSentenceBreak(fragment.upperBound) {
      var end = fragment.upperBound + 1
      let most = min(limits.upperBound, fragment.upperBound + count)
      while end < most, !isClauseBreak(end) { end += 1 }
      if end <= most, end == limits.upperBound || isClauseBreak(end) {
        steps.append(fragment.lowerBound..<end)
      }
    }
    return steps
  }

  private func isSentenceBreak(_ word: Int) -> Bool { passage.isSentenceBreak(word) }

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

// MARK: Brackets and quotation marks

extension SnippetContext {
  /// The maximum number of words after which the partner of a bracket is looked for.
  private static let maxBracket = 100
  /// The maximum number of words by which each end of a fragment is moved.
  private static let maxMove = 40

  /// Returns the fragment with its ends moved, if possible, so that it contains no bracket or
  /// quotation mark without its partner.
  ///
  /// A fragment that starts or ends with a whole sentence continues to do so.
  private func balanced(
    _ fragment: Range<Int>, around core: Range<Int>, room: Int, within limits: Range<Int>
  ) -> Range<Int> {
    guard !BracketPairs(passage, in: fragment).areComplete else { return fragment }
    let distance = max(budget, Self.maxBracket)
    let reach =
      max(0, fragment.lowerBound - distance)..<min(words.count, fragment.upperBound + distance)
    let pairs = BracketPairs(passage, in: reach).pairs
    guard pairs.contains(where: { $0.isSplit(by: fragment) }) else { return fragment }
    var best = fragment
    var least = cost(of: fragment, insteadOf: fragment, pairs)
    let starts =
      max(
        limits.lowerBound, fragment.lowerBound - Self.maxMove)...min(
        core.lowerBound, fragment.lowerBound + Self.maxMove)
    let ends =
      max(
        core.upperBound, fragment.upperBound - Self.maxMove)...min(
        limits.upperBound, fragment.upperBound + Self.maxMove)
    for start in starts {
      for end in ends where end > start && end - start <= room {
        let cost = cost(of: start..<end, insteadOf: fragment, pairs)
        if cost < least { (best, least) = (start..<end, cost) }
      }
    }
    return best
  }

  /// Returns the cost, in words, of showing one fragment instead of another.
  private func cost(
    of fragment: Range<Int>, insteadOf other: Range<Int>, _ pairs: [BracketPairs.Pair]
  ) -> Int {
    let startsWhole = isSentenceBreak(fragment.lowerBound)
    let endsWhole = isSentenceBreak(fragment.upperBound)
    var cost = abs(fragment.lowerBound - other.lowerBound)
    cost += abs(fragment.upperBound - other.upperBound)
    if !startsWhole { cost += isSentenceBreak(other.lowerBound) ? 40 : 3 }
    if !endsWhole { cost += isSentenceBreak(other.upperBound) ? 40 : 3 }
    for pair in pairs where pair.isSplit(by: fragment) {
      // A quotation of several sentences is rarely shown whole.
      let isWhole = fragment.contains(pair.open) ? endsWhole : startsWhole
      cost += isWhole ? 10 : 1_000
    }
    return cost
  }
}

extension [SnippetPlan.Core] {
  /// The cores in the order of the text, with overlapping and adjacent ones joined.
  fileprivate var merged: [SnippetPlan.Core] {
    var merged: [SnippetPlan.Core] = []
    for core in sorted(by: { $0.words.lowerBound < $1.words.lowerBound }) {
      if let last = merged.last, core.words.lowerBound <= last.words.upperBound {
        merged[merged.count - 1] = last.joined(core)
      } else {
        merged.append(core)
      }
    }
    return merged
  }
}

extension SnippetPlan.Core {
  /// Returns a core from the start of this one to the end of it or a later one.
  fileprivate func joined(_ other: SnippetPlan.Core) -> SnippetPlan.Core {
    SnippetPlan.Core(
      words: words.lowerBound..<max(words.upperBound, other.words.upperBound),
      keys: keys + other.keys, weight: weight + other.weight)
  }
}
