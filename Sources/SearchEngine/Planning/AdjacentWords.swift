internal import QueryLanguage
internal import Ranking

/// Adjacent words that are also written as one, such as `5 km`, `e mail` and `555 123 4567`.
///
/// Each of the words also matches the joined form, so that a passage with 5km has both words of
/// `5 km`.
extension QueryPlanner {
  /// The maximum number of words of a number, as in `978 0 306 40615 7`.
  private static let maxWords = 7
  /// The largest distance between two adjacent words in the query, in bytes; a dropped word between
  /// them takes more.
  private static let maxGap = 2

  /// Adds the joined forms of adjacent words to their clauses; `isDate` is true for the words of
  /// dates, which are not joined.
  func spellJoined(
    in words: Range<Int>, of typed: [Clause], except isDate: (Int) -> Bool,
    _ clauses: inout [PlannedClause]
  ) throws {
    guard let spellings else { return }
    var start = words.lowerBound
    while start + 1 < words.upperBound {
      let run = adjacent(from: start, in: words, of: typed)
      let numbers = run.prefix { !isDate($0) && Self.isNumeric(typed[$0].kind.text) }
      if numbers.count > 1 {
        try add(
          spellings.forms(ofJoined: numbers.map { typed[$0].kind.text }), to: numbers, &clauses)
      }
      let pair = run.prefix(2)
      if pair.count == 2, !pair.contains(where: isDate),
        Self.mayBeJoined(typed[start].kind.text, typed[start + 1].kind.text)
      {
        try add(spellings.forms(ofJoined: pair.map { typed[$0].kind.text }), to: pair, &clauses)
      }
      start += max(1, numbers.count - 1)
    }
  }

  private func add(
    _ forms: WordForms, to indices: Range<Int>, _ clauses: inout [PlannedClause]
  ) {
    if forms.forms.isEmpty { return }
    for index in indices { clauses[index].add(forms) }
  }

  /// Returns the clauses from `start` that were typed with nothing between them.
  private func adjacent(from start: Int, in words: Range<Int>, of typed: [Clause]) -> Range<Int> {
    var end = start + 1
    while end < min(words.upperBound, start + Self.maxWords),
      typed[end].range.lowerBound - typed[end - 1].range.upperBound <= Self.maxGap
    {
      end += 1
    }
    return start..<end
  }

  /// True if two adjacent words may be written as one, or are an amount such as $368 billion.
  private static func mayBeJoined(_ first: String, _ second: String) -> Bool {
    SpellingRules.joined(first, second) != nil
      || Quantity(Array((first + " " + second).unicodeScalars))?.hasUnit ?? false
  }

  /// True if a word has only digits and the signs between them.
  private static func isNumeric(_ word: String) -> Bool {
    word.utf8.contains { (0x30...0x39).contains($0) }
      && word.unicodeScalars.allSatisfy { scalar in
        SpellingRules.isDigit(scalar) || SpellingRules.isHyphen(scalar)
          || ".,/Xx".unicodeScalars.contains(scalar)
      } || word == "X" || word == "x"
  }
}
