internal import Archive
internal import QueryLanguage
internal import Ranking
internal import SQLite
internal import SearchModel

/// A text that others like it are sought for.
public struct SimilaritySource: Equatable, Sendable {
  /// Its title.
  public var title: String
  /// Its passages, in order.
  public var passages: [String]
  /// The article that it is, which is no answer; nothing for a text from elsewhere.
  public var article: Int64?

  /// Creates a source from its parts.
  public init(title: String, passages: [String], article: Int64? = nil) {
    self.title = title
    self.passages = passages
    self.article = article
  }
}

extension Searcher {
  /// How much of a long text is looked at.
  static let mostPassages = 2_000

  /// By how many words of a text others are sought.
  public static let similarityTerms = 25

  /// The best passages of articles that are like a text: those that hold its best terms.
  ///
  /// The terms are those with the largest idf * factor in the text as a whole, as in `Feedback`, and
  /// count as much, the first one 1. The query of `request` is not looked at.
  ///
  /// - Throws: As `search`.
  public func similar(to source: SimilaritySource, _ request: SearchRequest) throws
    -> SearchResponse
  {
    let start = ContinuousClock.now
    var response = try withSearch(request) { usesEngine in
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
        archive: archive, reader: reader, request: request, plan: plan, filter: filter,
        allowed: allowed, exact: own, exactForms: try exactForms(),
        notices: filter.notices)
      run.request.order = .relevance
      run.request.facets = []
      run.request.isPlain = false
      var response = try run.response()
      response.understood =
        "any of " + plan.clauses.filter(\.isScored).map(\.text).joined(separator: ", ")
      response.notices = run.notices
      return response
    }
    response.request = request
    response.elapsed = .now - start
    return response
  }

  /// What is asked for, and the passages that are no answer, as a list by the number of its leaf;
  /// no plan where no term of the text may be elsewhere.
  private func plan(
    _ source: SimilaritySource, _ request: SearchRequest
  ) throws -> (QueryPlan?, own: [Int: ExternalPostings]) {
    let stemming = try connection.tokenizer(Archive.tokenizer)
    let weights = try request.ranking.weights ?? reader.statistics().columnWeights
    var counts = TermCounts(stemming, stop: try stemming.stopTerms)
    let title = try counts.add(source.title, weight: weights.first ?? 1)
    var own: [String: Int] = [:]
    for passage in source.passages.prefix(Self.mostPassages) {
      let terms = try counts.add(passage, weight: weights.count > 1 ? weights[1] : 1)
      if source.article != nil { for term in terms.union(title) { own[term, default: 0] += 1 } }
    }
    var feedback = Feedback()
    feedback.terms = Self.similarityTerms
    // What many articles are about is a reason still: how little it says, its idf tells.
    feedback.maxDocumentShare = 0.5
    let terms = try reader.terms(
      for: [
        FeedbackPassage(score: 1, frequencies: counts.frequencies, length: counts.length)
      ], feedback, formula: request.ranking.formula, own: own)
    guard !terms.isEmpty else { return (nil, [:]) }
    let displayForms = TermCounts.displayForms(terms.map(\.term), in: [counts])
    let ids = try source.article.map { try archive.passageIDs(ofArticle: $0) } ?? []
    let plan = QueryPlan(similar: terms, displayForms: displayForms, excludesSource: !ids.isEmpty)
    let list = ExternalPostings(ids, frequencies: Array(repeating: 1, count: ids.count))
    return (plan, ids.isEmpty ? [:] : [terms.count: list])
  }
}

extension QueryPlan {
  /// Asks for any of some terms. If `excludesSource`, a last clause stands for the passages of the
  /// source.
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
    tiers = [excludesSource ? any.excluding(.leaf(terms.count)) : any]
    // A passage lacks nothing if it has only some of the terms.
    complete = .all([])
    fts5Tiers = []
  }
}
