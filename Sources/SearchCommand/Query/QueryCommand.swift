internal import Archive
public import ArgumentParser
internal import Output
internal import QueryLanguage
internal import SearchEngine

/// `search QUERY...`, and `search query QUERY...` if the query starts with the name of a
/// subcommand.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Search for words (the default).",
    usage: """
      search [query] <words> ... [options]
      search [query] [options] -- <words> ...
      """,
    discussion: """
      word                    the word in any form and spelling; articles with all
                              words of the query come first
      =word                   the word in this form only
      "some words"            the words side by side
      +word -word             required, excluded
      a OR b, a | b           either
      a AND b, a NOT b        both a and b; a without b
      (a b) -(c d) title:(e)  groups
      subma*                  words that start with subma
      NEAR(a b, 5), "a b"~5   a and b with at most five words between them
      title:word text:word    in the headline only; in the text only
      publisher:bbc           from this publisher; also author:, language:
      date:2021-10..2021-12   published in this period; also date:last-week, date:7d,
                              since:, until:, after:, before:

      Everything else is read as words. With only filters (search --since 2022 --author Quill), the \
      articles that pass them are listed, newest first. If the query contains quotation marks, \
      parentheses or '*', put the query in quotes for the shell. If a word of the query starts with \
      '-', put '--' before the query: search -- AUKUS -nuclear
      """)

  @OptionGroup var query: QueryArgument

  @OptionGroup var reading: ReadingOptions

  @OptionGroup var databases: DatabasesOption

  @Option(
    help: ArgumentHelp(
      "Sort hits in this order; with newest or oldest, articles without a date come last.",
      valueName: "order"))
  var sort = SearchRequest.Order.relevance

  @Option(
    help: ArgumentHelp(
      "Count the articles found for each value of a field. (fields: "
        + FacetField.allCases.map(\.rawValue).joined(separator: ", ")
        + "; separate several with commas)",
      valueName: "list"),
    completion: .list(FacetField.allCases.map(\.rawValue)), transform: Self.facets)
  var facets: [FacetField]?

  @Flag(help: "Add a citation line to each hit.")
  var cite = false

  @Option(
    help: ArgumentHelp(
      "Add this many passages before and after each hit, in JSON. (default: 0)", valueName: "n"))
  var context: Int?

  @Flag(name: [.short, .long], help: "Print only the number of articles found, copies included.")
  var count = false

  @Flag(
    name: [.short, .long],
    help: "Print nothing; exit with status 0 if something was found, 1 if not.")
  var quiet = false

  @OptionGroup var hits: HitOptions

  @OptionGroup var ranking: RankingFlags

  @OptionGroup var savedQueries: SavedQueryOptions

  private static func facets(_ list: String) throws -> [FacetField] {
    do {
      return try FacetField.list(list)
    } catch {
      throw ValidationError(error.sentence())
    }
  }

  private var options: SearchOptions {
    var options = reading.options(isForPeople: hits.chosen.isForPeople)
    options.expands = ranking.expand
    options.ranking = ranking.rank
    options.order = sort
    options.facets = facets ?? []
    options.cites = cite
    options.context = context ?? 0
    hits.apply(to: &options)
    guard count || quiet else { return options }
    options.limit = 1
    options.context = 0
    options.offset = 0
    options.snippetWords = nil
    options.order = .relevance
    options.suggests = false
    options.collapsesCopies = false
    options.countsExactly = count
    return options
  }

  func validate() throws {
    try options.validate()
    if savedQueries.unsave == nil { try query.check(options) }
    if count, hits.format != nil || hits.json || facets != nil || cite || hits.explain {
      throw ValidationError("--count prints only a number; leave out the options for hits.")
    }
    if facets != nil { try hits.check(.facets) }
    if cite { try hits.check(.cite) }
    if context != nil, !count { try hits.check(.context) }
    if hits.explain { try hits.check(.explain) }
  }

  func run() throws {
    try hits.version.check()
    let format = hits.chosen
    var options = options
    options.synonyms = try reading.readSynonyms(
      isForPeople: format.isForPeople && !count && !quiet)
    let request = try query.request(options)
    let hasNotices = !format.holdsNotices && !quiet
    try query.report(request, printsNotices: hasNotices, mayBeEmpty: format.name != "text")
    let response = try databases.searcher().search(request)
    guard !count && !quiet else { return try printCount(response) }
    try hits.print(response, nothingFound: query.nothingFound(request))
    if format.isForPeople, response.notices.contains(where: \.isCorrection),
      let hint = query.subcommandHint
    {
      writeToStandardError("  \(hint)\n")
    }
  }

  /// Prints the number of hits, or nothing with `--quiet`.
  ///
  /// - Throws: `ExitCode`, if there are no hits.
  private func printCount(_ response: SearchResponse) throws {
    if !quiet {
      StandardOutput.print("\(response.total)\n")
      printNotices(response.notices)
    }
    if response.total == 0 { throw ExitCode(1) }
  }
}

extension SearchRequest.Order: ExpressibleByArgument {}
