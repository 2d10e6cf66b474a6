internal import CivilCalendar
internal import QueryLanguage
internal import Ranking

/// Dates of several words, such as `18 Oct 2021`.
///
/// Each word of such a date also matches the whole date in its other forms, so that a passage with
/// 2021-10-18 has all words of `18 Oct 2021`.
extension QueryPlanner {
  /// The maximum number of words of a date, as in `18 de octubre de 2021`.
  private static let maxWords = 5

  /// Adds the written forms of the dates in a run of adjacent words to their clauses.
  ///
  /// Returns the indices of these clauses.
  func spellDates(
    in words: Range<Int>, of typed: [Clause], _ clauses: inout [PlannedClause]
  ) throws -> Set<Int> {
    guard let spellings else { return [] }
    var dates: Set<Int> = []
    var start = words.lowerBound
    while start < words.upperBound {
      guard let (date, end) = longestDate(from: start, in: words, of: typed) else {
        start += 1
        continue
      }
      let forms = try spellings.forms(of: date)
      for index in start..<end { clauses[index].add(forms) }
      dates.formUnion(start..<end)
      start = end
    }
    return dates
  }

  /// Returns the longest date that starts at a clause, and the end of its clauses.
  private func longestDate(
    from start: Int, in words: Range<Int>, of typed: [Clause]
  ) -> (date: PartialDate, end: Int)? {
    let last = min(start + Self.maxWords, words.upperBound)
    for end in (start..<last).reversed().map({ $0 + 1 }) where end > start + 1 {
      let texts = typed[start..<end].map(\.kind.text)
      // Most words are not dates, and parsing each run of them would take a while.
      guard texts.contains(where: { $0.utf8.contains { (0x30...0x39).contains($0) } }) else {
        return nil
      }
      // The date must not start or end with `of` or the like.
      guard let first = texts.first, let last = texts.last,
        !PartialDate.skippedWords.contains(first.lowercased()),
        !PartialDate.skippedWords.contains(last.lowercased()),
        let date = PartialDate(texts.joined(separator: " "))
      else { continue }
      return (date, end)
    }
    return nil
  }
}

extension PlannedClause {
  /// Adds the forms that do not contain the word itself; the others match anyway.
  mutating func add(_ forms: WordForms) {
    var patterns = if case .any(let all) = term.pattern { all } else { [term.pattern] }
    let words = Set(patterns)
    for form in forms.forms where !form.contains(where: { words.contains(.term($0)) }) {
      let pattern = forms.pattern(of: form)
      guard !patterns.contains(pattern) else { continue }
      patterns.append(pattern)
      spellings.append(forms.text(of: form))
    }
    if patterns.count > 1 { term.pattern = .any(patterns) }
  }
}
