internal import Archive
internal import QueryLanguage
internal import Ranking
internal import SQLite

extension SearchRun {
  /// The same run, in which the query is expanded by terms of its best passages; itself where the
  /// engine is not asked, or nothing is found.
  func expanded(
    _ query: Query, _ feedback: Feedback, mode: Query.Mode, _ stemming: Tokenizer
  ) throws -> SearchRun {
    guard let plan, plan.stockReason == nil else { return self }
    var first = self
    first.request.offset = 0
    first.request.limit = feedback.passages
    first.request.listsPassages = false
    let stop = try stemming.stopTerms
    var passages: [FeedbackPassage] = []
    var counts: [TermCounts] = []
    for entry in try first.ranked().entries {
      guard let found = try self.counts(entry.passage, TermCounts(stemming, stop: stop)) else {
        continue
      }
      counts.append(found)
      passages.append(
        FeedbackPassage(score: entry.score, frequencies: found.frequencies, length: found.length))
    }
    let terms = try reader.terms(for: passages, feedback, formula: request.ranking.formula)
    var run = self
    run.plan?.expand(
      by: terms, share: 1 - feedback.share,
      isWidened: mode != .all && query.asksForAnyWord, keepsTyped: mode == .best,
      surfaces: TermCounts.surfaces(terms.map(\.term), in: counts))
    return run
  }

  /// What a passage holds.
  private func counts(_ id: Int64, _ empty: TermCounts) throws -> TermCounts? {
    guard let stored = try archive.passage(id: id),
      let article = try archive.article(id: stored.articleID)
    else { return nil }
    let weights = try request.ranking.weights ?? reader.statistics().columnWeights
    var counts = empty
    for (column, text) in [article.metadata.title, stored.passage.text].enumerated() {
      try counts.add(text, weight: column < weights.count ? weights[column] : 1)
    }
    return counts
  }
}

extension Tokenizer {
  /// The terms of the words that say nothing of a subject.
  var stopTerms: Set<String> {
    get throws(SQLiteError) {
      Set(try tokens(of: Query.stopWords.joined(separator: " ")).map(\.term))
    }
  }
}
