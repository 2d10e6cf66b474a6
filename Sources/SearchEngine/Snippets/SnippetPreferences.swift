internal import FullTextIndex
internal import Ranking

/// The things about a query that decide which part of a passage is shown, besides its highlights.
struct SnippetPreferences: Equatable {
  /// The weight of each highlight, larger for rarer words; if empty, all weigh the same.
  var weights: [Int] = []
  /// Each highlight's word as it was typed; if empty, no form of a word is preferred.
  var typedWords: [String] = []
  /// True if the query asks for a number or a date.
  var prefersFigures = false
  /// True to show only one or two parts of the passage, and not all words that match.
  var isCoherent = false

  func weight(ofHighlight index: Int) -> Int { index < weights.count ? weights[index] : 1 }

  func typedWord(ofHighlight index: Int) -> String {
    index < typedWords.count ? typedWords[index] : ""
  }
}

extension SearchRun {
  /// Returns the preferences for the snippets of this run, given the clauses of the highlights.
  func snippetPreferences(_ clauses: [Int]) throws -> SnippetPreferences {
    guard let plan else { return SnippetPreferences() }
    var preferences = SnippetPreferences()
    preferences.isCoherent = plan.findsSimilar
    preferences.typedWords = clauses.map { index in
      plan.clauses[index].text.filter { $0 != "\"" && $0 != "=" && $0 != "*" }
    }
    preferences.prefersFigures = !plan.findsSimilar && FigureQuestion.isAsked(in: request.text)
    guard clauses.count > 1 else { return preferences }
    let rarity = plan.findsSimilar || plan.fallback != nil ? nil : try Rarity(group.lexicon)
    preferences.weights = try clauses.map { index in
      let clause = plan.clauses[index]
      let weight = try (rarity?.idf(clause.term.pattern) ?? 1) * clause.queryWeight
      return max(1, Int(weight * 1_000))
    }
    return preferences
  }
}

/// The rarity of terms in the archive.
private struct Rarity {
  private let lexicon: any LexiconSource
  private let passageCount: Int

  /// The maximum number of spellings of a word that are counted; the first is the typed one.
  private static let maxSpellings = 8

  /// Returns nil if the archive is empty.
  init?(_ lexicon: any LexiconSource) throws {
    self.lexicon = lexicon
    passageCount = try lexicon.size.passages
    if passageCount == 0 { return nil }
  }

  /// Returns the inverse document frequency of a pattern, as in BM25.
  func idf(_ pattern: Pattern) throws -> Double {
    let count = min(try documentFrequency(pattern), passageCount)
    return max(0.1, BM25.idf(documentFrequency: count, rowCount: passageCount))
  }

  /// Returns the approximate number of passages with a pattern, from the numbers of its terms.
  private func documentFrequency(_ pattern: Pattern) throws -> Int {
    switch pattern {
    case .term(let term): try lexicon.count(.documentFrequency(term, atMost: .max))
    // Counting the terms that start like this would take longer than making the snippets.
    case .prefix: passageCount / 100
    case .any(let patterns):
      try patterns.prefix(Self.maxSpellings).reduce(0) { $0 + (try documentFrequency($1)) }
    case .phrase(let patterns), .near(let patterns, _):
      try patterns.reduce(passageCount) { min($0, try documentFrequency($1)) }
    }
  }
}

/// Recognizes queries that ask for a number or a date.
enum FigureQuestion {
  /// True if the query is such a question, in English or German.
  static func isAsked(in query: String) -> Bool {
    let words = query.lowercased().split { !$0.isLetter }
    for (word, next) in zip(words, words.dropFirst()) {
      switch word {
      case "how", "wie": if measures.contains(String(next)) { return true }
      case "what", "which", "welches", "welchem", "welcher":
        if units.contains(String(next)) { return true }
      default: break
      }
    }
    return words.first == "when" || words.first == "wann"
      || zip(words, words.dropFirst()).contains { $0 == "since" && $1 == "when" }
  }

  private static let measures: Set<String> = [
    "many", "much", "long", "often", "old", "far", "big", "large", "high", "deep", "wide", "tall",
    "heavy", "fast", "viel", "viele", "lange", "oft", "alt", "weit", "groß", "hoch",
  ]
  private static let units: Set<String> = [
    "year", "date", "day", "month", "percentage", "share", "number", "jahr", "tag", "datum",
    "monat",
  ]
}
