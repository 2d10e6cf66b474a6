internal import Archive
internal import QueryLanguage
internal import Ranking
internal import SQLite

extension SearchRun {
  /// Returns the run with its query expanded by terms of its best passages.
  ///
  /// If the engine is not used or nothing is found, returns the run unchanged.
  func expanded(
    _ query: Query, _ feedback: Feedback, mode: Query.Mode, _ stemming: Tokenizer
  ) throws -> SearchRun {
    guard let plan, plan.fallback == nil else { return self }
    var first = self
    first.request.listsPassages = false
    let stop = try stemming.stopTerms
    var passages: [FeedbackPassage] = []
    var counts: [TermCounts] = []
    for hit in try first.ranked(count: feedback.passages).hits {
      guard let found = try self.counts(hit.passage, TermCounts(stemming, stop: stop)) else {
        continue
      }
      counts.append(found)
      passages.append(
        FeedbackPassage(score: hit.score, frequencies: found.frequencies, length: found.length))
    }
    let terms = try group.terms(
      for: passages, feedback, formula: request.ranking.formula, collection: collection)
    var run = self
    run.plan?.expand(
      by: terms, share: 1 - feedback.share,
      isWidened: mode != .all && query.asksForAnyWord, keepsTyped: mode == .best,
      displayForms: TermCounts.displayForms(terms.map(\.term), in: counts))
    try group.findFrequencies(of: &run.plan)
    return run
  }

  /// Returns the terms of a passage; nil if the passage or its article is missing.
  private func counts(_ id: Int64, _ empty: TermCounts) throws -> TermCounts? {
    guard let stored = try group.passage(id: id),
      let article = try group.article(id: stored.articleID)
    else { return nil }
    let weights = try request.ranking.weights ?? group.columnWeights
    var counts = empty
    for (column, text) in [article.metadata.title, stored.passage.text].enumerated() {
      try counts.add(text, weight: column < weights.count ? weights[column] : 1)
    }
    return counts
  }
}

extension Tokenizer {
  /// The terms of stop words.
  var stopTerms: Set<String> {
    get throws(SQLiteError) {
      Set(try tokens(of: Query.stopWords.joined(separator: " ")).map(\.term))
    }
  }
}

/// The terms that texts contain, and their written forms.
struct TermCounts {
  private let tokenizer: Tokenizer
  /// The terms of stop words, which are ignored.
  private let stop: Set<String>
  /// The number of occurrences of each term, each multiplied by the weight of its text.
  private(set) var frequencies: [String: Double] = [:]
  /// The number of tokens, including stop words.
  private(set) var length = 0
  private var texts: [(utf8: [UInt8], tokens: [Tokenizer.Token])] = []

  init(_ tokenizer: Tokenizer, stop: Set<String>) {
    self.tokenizer = tokenizer
    self.stop = stop
  }

  /// Adds a text, each token of which counts `weight`.
  ///
  /// - Returns: The terms of the text without stop words.
  @discardableResult
  mutating func add(_ text: String, weight: Double) throws(SQLiteError) -> Set<String> {
    let all = try tokenizer.tokens(of: text)
    length += all.count
    let tokens = all.filter { !stop.contains($0.term) }
    for token in tokens { frequencies[token.term, default: 0] += weight }
    texts.append((Array(text.utf8), tokens))
    return Set(tokens.lazy.map(\.term))
  }

  /// Returns the most frequent written form of each of `terms`, in lower case; among equally
  /// frequent forms, the alphabetically first.
  static func displayForms(_ terms: [String], in all: [TermCounts]) -> [String: String] {
    var counts: [String: [String: Int]] = [:]
    for term in terms { counts[term] = [:] }
    for text in all.lazy.flatMap(\.texts) {
      for token in text.tokens where counts[token.term] != nil {
        let word = String(decoding: text.utf8[token.range], as: UTF8.self).lowercased()
        counts[token.term]?[word, default: 0] += 1
      }
    }
    return counts.compactMapValues { $0.min { (-$0.value, $0.key) < (-$1.value, $1.key) }?.key }
  }
}
