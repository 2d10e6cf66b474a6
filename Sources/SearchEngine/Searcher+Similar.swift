public import Archive
internal import FullTextIndex
internal import QueryLanguage
internal import Ranking
public import SQLite
internal import SearchModel

/// A text for which similar articles are searched.
public struct SimilaritySource: Equatable, Sendable {
  /// The title of the text.
  public var title: String
  /// The passages of the text, in order.
  public var passages: [String]
  /// The id of the article, which is excluded from the hits; nil for a text from elsewhere.
  public var article: Int64?

  /// Creates a source from its parts.
  public init(title: String, passages: [String], article: Int64? = nil) {
    self.title = title
    self.passages = passages
    self.article = article
  }
}

extension SimilaritySource {
  /// Reads an article of the archive.
  public init(_ article: StoredArticle, in archive: Archive) throws(ArchiveError) {
    let count = try archive.passageCount(ofArticle: article.id)
    let passages = count > 0 ? try archive.passages(ofArticle: article.id, 1...count) : []
    self.init(
      title: article.metadata.title, passages: passages.map(\.passage.text), article: article.id)
  }
}

extension Searcher {
  /// The maximum number of passages of a text that are read.
  static let maxPassages = 2_000

  /// The number of terms of a text that are searched for.
  public static let similarityTerms = 25

  /// Returns the best passages of articles that are similar to a text: those that contain its most
  /// distinctive terms.
  ///
  /// The terms are those with the largest product idf * factor in the text as a whole, as in
  /// `Feedback`. The weights are proportional to this product, and the largest weight is 1. The
  /// query of `request` is ignored.
  ///
  /// - Throws: Like `search`.
  public func similar(
    to source: SimilaritySource, _ request: SearchRequest, interruption: Interruption? = nil
  ) throws -> SearchResponse {
    let start = ContinuousClock.now
    var response = try withSearch(request, interruption) { usesEngine in
      let (filter, allowed) =
        try request.filter.map { try resolve(filter: $0, request) }
        ?? (.everything, .all)
      let (plan, own) = try plan(source, request)
      guard let plan else {
        var none = SearchResponse.nothing(for: request)
        none.understood = "no word of it is in other articles"
        return none
      }
      var run = SearchRun(
        group: group, request: request, plan: plan, filter: filter, allowed: allowed,
        externalPostings: own, collection: try group.collection(), notices: filter.notices)
      try group.findFrequencies(of: &run.plan)
      run.request.order = .relevance
      run.request.facets = []
      run.request.isPlain = false
      var response = try run.response()
      response.understood =
        "any of " + plan.clauses.filter(\.isScored).map(\.text).joined(separator: ", ")
      response.notices = run.notices + group.damage.notices
      return response
    }
    response.request = request
    response.elapsed = .now - start
    return response
  }

  /// Returns the plan, and the source's own passages under the index of the clause that excludes
  /// them.
  ///
  /// The plan is nil if no suitable term of the text is in other articles.
  private func plan(
    _ source: SimilaritySource, _ request: SearchRequest
  ) throws -> (QueryPlan?, own: [Int: ExternalPostings]) {
    let stemming = try connection.indexTokenizer()
    let weights = try request.ranking.weights ?? group.columnWeights
    var counts = TermCounts(stemming, stop: try stemming.stopTerms)
    let title = try counts.add(source.title, weight: weights.first ?? 1)
    var own: [String: Int] = [:]
    for passage in source.passages.prefix(Self.maxPassages) {
      let terms = try counts.add(passage, weight: weights.count > 1 ? weights[1] : 1)
      if source.article != nil { for term in terms.union(title) { own[term, default: 0] += 1 } }
    }
    var feedback = Feedback()
    feedback.terms = Self.similarityTerms
    // A frequent term is still useful, and its idf keeps its weight low.
    feedback.maxDocumentShare = 0.5
    let terms = try group.terms(
      for: [
        FeedbackPassage(score: 1, frequencies: counts.frequencies, length: counts.length)
      ], feedback, formula: request.ranking.formula, own: own, collection: group.collection())
    guard !terms.isEmpty else { return (nil, [:]) }
    let displayForms = TermCounts.displayForms(terms.map(\.term), in: [counts])
    let ids = try source.article.map { try group.passageIDs(ofArticle: $0) } ?? []
    let plan = QueryPlan(similar: terms, displayForms: displayForms, excludesSource: !ids.isEmpty)
    let list = ExternalPostings(ids, frequencies: Array(repeating: 1, count: ids.count))
    return (plan, ids.isEmpty ? [:] : [terms.count: list])
  }
}

extension QueryPlan {
  /// Creates a plan that finds any of the terms.
  ///
  /// If `excludesSource`, an additional last clause excludes the passages of the source.
  fileprivate init(
    similar terms: [FeedbackTerm], displayForms: [String: String], excludesSource: Bool
  ) {
    let largest = terms.map(\.weight).max() ?? 1
    clauses = terms.map { term in
      PlannedClause(
        text: displayForms[term.term] ?? term.term,
        highlight: Highlight(TermSpec(.term(term.term))), isScored: true,
        queryWeight: term.weight / largest)
    }
    let any = BooleanExpression<Int>.any(clauses.indices.map { .leaf($0) })
    if excludesSource {
      clauses.append(
        PlannedClause(text: "", highlight: Highlight(TermSpec(.any([]))), isScored: false))
    }
    // All passages of the source are excluded, so its article need not be.
    tiers = [QueryTier(excludesSource ? any.excluding(.leaf(terms.count)) : any, .passage)]
    // A passage that has only some of the terms lacks nothing.
    complete = .all([])
    fts5Tiers = []
    findsSimilar = true
  }
}
