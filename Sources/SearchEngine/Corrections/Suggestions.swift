internal import Archive
internal import FullTextIndex
internal import Glibc
internal import Ranking
internal import SQLite

/// A proposed correction of a typed word.
public struct Suggestion: Equatable, Sendable {
  /// The typed word, or two typed words with a space between them.
  public var word: String
  /// The replacement as it is written in articles: a word, or two words with a space between them.
  public var replacement: String
  /// The number of passages that contain the replacement; two words must be adjacent, and are
  /// counted up to 100.
  public var documentFrequency: Int

  /// Creates a suggestion.
  public init(word: String, replacement: String, documentFrequency: Int) {
    self.word = word
    self.replacement = replacement
    self.documentFrequency = documentFrequency
  }
}

/// Suggests corrections of words that the archive does not contain.
///
/// A word is corrected only if it is not an English word either, and if one candidate is clearly
/// right. Candidates are terms of the side table `vocabulary` that are similar to the term of the
/// typed word, words that are one edit away from the typed word, and the typed word split in two.
/// They are scored as in a noisy channel model: the logarithm of a candidate's frequency is weighed
/// against the cost of the typing error.
///
/// The caller holds a read transaction, as for `RankingReader`.
final class Suggestions {
  private let source: any LexiconSource
  /// The lexicon of the last transaction.
  private var lexicon: Lexicon?
  private let tokenizer: Tokenizer
  let displayForms: DisplayForms
  /// The results for typed words in the snapshot of `lexicon`: finding one takes milliseconds, and
  /// queries share words.
  private var cache: [String: Suggestion?] = [:]
  private static let maxCached = 2_000

  /// Creates an instance for archives; `connection` is that of one of them.
  init(_ source: any LexiconSource, _ connection: Connection) throws(SQLiteError) {
    self.source = source
    tokenizer = try connection.indexTokenizer()
    displayForms = DisplayForms(
      tokenizer: tokenizer, folding: try connection.foldingTokenizer())
  }

  /// Returns at most one suggestion for each of `words` that the archive does not contain.
  ///
  /// Two adjacent elements of `words` may be corrected to a single word.
  ///
  /// - Throws: `IndexError` or `SQLiteError`, if the index cannot be read.
  func suggest(for words: [String]) throws -> [Suggestion] {
    let lexicon = try refreshed()
    var suggestions: [Suggestion] = []
    var index = 0
    while index < words.count {
      if index + 1 < words.count,
        let joined = try joined(words[index], words[index + 1], lexicon)
      {
        suggestions.append(joined)
        index += 2
        continue
      }
      if let suggestion = try cachedSuggestion(for: words[index], lexicon) {
        suggestions.append(suggestion)
      }
      index += 1
    }
    return suggestions
  }

  /// Returns the lexicon of the snapshot, and forgets what is known of earlier ones.
  func refreshed() throws -> Lexicon {
    let now = try Lexicon(source, after: lexicon)
    if now.generation != lexicon?.generation || cache.count > Self.maxCached { cache = [:] }
    lexicon = now
    return now
  }

  // MARK: Words that need a suggestion

  /// Returns the term of a word that is to be checked.
  ///
  /// Returns nil unless the word has 4 to 40 letters, all of them Latin.
  private func term(of word: String) throws(SQLiteError) -> String? {
    let scalars = word.unicodeScalars
    guard (4...40).contains(scalars.count),
      scalars.allSatisfy({ $0.value < 0x250 && SpellingRules.isLetter($0) })
    else { return nil }
    let tokens = try tokenizer.tokens(of: word)
    return tokens.count == 1 ? tokens[0].term : nil
  }

  private func cachedSuggestion(
    for word: String, _ lexicon: Lexicon
  ) throws -> Suggestion? {
    if let cached = cache[word] { return cached }
    let suggestion = try suggest(for: word, lexicon)
    cache[word] = .some(suggestion)
    return suggestion
  }

  private func suggest(
    for word: String, _ lexicon: Lexicon
  ) throws -> Suggestion? {
    guard let term = try term(of: word), try !lexicon.contains(term) else { return nil }
    let typed = try displayForms.folded(word)
    if EnglishWords.contains(typed) { return nil }
    // In a large archive, a word that occurs only once is often an error itself.
    let minFrequency = try lexicon.lastPassage < 10_000 ? 1 : 2
    var scored: [Scored] = []
    if let split = try split(typed, minFrequency, lexicon) { scored.append(split) }
    for candidate in try candidates(for: typed, term, lexicon).prefix(Self.maxCandidates) {
      let count = try lexicon.documentFrequency(of: candidate, atMost: 100_000)
      guard count >= minFrequency,
        let form = try displayForms.form(
          of: candidate, near: typed, maxSamples: Self.maxSamples,
          maxCost: Self.maxCost(of: typed), lexicon)
      else { continue }
      scored.append(Scored(text: form.text, cost: form.cost, documentFrequency: count))
    }
    scored.sort { ($1.score, $0.text) < ($0.score, $1.text) }
    guard let best = scored.first, best.cost <= Self.maxCost(of: typed),
      scored.count < 2 || best.score - scored[1].score >= Self.minLead
    else { return nil }
    return Suggestion(
      word: word, replacement: best.text, documentFrequency: best.documentFrequency)
  }

  // MARK: Scores

  /// A possible correction, with its score.
  private struct Scored {
    var text: String
    var cost: Double
    var documentFrequency: Int

