internal import Archive
internal import QueryLanguage
internal import Ranking
internal import SQLite

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
    var response = try answering(request) { usesEngine in
      let (filter, allowed) =
        try request.filter.map { try left(by: $0, request) }
        ?? (.everything, .all)
      let (plan, own) = try plan(source, request)
      guard let plan else {
        var none = SearchResponse.nothing(for: request)
        none.understood = "no word of it is in other articles"
        return none
      }
      var run = SearchRun(
        archive: archive, reader: reader, request: request, plan: plan, filter: filter,
        allowed: allowed, exact: own, exactWords: try exactWords(),
        notices: filter.unmet.compactMap(SearchNotice.init(unmet:)))
      run.request.order = .relevance
      run.request.facets = []
      run.request.isPlain = false
      var response = try run.response()
      response.understood =
        "any of " + plan.leaves.filter(\.isScored).map(\.text).joined(separator: ", ")
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
  ) throws -> (QueryPlan?, own: [Int: PassageList]) {
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
    feedback.mostCommon = 0.5
    let terms = try reader.terms(
      for: [
        FeedbackPassage(score: 1, frequencies: counts.frequencies, length: counts.length)
      ], feedback, formula: request.ranking.formula, own: own)
    guard !terms.isEmpty else { return (nil, [:]) }
    let surfaces = TermCounts.surfaces(terms.map(\.term), in: [counts])
    let ids = try source.article.map { try archive.passageIDs(ofArticle: $0) } ?? []
    let plan = QueryPlan(similar: terms, surfaces: surfaces, leavesOut: !ids.isEmpty)
    let list = PassageList(ids, frequencies: Array(repeating: 1, count: ids.count))
    return (plan, ids.isEmpty ? [:] : [terms.count: list])
  }
}

extension QueryPlan {
  /// Any of some terms; where it `leavesOut`, a last leaf stands for what is no answer.
  fileprivate init(similar terms: [FeedbackTerm], surfaces: [String: String], leavesOut: Bool) {
    let most = terms.map(\.weight).max() ?? 1
    leaves = terms.map { term in
      PlannedLeaf(
        text: surfaces[term.term] ?? term.term, needle: Needle(.term(term.term), columns: nil),
        isScored: true, weight: term.weight / most)
    }
    let any = Formula.any(leaves.indices.map { .leaf($0) })
    if leavesOut {
      leaves.append(
        PlannedLeaf(text: "", needle: Needle(.any([]), columns: nil), isScored: false))
    }
    tiers = [leavesOut ? .without(any, .leaf(terms.count)) : any]
    // No one of them is missed.
    whole = .all([])
    stock = []
  }
}
