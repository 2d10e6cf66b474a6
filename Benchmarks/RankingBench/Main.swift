import Ranking
import SQLite

/// Times the ranking engine on a file of queries, one on a line, and prints one JSON object a line.
///
///     ranking-bench DATABASE QUERIES [optimize] [once]
///
/// With `optimize` the index is merged into one segment first, and the side tables are made. With
/// `once` each query runs once instead of three times: for profilers.
@main
enum RankingBench {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else {
      print("usage: ranking-bench DATABASE QUERIES [optimize] [once]")
      return
    }
    if arguments.contains("optimize") {
      let writer = try Connection(path: arguments[1], access: .readWrite)
      let time = try ContinuousClock().measure { try IndexMaintenance.optimize(writer) }
      print(#"{"optimizeMilliseconds": \#(milliseconds(time))}"#)
    }
    let connection = try Connection(path: arguments[1], access: .readOnly)
    let tokenizer = try connection.tokenizer("porter unicode61 remove_diacritics 2")
    let repeats = arguments.contains("once") ? 1 : 3
    let lines = try TextFile.lines(arguments[2])
    let queries = try lines.map { try tokenizer.tokens(of: $0).map(\.term) }
    let any = try time(queries.map { .any($0, k: 10) }, repeats, connection)
    let all = try time(queries.map { .all($0, k: 10) }, repeats, connection)
    for (index, line) in lines.enumerated() {
      print(#"{"q": "\#(line)", "any": \#(any[index]), "all": \#(all[index])}"#)
    }
  }

  /// The first and the best time of each query, what its first run cost and what it found.
  ///
  /// The reader is a new one, so that nothing is warmed by what was timed before.
  static func time(
    _ queries: [RankingQuery], _ repeats: Int, _ connection: Connection
  ) throws -> [String] {
    let reader = RankingReader(connection)
    return try queries.map { query in
      var times: [Double] = []
      var first: RankingResult?
      for _ in 0..<repeats {
        var result: RankingResult?
        let duration = try connection.transaction(.read) {
          try ContinuousClock().measure { result = try reader.search(query) }
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
