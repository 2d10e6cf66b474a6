public import Archive
internal import FullTextIndex
public import QueryLanguage
internal import Ranking
public import SQLite
internal import SearchModel

/// Answers search requests from an archive, or from several as if they were one.
///
/// A searcher caches what it has read of the indexes. To answer many requests fast, use one searcher
/// for all of them. A searcher serves one thread at a time.
public final class Searcher {
  let group: ArchiveGroup
  var connection: Connection { group.connection }

  // Created when first needed.
  private var madeSpellings: Spellings?
  private var madeSuggestions: Suggestions?
  private var filterCache = FilterCache()
  private var cachedNames: (generation: Int, lookup: NameLookup)?

  /// Creates a searcher over open archives.
  ///
  /// The articles of each archive follow those of the one before. Outside, articles and passages have
  /// the ids that they would have in one archive of all.
  ///
  /// With `statistics`, the archives are parts of a larger collection, whose words and sizes decide,
  /// and their ids are those in the collection. `recorder` remembers what was asked about words.
  ///
  /// - Precondition: There is at least one archive.
  public init(
    _ archives: [Archive], statistics: CollectionStatistics? = nil,
    recorder: StatisticsRecorder? = nil
  ) {
    group = ArchiveGroup(archives, given: statistics, recorder: recorder)
  }

  /// Creates a searcher over an open archive.
  public convenience init(_ archive: Archive) { self.init([archive]) }

  /// Returns the best passages for a request, from one snapshot of the archive.
  ///
  /// The search stops when `interruption` is due.
  ///
  /// - Throws: `ArchiveError`, if the archive cannot be read, and `ExpressionError`, if FTS5 does
  ///   not understand an expression of its own language. `SearchInterrupted`, if it is interrupted.
  ///   `SearchRequestError`, if only FTS5 could answer, but there are several archives.
  public func search(
    _ request: SearchRequest, interruption: Interruption? = nil
  ) throws -> SearchResponse {
    let start = ContinuousClock.now
    var response = try withSearch(request, interruption) { usesEngine in
      try corrected(request, usesEngine, total: \SearchResponse.total, notices: \.notices) {
        request in
        let (run, understood) = try run(request, usesEngine: usesEngine)
        guard request.asksForSomething else { return SearchResponse.nothing(for: request) }
        var response = try run.response()
        response.understood = understood
        try response.addContext(from: group)
        response.notices = run.notices + group.damage.notices
        return response
      }
    }
    response.request = request
    if request.query.isEmpty, !request.hasOnlyFilters {
      response.notices.append(Notice(kind: .noWords))
    }
    response.elapsed = .now - start
    return response
  }

  /// Counts all articles that a request finds, by date of publication.
  ///
  /// The articles with all words are counted. If there are none, the articles with some words are
  /// counted. If `unit` is nil, a unit that suits the dates is chosen.
  ///
  /// - Throws: Like `search`.
  public func timeline(
    _ request: SearchRequest, by unit: Timeline.Unit?, interruption: Interruption? = nil
  ) throws -> Timeline {
    // Counting by month first shows which unit gives a chart of a good length.
    let counted = unit ?? .month
    var timeline = try withSearch(request, interruption) { usesEngine in
      try corrected(request, usesEngine, total: \Timeline.total, notices: \.notices) { request in
        let (run, understood) = try run(request, usesEngine: usesEngine)
        guard request.asksForSomething else {
          return Timeline(unit: counted, spans: [], undated: 0)
        }
        var timeline = try run.counts().timeline(counted)
        timeline.understood = understood
        timeline.notices = run.notices + group.damage.notices
        return timeline
      }
    }
    if unit == nil, timeline.fittingUnit != counted {
      return try self.timeline(request, by: timeline.fittingUnit, interruption: interruption)
    }
    timeline.request = request
    if request.query.isEmpty, !request.hasOnlyFilters {
      timeline.notices.append(Notice(kind: .noWords))
    }
    return timeline
  }

