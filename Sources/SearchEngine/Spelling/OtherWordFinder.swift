internal import FullTextIndex
internal import Ranking
internal import SQLite
internal import TextAnalysis

/// Finds the synonyms of typed words, and the words that are spelled similarly.
struct OtherWordFinder {
  let spellings: Spellings
  /// The synonyms; nil if there are none.
  let synonyms: SynonymTable?
  /// The maximum number of edits between a typed word and a similar one; 0 for no similar words.
  let fuzziness: Int
  /// The number of passages in the index.
  let passageCount: Int

  /// The share of the typed word's idf that other words have at most.
  ///
  /// With more, an article with a rare synonym would come before those with the typed word.
  private static let (synonymShare, similarShares) = (0.6, [0.4, 0.2])

  /// True if there are no other words for a typed word.
  func isEmpty(for word: String) throws -> Bool {
    try synonyms(of: [word], weighedBy: word).isEmpty && similarWords(to: word).isEmpty
  }

  // MARK: Synonyms

  /// The number of typed words that may have synonyms together.
  var maxLength: Int { synonyms?.maxLength ?? 0 }

  /// Returns the synonyms of typed words that the index contains; `typed` is one of these words.
  ///
  /// In a script without spaces, a part of a token is highlighted. Such synonyms are apart from the
  /// others.
  func synonyms(of words: [String], weighedBy typed: String) throws -> [OtherWord] {
    guard let synonyms else { return [] }
    let terms = try words.flatMap { try spellings.terms(of: $0) }
    let texts = try synonyms.synonyms(of: terms).filter { try spellings.terms(of: $0) != terms }
    guard !texts.isEmpty else { return [] }
    var groups: [(part: TermPart?, group: Group)] = []
    for text in texts {
      let (patterns, part) = try patterns(of: text)
      guard !patterns.isEmpty else { continue }
      let index = groups.firstIndex { $0.part == part } ?? groups.count
      if index == groups.count { groups.append((part, Group())) }
      groups[index].group.patterns += patterns
      groups[index].group.texts.append(text)
    }
    return try groups.map { part, group in
      try other(.synonym, group, part, share: Self.synonymShare, typed)
    }
  }

  /// Returns the patterns of a synonym in all its spellings that the index contains, and the part of
  /// their terms to highlight.
  private func patterns(of text: String) throws -> ([Pattern], TermPart?) {
    // Only words have other spellings.
    var forms =
      text.contains(" ")
      ? WordForms(forms: [try spellings.terms(of: text)]) : try spellings.forms(of: text)
    for other in forms.paired where other.forms == nil { forms.add([other.term]) }
    let patterns = try forms.forms.map { forms.pattern(of: $0) }
      .filter { try spellings.documentFrequency(of: $0) > 0 }
    return (patterns, forms.part)
  }

  // MARK: Similar words

  /// Returns the words of the index that are spelled like a typed word, and may be meant.
  func similarWords(to typed: String) throws -> [OtherWord] {
    guard fuzziness > 0 else { return [] }
    var groups: [Int: Group] = [:]
    for word in try spellings.similarWords(to: typed, within: fuzziness) {
      groups[word.distance, default: Group()].patterns.append(.term(word.term))
      groups[word.distance]?.texts.append(word.text)
    }
    return try groups.sorted { $0.key < $1.key }.map { distance, group in
      let share = Self.similarShares[min(distance, Self.similarShares.count) - 1]
      return try other(.similar, group, nil, share: share, typed)
    }
  }

  // MARK: Weights

  /// Words that are one term of the query.
  private struct Group {
    var patterns: [Pattern] = []
    var texts: [String] = []

    var pattern: Pattern { patterns.count == 1 ? patterns[0] : .any(patterns) }
  }

  private func other(
    _ kind: OtherWord.Kind, _ group: Group, _ part: TermPart?, share: Double, _ typed: String
  ) throws -> OtherWord {
    let forms = try spellings.forms(of: typed)
    let typed = Group(patterns: forms.forms.map { forms.pattern(of: $0) })
    let ratio = try idf(typed.pattern) / idf(group.pattern)
    return OtherWord(
      kind: kind, highlight: Highlight(TermSpec(group.pattern), part: part), texts: group.texts,
      queryWeight: share * min(1, ratio))
  }

  private func idf(_ pattern: Pattern) throws -> Double {
    let count = try spellings.documentFrequency(of: pattern)
    return BM25.idf(documentFrequency: min(count, passageCount), rowCount: passageCount)
  }
}
