internal import ArgumentParser
internal import QueryLanguage
internal import SearchEngine

/// How queries are read: common to all subcommands that search.
struct ReadingOptions: ParsableArguments {
  @Flag(exclusivity: .exclusive)
  var mode: Mode?

  @Flag(help: "Refuse a query that has to be read otherwise than it may be meant.")
  var strict = false

  @Flag(help: "Take the query for an expression of FTS5, SQLite's own language.")
  var raw = false

  @Flag(help: "Rank as ORDER BY rank does in the sqlite3 shell, and no further.")
  var plain = false

  @Flag(help: "Do not propose other words for those that are not found.")
  var noSuggest = false

  @OptionGroup var filters: FilterOptions

  enum Mode: String, EnumerableFlag {
    case any, all

    static func help(for value: Mode) -> ArgumentHelp? {
      switch value {
      case .any: "Rank by score alone: passages with all words do not come first."
      case .all: "Find only passages with all words and phrases."
      }
    }
  }

  /// Reads a query, which is never an error.
  func query(_ text: String) -> Query { raw ? Query(rawExpression: text) : Query(text) }

  /// What the engine is asked for `query`.
  ///
  /// `isRun` is whether the hits are written as a TREC run, which has no room for proposals.
  func request(
    _ query: Query, limit: Int = 10, offset: Int = 0, isRun: Bool = false,
    ranking: RankingFlags? = nil
  ) throws -> SearchRequest {
    let queryMode: Query.Mode =
      switch mode {
      case .any: .any
      case .all: .all
      case nil: .best
      }
    var request = SearchRequest(query, mode: queryMode, limit: limit, offset: offset)
    request.filter = try filters.expression
    request.isPlain = plain
    if let ranking { request.ranking = try ranking.options() }
    request.suggests = !noSuggest && !isRun
    return request
  }
}