  /// Returns the ids of all articles that a request finds, in ascending order, and its notices.
  ///
  /// The query is not corrected.
  ///
  /// - Throws: Like `search`.
  public func articleIDs(
    foundBy request: SearchRequest
  ) throws -> (ids: [Int64], notices: [Notice]) {
    try withSearch(request, nil) { usesEngine in
      let (run, _) = try run(request, usesEngine: usesEngine)
      return (request.asksForSomething ? try run.counts().ids() : [], run.notices)
    }
  }

  /// Runs `body` in one snapshot.
  ///
  /// If the engine cannot read the index, runs `body` again without the engine.
  ///
  /// FTS5 may still be able to read the index. If not, FTS5 reports why.
  func withSearch<T>(
    _ request: SearchRequest, _ interruption: Interruption?,
    _ body: (_ usesEngine: Bool) throws -> T
  ) throws -> T {
    if let expression = request.query.rawExpression { try ExpressionError.check(expression) }
    do {
      return try group.transaction(interruptibleBy: interruption) {
        do {
          return try withEngine(body)
        } catch let error as IndexError where !error.isInterruption {
          if error.isDamage { group.noteDamagedIndex() }
          return try body(false)
        }
      }
    } catch {
      if let interruption, Self.isInterruption(error) {
        throw interruption.isCancelled
          ? SearchInterrupted.cancelled : SearchInterrupted.deadlineExceeded
      }
      if request.query.rawExpression != nil, let failure = error as? SQLiteError,
        let problem = ExpressionError(failure)
      {
        throw problem
      }
      throw ArchiveError(cause: error, path: group.members[0].archive.path) ?? error
    }
  }

  /// Runs `body` with the engine; if `posting_blocks` is damaged, again without that table.
  private func withEngine<T>(_ body: (_ usesEngine: Bool) throws -> T) throws -> T {
    do {
      return try body(true)
    } catch IndexError.corrupt(.postingBlocks)
      where group.damage.contains(where: { !$0.isInPostingBlocks })
    {
      group.reader.ignorePostingBlocks()
      return try body(true)
    }
  }

  private static func isInterruption(_ error: any Error) -> Bool {
    switch error {
    case let error as IndexError: error.isInterruption
    case let error as SQLiteError: error.isInterruption
    case let error as ArchiveError: error.isInterruption
    default: false
    }
  }

  /// Returns what the archives themselves say about the words that have been asked for, and about
  /// those of earlier statistics.
  ///
  /// - Throws: Like `search`.
  public func statistics(_ recorder: StatisticsRecorder) throws -> CollectionStatistics {
    try withSearch(SearchRequest(Query("")), nil) { _ in
      var statistics = CollectionStatistics()
      for member in group.members { statistics.parts.append(try member.part()) }
      let own = GroupLexicon(group: group)
      for question in recorder.questions.union(group.given?.answers.keys.map(\.self) ?? []) {
        statistics.answers[question] = .some(try own.answer(question))
      }
      return statistics
    }
  }

  // MARK: One request