    /// The log likelihood that it was meant; only differences are meaningful.
    var score: Double { Suggestions.score(cost, documentFrequency) }
  }

  private static func score(_ cost: Double, _ documentFrequency: Int) -> Double {
    // A full edit outweighs a frequency that is e^6, or about four hundred, times as high.
    log(Double(documentFrequency + 1)) - 6 * cost
  }

  /// A candidate is clearly right only if it is e^2, or about seven, times as likely as the next.
  private static let minLead = 2.0

  /// Returns the maximum cost of an error in a typed word: about one edit for six letters.
  ///
  /// A higher limit finds more errors, but takes more correct words that the archive lacks for
  /// errors: see docs/spelling.md.
  static func maxCost(of typed: String) -> Double {
    0.18 * Double(typed.unicodeScalars.count)
  }

  // MARK: Candidates

  /// The maximum number of candidates whose written form is looked up.
  private static let maxCandidates = 8
  /// The number of passages that are read if the first ones have no form close enough to what was
  /// typed.
  private static let maxSamples = 64

  /// Returns the terms that may have been meant, the most likely first.
  private func candidates(
    for typed: String, _ term: String, _ lexicon: Lexicon
  ) throws -> [String] {
    // Two edits turn a short word into many others.
    let limit = typed.unicodeScalars.count <= 5 ? 1 : 2
    var scores: [String: Double] = [:]
    func propose(_ other: String, _ cost: Double, _ count: Int) {
      guard other != term, count > 0 else { return }
      scores[other] = max(Self.score(cost, count), scores[other] ?? -.infinity)
    }
    let similar = try lexicon.terms(similarTo: term, within: limit)
    for other in similar ?? [] where Self.isWord(other.term) {
      propose(other.term, TypingCost.of(term, for: other.term), other.documentFrequency)
    }
    // A typing error near the end can change what the stemmer removes. The terms may then differ
    // even if the words are similar. Such candidates are found by editing the typed word.
    var seen: Set<String> = [term]
    for text in EditDistance.neighbours(of: typed) {
      guard let other = try tokenizer.tokens(of: text).first?.term, seen.insert(other).inserted,
        Self.isWord(other), similar == nil || EditDistance.between(term, other) > limit
      else { continue }
      propose(
        other, TypingCost.of(typed, for: text),
        try lexicon.documentFrequency(of: other, atMost: 100_000))
    }
    return scores.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
  }

  /// Returns true if a term consists of letters only.
  ///
  /// Terms with digits are codes, which are all similar to one another.
  private static func isWord(_ term: String) -> Bool {
    term.unicodeScalars.allSatisfy(SpellingRules.isLetter)
  }

  // MARK: One word typed as two, and two as one

  /// The cost of a missing space.
  private static let missingSpace = 0.7
  /// The rarer half of a split word must be beside the other half in one of this many passages.
  private static let maxApart = 10
  /// The minimum number of passages with a joined word, and its minimum ratio to those with the
  /// words apart.
  private static let (joinedFrequency, ratio) = (5, 50)

  /// Returns the best way to split a typed word into two words that are adjacent in some passage.
  private func split(
    _ typed: String, _ minFrequency: Int, _ lexicon: Lexicon
  ) throws -> Scored? {
    let scalars = Array(typed.unicodeScalars)
    var best: Scored?
    for seam in stride(from: 3, through: scalars.count - 3, by: 1) {
      let halves = [scalars[..<seam], scalars[seam...]].map { half in
        var view = String.UnicodeScalarView()
        view.append(contentsOf: half)
        return String(view)
      }
      let terms = try tokenizer.tokens(of: halves.joined(separator: " ")).map(\.term)
      let rarer = try terms.map { try lexicon.documentFrequency(of: $0, atMost: 1_000) }.min()
      guard terms.count == 2, let rarer, rarer > 0 else { continue }
      let text = halves.joined(separator: " ")
      let count = try lexicon.phraseFrequency(text, limit: 100)
      guard count >= max(minFrequency, rarer / Self.maxApart) else { continue }
      let found = Scored(text: text, cost: Self.missingSpace, documentFrequency: count)
      if found.score > best?.score ?? -.infinity { best = found }
    }
    if let text = best?.text { best?.text = try displayForms.phrase(text, lexicon) ?? text }
    return best
  }

  private func joined(
    _ left: String, _ right: String, _ lexicon: Lexicon
  ) throws -> Suggestion? {
    guard left.utf8.count > 1, right.utf8.count > 1, let term = try term(of: left + right) else {
      return nil
    }
    let count = try lexicon.documentFrequency(of: term, atMost: 100_000)
    guard count >= Self.joinedFrequency,
      try isUnknown(left, lexicon) || isUnknown(right, lexicon)
    else { return nil }
    let limit = count / Self.ratio + 1
    guard try lexicon.phraseFrequency(left + " " + right, limit: limit) < limit,
      let form = try displayForms.form(
        of: term, near: displayForms.folded(left + right), lexicon)
    else { return nil }
    return Suggestion(
      word: left + " " + right, replacement: form.text, documentFrequency: count)
  }

  /// Returns true if a word is neither in the archive nor an English word.
  private func isUnknown(_ word: String, _ lexicon: Lexicon) throws -> Bool {
    guard let term = try tokenizer.tokens(of: word).first?.term else { return false }
    return try !lexicon.contains(term) && !EnglishWords.contains(displayForms.folded(word))
  }
}
