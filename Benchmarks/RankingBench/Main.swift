import Ranking
import SQLite

/// Times the ranking engine on a file of queries, one on a line, and prints one JSON object a line.
///
///     ranking-bench DATABASE QUERIES [optimize]
///
/// With a third argument the index is merged into one segment first, and the side tables are made.
@main
enum RankingBench {
  static let repeats = 3

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else {
      print("usage: ranking-bench DATABASE QUERIES [optimize]")
      return
    }
    if arguments.count > 3 {
      let writer = try Connection(path: arguments[1], access: .readWrite)
      let time = try ContinuousClock().measure { try IndexMaintenance.optimize(writer) }
      print(#"{"optimizeMilliseconds": \#(milliseconds(time))}"#)
    }
    let connection = try Connection(path: arguments[1], access: .readOnly)
    let tokenizer = try connection.tokenizer("porter unicode61 remove_diacritics 2")
    let reader = RankingReader(connection)
    for line in try TextFile.lines(arguments[2]) {
      let terms = try tokenizer.tokens(of: line).map(\.term)
      let any = try time(.any(terms, k: 10), reader, connection)
      let all = try time(.all(terms, k: 10), reader, connection)
      print(#"{"q": "\#(line)", "any": \#(any), "all": \#(all)}"#)
    }
  }

  /// The first and the best time of a query, what it cost and what it found.
  static func time(
    _ query: RankingQuery, _ reader: RankingReader, _ connection: Connection
  ) throws -> String {
    var first = 0.0
    var best = Double.infinity
    var result: RankingResult?
    for repetition in 0..<repeats {
      let duration = try connection.transaction(.read) {
        try ContinuousClock().measure { result = try reader.search(query) }
      }
      if repetition == 0 { first = milliseconds(duration) }
      best = min(best, milliseconds(duration))
    }
    guard let result else { return "null" }
    let hits = result.hits.map { "[\($0.passage), \($0.score)]" }.joined(separator: ", ")
    let counters = result.counters
    return """
      {"first": \(first), "best": \(best), "decoded": \(counters.postingsDecoded), \
      "scored": \(counters.postingsScored), "pages": \(counters.pagesRead), \
      "skipped": \(counters.blocksSkipped), "hits": [\(hits)]}
      """
  }

  static func milliseconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15
  }
}