  /// Returns the run for a request, and a description of how its query is interpreted.
  func run(
    _ request: SearchRequest, usesEngine: Bool
  ) throws -> (SearchRun, understood: String) {
    var (query, dropped) = (request.query, [String]())
    if !request.isPlain { (query, dropped) = query.withoutStopWords() }
    let mode = request.isPlain && request.mode == .best ? .any : request.mode
    let planner = QueryPlanner(
      stemming: try connection.indexTokenizer(),
      folding: try connection.foldingTokenizer(),
      spellings: request.isPlain || !usesEngine ? nil : try spellings(),
      otherWords: usesEngine ? try otherWords(request) : nil, readsStars: !request.isPlain)
    var plan = try planner.plan(
      query, mode, hitsAreArticles: !request.listsPassages && !request.isPlain)
    let hasWritten = plan?.clauses.contains { $0.term.written != nil } ?? false
    let hasNear = plan?.clauses.contains { $0.term.pattern.isNear } ?? false
    if !usesEngine {
      plan?.fallback = .unreadable
    } else if request.isPlain, hasNear, !hasWritten {
      // FTS5 scores a NEAR in its own way.
      plan?.fallback = .near
    }
    // The best passages of a part are not those of the collection.
    if group.given != nil, request.ranking.feedback != nil {
      throw SearchRequestError.conflict("statistics", "expand")
    }
    if group.isShared, let reason = request.query.rawExpression != nil ? .raw : plan?.fallback,
      reason != .unreadable
    {
      throw SearchRequestError.needsOneArchive(reason)
    }
    let externalPostings = usesEngine ? try group.formLists(&plan) : [:]
    if usesEngine { try group.findFrequencies(of: &plan) }
    plan?.removeAbsentSpellings()
    let wanted = FilterExpression.all(of: [query.filter, request.filter].compactMap(\.self))
    let (filter, allowed) =
      try wanted.map { try resolve(filter: $0, request) } ?? (.everything, .all)
    var run = SearchRun(
      group: group, request: request, plan: plan, filter: filter, allowed: allowed,
      externalPostings: externalPostings, collection: usesEngine ? try group.collection() : nil,
      notices: filter.notices
        + (hasWritten && !usesEngine ? [Notice(kind: .inexactWord)] : [])
        + (request.isPlain ? query.compiled()?.starsIgnoredByFTS5 ?? [] : []))
    // An order by date has no best passages from which to expand the query.
    if let feedback = request.ranking.feedback, !request.isPlain, request.order == .relevance {
      run = try run.expanded(query, feedback, mode: mode, planner.stemming)
    }
    if run.ranking.prefersTitles { run.title = TitleQuery(request.query) }
    run.notices += run.plan?.otherWordNotices ?? []
    if let notice = run.plan?.expansionNotice { run.notices.append(notice) }
    if let articles = try group.articlesOfFirstRun() {
      run.notices.append(Notice(kind: .beingBuilt(articles: articles)))
    }
    let understood = QueryDescription(
      query, mode, dropped: dropped, run.plan, request.filter, today: request.today ?? .today)
    return (run, understood.description)
  }

  /// Returns a filter, and the passages of the articles that pass it.
  func resolve(
    filter wanted: FilterExpression, _ request: SearchRequest
  ) throws -> (ArticleFilter, AllowedPassages) {
    let today = request.today ?? .today
    // If the engine cannot read the index, there is no generation, and nothing is cached.
    let generation = try? group.lexicon.generation
    if let generation,
      let cached = filterCache.entry(wanted, today: today, generation: generation)
    {
      return (cached.filter, cached.allowed)
    }
    let filter = try ArticleFilter(wanted, today: today, names: try names(generation))
    let allowed = try AllowedPassages(
      filter, group, maxArticles: request.maxListedArticles)
    if let generation {
      filterCache.insert(
        FilterCache.Entry(wanted: wanted, today: today, filter: filter, allowed: allowed),
        generation: generation)
    }
    return (filter, allowed)
  }

  private func names(_ generation: Int?) throws(SQLiteError) -> NameLookup {
    if let cachedNames, cachedNames.generation == generation { return cachedNames.lookup }
    let names = NameLookup(group, try connection.foldingTokenizer())
    if let generation { cachedNames = (generation, names) }
    return names
  }

  func spellings() throws(SQLiteError) -> Spellings {
    if let madeSpellings { return madeSpellings }
    let spellings = try Spellings(group.lexicon, connection)
    madeSpellings = spellings
    return spellings
  }

  /// Returns what finds the synonyms and similar words that a request asks for; nil if it asks for
  /// none.
  func otherWords(_ request: SearchRequest) throws -> OtherWordFinder? {
    guard !request.isPlain, request.synonyms != nil || request.fuzziness > 0 else { return nil }
    let spellings = try spellings()
    return OtherWordFinder(
      spellings: spellings, synonyms: try request.synonyms.map { try spellings.table(of: $0) },
      fuzziness: request.fuzziness, passageCount: try group.lexicon.count(.passages))
  }

  func suggestions() throws(SQLiteError) -> Suggestions {
    if let madeSuggestions { return madeSuggestions }
    let suggestions = try Suggestions(group.lexicon, connection)
    madeSuggestions = suggestions
    return suggestions
  }
}

/// The reason why a search was stopped before it had an answer.
public enum SearchInterrupted: Error, Equatable, Sendable {
  /// The deadline has passed.
  case deadlineExceeded
  /// Nobody waits for the answer any more.
  case cancelled
}
