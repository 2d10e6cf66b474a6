internal import Archive
internal import QueryLanguage
internal import Ranking
internal import SQLite

extension SearchRun {
  /// The same run, in which the query is expanded by terms of its best passages; itself where the
  /// engine is not asked, or nothing is found.
  func expanded(_ feedback: Feedback, mode: Query.Mode, _ stemming: Tokenizer) throws -> SearchRun {
    guard let plan, plan.stockReason == nil else { return self }
    var first = self
    first.request.offset = 0
    first.request.limit = feedback.passages
    first.request.listsPassages = false
    let stop = try Set(stemming.tokens(of: Query.stopWords.joined(separator: " ")).map(\.term))
    let passages = try first.ranked().entries.compactMap { try passage($0, stemming, stop) }
    let terms = try reader.terms(for: passages, feedback, formula: request.ranking.formula)
    var run = self
    run.plan?.expand(
      by: terms, share: 1 - feedback.share,
      isWidened: mode != .all && request.query.asksForAnyWord)
    return run
  }

  /// What a passage holds, but for the terms in `stop`.
  private func passage(
    _ entry: RankedPassages.Entry, _ stemming: Tokenizer, _ stop: Set<String>
  ) throws -> FeedbackPassage? {
    guard let stored = try archive.passage(id: entry.passage),
      let article = try archive.article(id: stored.articleID)
    else { return nil }
    let weights = try request.ranking.weights ?? reader.statistics().columnWeights
    var frequencies: [String: Double] = [:]
    var length = 0
    for (column, text) in [article.metadata.title, stored.passage.text].enumerated() {
      let weight = column < weights.count ? weights[column] : 1
      let tokens = try stemming.tokens(of: text)
      length += tokens.count
      for token in tokens where !stop.contains(token.term) {
        frequencies[token.term, default: 0] += weight
      }
    }
    return FeedbackPassage(score: entry.score, frequencies: frequencies, length: length)
  }
}
