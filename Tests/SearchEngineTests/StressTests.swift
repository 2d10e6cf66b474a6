import Archive
import Foundation
import Ranking
import SQLite
import Synchronization
import TestSupport
import Testing
import Threading

/// Readers run at the same time as a writer; every answer must be that of stock FTS5 on the same
/// snapshot.
struct StressTests {
  static let seconds = 20.0
  static let readers = 4

  @Test func `readers get FTS5's answers while an ingest commits`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a.db")
    try write(to: path, seed: 0, until: .distantPast)
    let end = Date(timeIntervalSinceNow: Self.seconds)
    let outcomes = Mutex<[Outcome]>([])
    let threads = (0...Self.readers).compactMap { number in
      WorkerThread {
        let outcome: Outcome
        do {
          if number == 0 {
            outcome = Outcome(commits: try write(to: path, seed: 1, until: end))
          } else {
            outcome = try read(path, seed: number, until: end)
          }
        } catch {
          outcome = Outcome(differences: ["thread \(number): \(error)"])
        }
        outcomes.withLock { $0.append(outcome) }
      }
    }
    #expect(threads.count == Self.readers + 1)
    for thread in threads { thread.join() }
    let all = outcomes.withLock { $0 }
    #expect(all.flatMap(\.differences) == [])
    #expect(all.reduce(0) { $0 + $1.answers } > 200)
    #expect(all.reduce(0) { $0 + $1.commits } > 20)
    #expect(all.reduce(0) { $0 + $1.snapshots } > 20, "the readers saw the archive change")
  }
}

private struct Outcome: Sendable {
  var answers = 0
  var commits = 0
  /// The number of different states of the archive that were read.
  var snapshots = 0
  var differences: [String] = []
}

private let words = [
  "ship", "moon", "gas", "pact", "strait", "drill", "sea", "pipe", "yard", "ice",
]

/// Adds and replaces articles and sometimes optimizes, in small transactions, until `end`, but at
/// least once.
@discardableResult
private func write(to path: String, seed: Int, until end: Date) throws -> Int {
  var shape = RandomArticles.Shape(words: words)
  shape.title = 1...1
  shape.passages = 1...4
  shape.passage = 1...60
  var articles = RandomArticles(seed: seed, shape)
  let archive = try Archive.open(writingTo: path)
  var commits = 0
  repeat {
    let count = 1 + articles.random.below(30)
    try archive.put(
      (0..<count).map { _ in articles.article("article \(articles.random.below(400))") })
    commits += 1
    if articles.random.chance(1, in: 25) { try archive.optimizeIndex() }
  } while Date.now < end
  return commits
}

private func read(_ path: String, seed: Int, until end: Date) throws -> Outcome {
  var random = SeededGenerator(seed: seed)
  let connection = try Archive.open(readingFrom: path).connection
  let reader = RankingReader(connection)
  var outcome = Outcome()
  var lastVersion: Int64?
  while Date.now < end {
    let query = random.words(1...4, of: words)
    let isAny = Bool.random(using: &random)
    try connection.transaction(.read) {
      let terms = try connection.tokenizer(Archive.tokenizer)
        .tokens(of: query.joined(separator: " ")).map(\.term)
      let ours = try reader.search(isAny ? .any(terms, k: 10) : .all(terms, k: 10)).hits
      let expression = query.joined(separator: isAny ? " OR " : " AND ")
      let stock = try connection.rows(
        """
        SELECT rowid, -rank FROM passages_fts WHERE passages_fts MATCH ?1
         ORDER BY rank, rowid LIMIT 10
        """, [.text(expression)]
      ) { RankingHit(passage: $0.integer(at: 0), score: $0.real(at: 1)) }
      let agree = zip(ours, stock).allSatisfy {
        $0.passage == $1.passage && abs($0.score - $1.score) <= 1e-9 * $1.score
      }
      if ours.count != stock.count || !agree {
        outcome.differences.append("seed \(seed), \(expression): \(ours) is not \(stock)")
      }
      let version = try connection.first("PRAGMA data_version") { $0.integer(at: 0) }
      if version != lastVersion { outcome.snapshots += 1 }
      lastVersion = version
      outcome.answers += 1
    }
  }
  return outcome
}
