internal import Archive
internal import FullTextIndex
internal import Glibc
package import Ranking
package import SQLite

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

/// Suggests corrections of words that occur almost nowhere in the archive.
///
/// Candidates are terms of the side table `vocabulary` that are similar to the term of the typed
/// word, words that are one edit away from the typed word, and the typed word split in two. They
/// are scored as in a noisy channel model (Kernighan, Church, Gale: A spelling correction program
/// based on a noisy channel model, 1990): the frequency of the candidate is weighed against the
/// likelihood of the typing error.
///
/// The caller holds a read transaction, as for `RankingReader`.
package final class Suggestions {
  let connection: Connection
  private let reader: RankingReader
  let tokenizer: Tokenizer
  /// The results for typed words in the snapshot `generation`: finding one takes milliseconds, and
  /// queries share words.
  private var cache: [String: Suggestion?] = [:]
  private var generation: Int?
  private static let maxCached = 2_000

  /// Creates an instance that shares the caches of `reader`.
  package init(_ connection: Connection, _ reader: RankingReader) throws(SQLiteError) {
    self.connection = connection
    self.reader = reader
    tokenizer = try connection.indexTokenizer()
  }

  /// Returns at most one suggestion for each of `words` that occurs almost nowhere.
  ///
  /// Two adjacent elements of `words` may be corrected to a single word.
  ///
  /// - Throws: `IndexError` or `SQLiteError`, if the index cannot be read.
  package func suggest(for words: [String]) throws -> [Suggestion] {
    let vocabulary = try reader.vocabulary()
    if vocabulary.generation != generation || cache.count > Self.maxCached { cache = [:] }
    generation = vocabulary.generation
    var suggestions: [Suggestion] = []
    var index = 0
    while index < words.count {
      if index + 1 < words.count,
        let joined = try joined(words[index], words[index + 1], vocabulary)
      {
        suggestions.append(joined)
        index += 2
        continue
      }
      if let suggestion = try cachedSuggestion(for: words[index], vocabulary) {
        suggestions.append(suggestion)
      }
      index += 1
    }
    return suggestions
  }

  // MARK: Words that need a suggestion

  /// A word in more passages than this is assumed to be correct.
  private static let rareFrequency = 2
  /// The minimum ratio of the frequency of a correction to that of the typed word.
  private static let ratio = 50

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
    for word: String, _ vocabulary: VocabularyReader
  ) throws -> Suggestion? {
    if let cached = cache[word] { return cached }
    let suggestion = try suggest(for: word, vocabulary)
    cache[word] = .some(suggestion)
    return suggestion
  }

  private func suggest(
    for word: String, _ vocabulary: VocabularyReader
  ) throws -> Suggestion? {
    guard let term = try term(of: word) else { return nil }
    let frequency = try vocabulary.documentFrequency(of: term, atMost: Self.rareFrequency + 1)
    guard frequency <= Self.rareFrequency else { return nil }
    let typed = word.lowercased()
    let limit = typed.unicodeScalars.count <= 4 ? 1 : 2
    var best = try split(typed, vocabulary)
    let candidates = try candidates(for: typed, term, limit, vocabulary)
    for candidate in candidates.prefix(Self.maxCandidates) {
      let count = try vocabulary.documentFrequency(of: candidate.term, atMost: 100_000)
      guard let form = try displayForm(of: candidate.term, near: typed, vocabulary),
        Self.isPlausible(typed, form, count, limit)
      else { continue }
      let score = Self.score(typed, form.text.lowercased(), form.distance, count)
      if score > best?.score ?? -.infinity {
        let suggestion = Suggestion(
          word: word, replacement: form.text, documentFrequency: count)
        best = (suggestion, score)
      }
    }
    guard var found = best?.suggestion,
      found.documentFrequency >= max(1, Self.ratio * frequency)
    else { return nil }
    found.word = word
    return found
  }

  /// Returns true if a candidate is similar enough to the typed word.
  ///
  /// Two edits turn a short word into many others. A candidate at a distance of two must therefore
  /// be in at least five passages. If the typed word has at most five letters, the candidate must
  /// also have the same first letter.
  private static func isPlausible(
    _ typed: String, _ form: DisplayForm, _ count: Int, _ limit: Int
  ) -> Bool {
    guard (1...limit).contains(form.distance) else { return false }
    if form.distance == 1 { return true }
    let isLong = typed.unicodeScalars.count > 5
    return count >= 5
      && (isLong || typed.unicodeScalars.first == form.text.lowercased().unicodeScalars.first)
  }

  // MARK: Candidates

  /// The maximum number of candidates whose written form is looked up.
  private static let maxCandidates = 8

  private struct Candidate {
    var term: String
    var score: Double
  }

  /// Returns the log likelihood that somebody who typed `typed` meant `candidate`; only differences
  /// are meaningful.
  ///
  /// `count` is the number of passages that contain `candidate`.
  private static func score(
    _ typed: String, _ candidate: String, _ distance: Int, _ count: Int
  ) -> Double {
    // One edit outweighs a frequency that is e^7, or about a thousand, times as high. People seldom
    // get the first letter wrong.
    let first = typed.unicodeScalars.first == candidate.unicodeScalars.first ? 0.0 : 3
    return log(Double(count + 1)) - 7 * Double(distance) - first
  }

  /// Returns the terms that may have been meant, the most likely first.
  private func candidates(
    for typed: String, _ term: String, _ limit: Int, _ vocabulary: VocabularyReader
  ) throws -> [Candidate] {
    var scores: [String: Double] = [:]
    func propose(_ other: String, _ distance: Int, _ count: Int) {
      guard other != term, count > 0 else { return }
      let score = Self.score(typed, other, distance, count)
      scores[other] = max(score, scores[other] ?? -.infinity)
    }
    let isScanned = try hasVocabulary()
    if isScanned {
      let similar = try VocabularyTable.terms(similarTo: term, within: limit, in: connection)
      for other in similar where Self.isWord(other.term) {
        propose(other.term, other.distance, other.documentFrequency)
      }
    }
    // A typing error near the end can change what the stemmer removes. The terms may then differ
    // even if the words are similar. Such candidates are found by editing the typed word.
    var seen: Set<String> = [term]
    for text in EditDistance.neighbours(of: typed) {
      guard let other = try tokenizer.tokens(of: text).first?.term, seen.insert(other).inserted,
        Self.isWord(other), !isScanned || EditDistance.between(term, other) > limit
      else { continue }
      propose(other, 1, try vocabulary.documentFrequency(of: other, atMost: 100_000))
    }
    return scores.map { Candidate(term: $0.key, score: $0.value) }
      .sorted { ($1.score, $0.term) < ($0.score, $1.term) }
  }

  /// Returns true if the table `vocabulary` exists and is not empty.
  private func hasVocabulary() throws(SQLiteError) -> Bool {
    let isThere = "SELECT count(*) FROM sqlite_schema WHERE name = 'vocabulary'"
    guard try connection.first(isThere, [], { $0.integer(at: 0) }) == 1 else { return false }
    let isFilled = "SELECT EXISTS (SELECT 1 FROM vocabulary)"
    return try connection.first(isFilled, [], { $0.integer(at: 0) }) == 1
  }

  /// Returns true if a term consists of letters only.
  ///
  /// Terms with digits are codes, which are all similar to one another.
  private static func isWord(_ term: String) -> Bool {
    term.unicodeScalars.allSatisfy(SpellingRules.isLetter)
  }

  // MARK: One word typed as two, and two as one

  /// The minimum number of passages that contain each half, or the joined word.
  private static let halfFrequency = 5

  private func split(
    _ typed: String, _ vocabulary: VocabularyReader
  ) throws -> (suggestion: Suggestion, score: Double)? {
    let scalars = Array(typed.unicodeScalars)
    var best: (suggestion: Suggestion, score: Double)?
    for seam in stride(from: 3, through: scalars.count - 3, by: 1) {
      let halves = [scalars[..<seam], scalars[seam...]].map { half in
        var view = String.UnicodeScalarView()
        view.append(contentsOf: half)
        return String(view)
      }
      let areWords = try halves.allSatisfy { half in
        guard let term = try tokenizer.tokens(of: half).first?.term else { return false }
        return try vocabulary.documentFrequency(of: term, atMost: Self.halfFrequency)
          == Self.halfFrequency
      }
      guard areWords else { continue }
      let text = halves.joined(separator: " ")
      let count = try phraseFrequency(text, limit: 100)
      guard count > 0 else { continue }
      let score = Self.score(typed, text, 1, count)
      if score > best?.score ?? -.infinity {
        best = (Suggestion(word: typed, replacement: text, documentFrequency: count), score)
      }
    }
    return best
  }

  private func joined(
    _ left: String, _ right: String, _ vocabulary: VocabularyReader
  ) throws -> Suggestion? {
    guard left.utf8.count > 1, right.utf8.count > 1, let term = try term(of: left + right) else {
      return nil
    }
    let count = try vocabulary.documentFrequency(of: term, atMost: 100_000)
    guard count >= Self.halfFrequency else { return nil }
    let limit = count / Self.ratio + 1
    guard try phraseFrequency(left + " " + right, limit: limit) < limit,
      let form = try displayForm(of: term, near: (left + right).lowercased(), vocabulary)
    else { return nil }
    return Suggestion(
      word: left + " " + right, replacement: form.text, documentFrequency: count)
  }

  /// Returns the number of passages in which the words of `text` are adjacent, but at most `limit`.
  private func phraseFrequency(_ text: String, limit: Int) throws(SQLiteError) -> Int {
    let phrase = "\"" + text.replacing("\"", with: " ") + "\""
    return try connection.first(
      """
      SELECT count(*)
        FROM (SELECT 1 FROM passages_fts WHERE passages_fts MATCH ?1 LIMIT ?2)
      """, [.text(phrase), .integer(limit)]
    ) { Int($0.integer(at: 0)) } ?? 0
  }
}
