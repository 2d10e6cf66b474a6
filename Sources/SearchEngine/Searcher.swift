public import Archive
internal import QueryLanguage
internal import Ranking
internal import SQLite

/// Answers search requests from one archive.
///
/// It keeps what it has read of the index, so that one searcher answers many requests faster than
/// as many searchers would. It serves one thread at a time.
public final class Searcher {
  private let archive: Archive
  private let reader: RankingReader
  private var keptFilters = KeptFilters()
  private var madeSpellings: Spellings?
  private var madeSuggestions: Suggestions?
  private var connection: Connection { archive.connection }

  /// Creates a searcher over an open archive.
  public init(_ archive: Archive) {
    self.archive = archive
    reader = RankingReader(archive.connection)
  }

  /// The best passages for a request, from one snapshot of the archive.
  ///
  /// - Throws: `ArchiveError`, when the archive cannot be read, and `ExpressionError`, when FTS5
  ///   does not understand an expression that was given as it is.
  public func search(_ request: SearchRequest) throws -> SearchResults {
    try answering(request) { try answer(request) }
  }

  /// When the articles that a request finds were published, wherever they rank.
  ///
  /// Those with all words count, or those with some where none has all.
  ///
  /// - Throws: As `search`.
  public func timeline(_ request: SearchRequest, by unit: Timeline.Unit) throws -> Timeline {
    try answering(request) {
      let (run, understood) = try run(request)
      guard request.query.asksForSomething else {
        return Timeline(unit: unit, spans: [], undated: 0)
      }
      var timeline = try run.counts().timeline(unit)
      timeline.understood = understood
      timeline.notices = run.filter.unmet.map(SearchNotice.init(unmet:))
      return timeline
    }
  }

  private func answering<T>(_ request: SearchRequest, _ body: () throws -> T) throws -> T {
    if let expression = request.query.rawExpression { try ExpressionError.check(expression) }
    do {
      return try connection.transaction(.read, body)
    } catch let error as SQLiteError {
      if request.query.rawExpression != nil, let problem = ExpressionError(error) { throw problem }
      throw ArchiveError(error, path: archive.path)
    }
  }

  // MARK: One request

  private func answer(_ request: SearchRequest) throws -> SearchResults {
    let (run, understood) = try run(request)
    guard request.query.asksForSomething else {
      return SearchResults(hits: [], total: 0, totalIsExact: true, path: .stock(.nothing))
    }
    var results = try run.results()
    results.understood = understood
    results.notices = run.filter.unmet.map(SearchNotice.init(unmet:))
    guard request.suggests, !request.isPlain, let plan = run.plan else { return results }
    let corrections = try corrections(of: plan)
    guard !corrections.isEmpty else { return results }
    let corrected = request.query.replacing(corrections)
    guard results.total == 0, corrected != request.query else {
      results.notices += corrections.map(SearchNotice.init(proposing:))
      return results
    }
    var second = request
    second.query = corrected
    second.suggests = false
    var better = try answer(second)
    guard better.total > 0 else {
      results.notices += corrections.map(SearchNotice.init(proposing:))
      return results
    }
    better.notices.insert(SearchNotice(following: corrected), at: 0)
    return better
  }

  /// How a request is to be answered, and in words how its query is read.
  private func run(_ request: SearchRequest) throws -> (SearchRun, understood: String) {
    var (query, dropped) = (request.query, [String]())
    if !request.isPlain { (query, dropped) = query.withoutStopWords() }
    let mode = request.isPlain && request.mode == .best ? .any : request.mode
    let folding = try connection.tokenizer(Archive.foldingTokenizer)
    var plan = try plan(query, mode, isPlain: request.isPlain)
    // FTS5 scores a NEAR in a way of its own.
    if request.isPlain, plan?.leaves.contains(where: \.needle.pattern.isNear) ?? false {
      plan?.stockReason = .near
    }
    let wanted = FilterExpression.all(of: [query.filter, request.filter].compactMap(\.self))
    let (filter, allowed) =
      try wanted.map { try left($0, request.today ?? .today, folding) }
      ?? (.everything, .all)
    let run = SearchRun(
      archive: archive, reader: reader, request: request, plan: plan, filter: filter,
      allowed: allowed,
      exact: try plan.map { try ExactWords(archive, reader, folding).lists($0) } ?? [:])
    return (run, Understanding(query, mode, dropped, plan, request.filter).description)
  }

  /// A filter, and the passages that it leaves.
  private func left(
    _ wanted: FilterExpression, _ today: CalendarDay, _ folding: Tokenizer
  ) throws -> (ArticleFilter, AllowedPassages) {
    // An index that is not understood has no generations; FTS5 reads it.
    let generation = try? reader.vocabulary().generation
    if let generation,
      let kept = keptFilters.entry(wanted, today: today, generation: generation)
    {
      return (kept.filter, kept.allowed)
    }
    let filter = try ArticleFilter(
      wanted, today: today, names: NameLookup(connection: connection, tokenizer: folding))
    let allowed = try AllowedPassages(filter, connection)
    if let generation {
      keptFilters.keep(
        KeptFilters.Entry(wanted: wanted, today: today, filter: filter, allowed: allowed),
        generation: generation)
    }
    return (filter, allowed)
  }

  private func plan(
    _ query: Query, _ mode: Query.Mode, isPlain: Bool
  ) throws -> QueryPlan? {
    var planner = QueryPlanner(
      stemming: try connection.tokenizer(Archive.tokenizer),
      folding: try connection.tokenizer(Archive.foldingTokenizer),
      spellings: isPlain ? nil : try spellings())
    do {
      return try planner.plan(query, mode)
    } catch is RankingError {
      // FTS5 is asked instead, which knows what was typed.
      planner.spellings = nil
      return try planner.plan(query, mode)
    }
  }

  private func spellings() throws(SQLiteError) -> Spellings {
    if let madeSpellings { return madeSpellings }
    let spellings = try Spellings(connection, reader)
    madeSpellings = spellings
    return spellings
  }

  private func suggestions() throws(SQLiteError) -> Suggestions {
    if let madeSuggestions { return madeSuggestions }
    let suggestions = try Suggestions(connection, reader)
    madeSuggestions = suggestions
    return suggestions
  }

  /// Other words for those that hardly any passage has.
  private func corrections(of plan: QueryPlan) throws -> [Correction] {
    let leaves = plan.leaves.filter { $0.isScored && $0.spellings.isEmpty }
    let words = leaves.filter { $0.word != nil }
    let suggestions: [Suggestion]
    do {
      suggestions = try self.suggestions().suggest(for: words.compactMap(\.word))
    } catch is RankingError {
      return []
    }
    return suggestions.compactMap { suggestion in
      let typed = suggestion.word.split(separator: " ").map(String.init)
      guard let first = words.first(where: { $0.word == typed.first }) else { return nil }
      return Correction(typed: typed, replacement: suggestion.replacement, range: first.range)
    }
  }
}
