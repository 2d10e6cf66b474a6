internal import Archive
internal import Ranking
internal import SQLite
internal import SearchModel

/// Hits by relevance: the ranking of the engine, with the articles first whose title is the query,
/// and a little more for words as they were typed.
extension SearchRun {
  /// Returns the best `count` hits.
  func best(count: Int, _ store: HitStore) throws -> RankedPassages {
    guard let plan, plan.fallback == nil else { return try ranked(count: count) }
    let typed = ranking.asTyped > 0 ? TypedWords(plan.clauses) : nil
    let slack = typed.map { ranking.asTyped * $0.maxShare } ?? 0
    var found = try ranked(count: count, slack: slack)
    if !found.isPartial, let first = found.hits.first {
      if request.snippetWords != nil { try store.read(found.hits.prefix(count)) }
      let inTitled = try titled(plan)
      if inTitled?.isPartial == true { (found.isPartial, found.totalIsExact) = (true, false) }
      let titled = Dictionary((inTitled?.hits ?? []).map { ($0.passage, $0) }) { first, _ in first }
      let known = titled.isEmpty ? [] : Set(found.hits.map(\.passage))
      found.hits += titled.values.filter { !known.contains($0.passage) }
      // Hits that are not looked at here cannot reach the page, so that the order does not depend on
      // it.
      for index in found.hits.indices {
        let isTitled = titled[found.hits[index].passage] != nil
        guard index < Rescoring.window || isTitled else { continue }
        try group.connection.checkInterruption()
        if let typed { try add(typed, to: &found.hits[index], store) }
        if isTitled { found.hits[index].add("title_is_query", (1 + slack) * first.score) }
      }
      found.hits.sort { a, b in a.tier != b.tier ? a.tier < b.tier : a < b }
    }
    found.hits = Array(found.hits.prefix(count))
    return found
  }

  /// Adds a share of its score to a hit with words as they were typed.
  private func add(_ words: TypedWords, to hit: inout RankingHit, _ store: HitStore) throws {
    guard let texts = try store.texts(ofPassage: hit.passage) else { return }
    let share = words.share(in: texts.title, texts.text)
    if share > 0 { hit.add("as_typed", ranking.asTyped * share * hit.score) }
  }

  /// Returns the hits in the articles whose title is the query; nil if there are none.
  private func titled(_ plan: QueryPlan) throws -> RankedPassages? {
    guard let title, !request.listsPassages else { return nil }
    let articles = try title.articles(in: group)
    return articles.isEmpty ? nil : try ranked(inArticles: articles, of: plan)
  }
}
