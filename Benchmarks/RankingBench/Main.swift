import FullTextIndex
import Ranking
import SQLite

/// Times the ranking engine on a file of queries, one on each line, and prints one JSON object per
/// line.
///
///     ranking-bench DATABASE QUERIES [optimize] [once] [MODE...]
///
/// With `optimize`, the index is first merged into one segment and the side tables are rebuilt.
/// `once` is for profilers: each query runs once instead of three times, and only in the named
/// modes.
@main
enum RankingBench {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else {
      print("usage: ranking-bench DATABASE QUERIES [optimize] [once] [MODE...]")
      return
    }
    if arguments.contains("optimize") {
      let writer = try Connection(path: arguments[1], access: .readWrite)
      let time = try ContinuousClock().measure { try IndexMaintenance.optimize(writer) }
      print(#"{"optimizeMilliseconds": \#(milliseconds(time))}"#)
    }
    let connection = try Connection(path: arguments[1], access: .readOnly)
    let tokenizer = try connection.tokenizer("porter unicode61 remove_diacritics 2")
    let lines = try TextFile.lines(arguments[2])
    let queries = try lines.map { try tokenizer.tokens(of: $0).map(\.term) }
    let few = try oneArticleInFifty(connection)
    var modes: [(name: String, queries: [[RankingQuery]])] = [
      ("any", queries.map { [.any($0, k: 10)] }),
      ("all", queries.map { [.all($0, k: 10)] }),
      ("anyArticles", queries.map { [articles(.any($0, k: 10))] }),
      ("allArticles", queries.map { [articles(.all($0, k: 10))] }),
      (
        "tiers",
        queries.map { [articles(.all($0, k: 10)), articles(.any($0, k: 10))] }
      ),
      ("anyOfFew", queries.map { [articles(.any($0, k: 10), few)] }),
      ("allOfFew", queries.map { [articles(.all($0, k: 10), few)] }),
    ]
    if modes.contains(where: { arguments.contains($0.name) }) {
      modes.removeAll { !arguments.contains($0.name) }
    }
    let repeats = arguments.contains("once") ? 1 : 3
    let times = try modes.map { try time($0.queries, repeats, connection) }
    for (index, line) in lines.enumerated() {
      let fields = zip(modes, times).map { mode, times in #""\#(mode.name)": \#(times[index])"# }
      print(#"{"q": "\#(line)", \#(fields.joined(separator: ", "))}"#)
    }
  }

  /// Returns a query as `search` runs it: it finds articles, and counts them exactly if that is
  /// cheap.
  static func articles(
    _ query: RankingQuery, _ allowed: [ClosedRange<Int64>]? = nil
  ) -> RankingQuery {
    var query = query
    query.grouping = .article
    query.countsUpTo = 20_000
    query.allowed = allowed
    return query
  }

  /// Returns the passage ranges of every fiftieth article.
  static func oneArticleInFifty(_ connection: Connection) throws -> [ClosedRange<Int64>] {
    try connection.rows(
      """
      SELECT first_passage, last_passage FROM articles
       WHERE id % 50 = 7 AND first_passage IS NOT NULL ORDER BY first_passage
      """
    ) { $0.integer(at: 0)...$0.integer(at: 1) }
  }

  /// Returns a JSON object for each query: the times of its first and best run, its cost and its
  /// hits.
  ///
  /// Each call creates a reader, so that nothing is cached from earlier measurements.
  static func time(
    _ queries: [[RankingQuery]], _ repeats: Int, _ connection: Connection
  ) throws -> [String] {
    let reader = RankingReader(connection)
    return try queries.map { tiers in
      var times: [Double] = []
      var first: RankingResult?
      for _ in 0..<repeats {
        var result: RankingResult?
        let duration = try connection.transaction(.read) {
          try ContinuousClock().measure { result = try reader.search(tiers) }
        }
        times.append(milliseconds(duration))
        first = first ?? result
      }
      guard let first, let best = times.min() else { return "null" }
      let hits = first.hits.map { "[\($0.passage), \($0.score)]" }.joined(separator: ", ")
      let counters = first.counters
      return """
        {"first": \(times[0]), "best": \(best), "decoded": \(counters.postingsDecoded), \
        "scored": \(counters.postingsScored), "pages": \(counters.pagesRead), \
        "skipped": \(counters.blocksSkipped), "hits": [\(hits)]}
        """
    }
  }

  static func milliseconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15
  }
}
