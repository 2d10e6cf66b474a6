internal import TextAnalysis

/// Extends the cores of a snippet to fragments that read well, of whole sentences if these fit.
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
      // The sentence ends soon. Use the remaining room to show more of its beginning.
      start = max(limits.lowerBound, min(start, end - room))
      return clauseStart(from: start, to: min(core.lowerBound, start + room / 4))..<end
    }
    // A short end of a paragraph is shown with the sentences before it.
    while end - start < room / 2, start > limits.lowerBound, !words[start].beginsHeading,
      let earlier = sentence(before: start, atMost: room - (end - start)),
      earlier >= limits.lowerBound, !words[earlier].beginsHeading
    {
      start = earlier
    }
    return start..<end
  }

  /// Returns the beginning of the core's sentence if it fits, otherwise a word shortly before the
  /// core.
  private func start(of core: Range<Int>, room: Int, within limits: Range<Int>) -> Int {
    let spare = room - core.count
    let earliest = max(limits.lowerBound, core.lowerBound - spare)
    var start = core.lowerBound
    while start > earliest, !isSentenceBreak(start) { start -= 1 }
    // A neighbouring fragment may already show the beginning.
    if isSentenceBreak(start) || (start == limits.lowerBound && start > 0) { return start }
    return max(earliest, core.lowerBound - spare / 3)
  }

  /// Returns the last end of a sentence within reach, unless that leaves more than half of the room
  /// empty.
  private func end(of core: Range<Int>, furthest: Int, from start: Int, room: Int) -> Int {
    var end = core.upperBound
    var lastBreak: Int?
    while true {
      if end > start, isSentenceBreak(end) {
        lastBreak = end
        // The text under the next heading has another subject.
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

  /// Returns the start of the sentence before `word`, or nil if it has more than `count` words.
  private func sentence(before word: Int, atMost count: Int) -> Int? {
    var start = word
    while start > 0, word - start < count {
      start -= 1
      if words[start].beginsSentence { return start }
    }
    return nil
  }
}
