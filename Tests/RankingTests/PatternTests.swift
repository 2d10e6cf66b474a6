@testable import FullTextIndex
@testable import Ranking
import SearchModel
import SQLite
import TestSupport
import Testing

struct PatternTests {
  /// Returns a reader of an index of passages that all have the same title.
  private func reader(_ texts: [String], title: String = "") throws -> RankingReader {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute(Project.schema)
    try connection.run(
      """
      INSERT INTO articles(id, location, docno, title, content_hash, added_at)
      VALUES (1, '', '', ?1, '', '')
      """, [.text(title)])
    for (index, text) in texts.enumerated() {
      let values: [Value] = [.integer(index + 1), .text(text)]
      try connection.run(
        "INSERT INTO passages(id, article_id, ordinal, start, text) VALUES (?1, 1, ?1, 0, ?2)",
        values)
      try connection.run(
        "INSERT INTO passages_fts(rowid, title, text) VALUES (?1, ?2, ?3)",
        [.integer(index + 1), .text(title), .text(text)])
    }
    return RankingReader(connection)
  }

  @Test(arguments: [
    (Pattern.phrase([.term("alfa"), .term("alfa")]), [1, 0]),  // instances overlap
    (.phrase([.term("alfa"), .term("alfa"), .term("bora")]), [1, 0]),
    (.prefix("b"), [3, 1]),
    (.any([.term("bora"), .prefix("b"), .term("alfa")]), [6, 1]),
    (.any([.phrase([.term("alfa"), .term("alfa")]), .term("alfa")]), [3, 0]),
    (.near([.term("bora"), .term("alfa")], distance: 0), [2, 0]),
    (.near([.term("alfa"), .term("boba")], distance: 1), [1, 0]),
    (.phrase([.prefix("b"), .prefix("b")]), [1, 0]),
    (.term("nowhere"), []),
  ])
  func `a pattern is counted column by column`(pattern: Pattern, counts: [Int]) throws {
    let reader = try reader(["alfa alfa bora duno alfa bora boba"], title: "boba duno")
    let reversed = counts.isEmpty ? [] : [counts[1], counts[0]]
    let explanation = try reader.explain(RankingQuery([.init(pattern)], k: 1), passage: 1)
    #expect(explanation.terms.first?.columnFrequencies == reversed)
    #expect(explanation.terms.first?.isFound == !reversed.isEmpty)
    #expect(explanation.length == 9)
  }

  @Test(arguments: [
    Pattern.phrase([.term("alfa"), .any([.phrase([.term("bora"), .term("duno")])])]),
    .near([.near([.term("alfa"), .term("bora")], distance: 1), .term("duno")], distance: 1),
    .near([.term("alfa"), .term("bora")], distance: -1),
  ])
  func `patterns without a posting list are refused`(pattern: Pattern) throws {
    let reader = try reader(["alfa bora duno"])
    #expect(throws: IndexError.unsupportedQuery) { try reader.documentFrequency(of: pattern) }
  }

  @Test func `a condition on a missing term is refused`() throws {
    let reader = try reader(["alfa bora"])
    let query = RankingQuery([.init("alfa")], k: 1, condition: .any([.leaf(0), .leaf(1)]))
    #expect(throws: IndexError.unsupportedQuery) { try reader.search(query) }
  }

  @Test func `a condition on terms that are not scored finds passages without a score`() throws {
    let reader = try reader(["alfa", "bora", "alfa bora", "duno"])
    let query = RankingQuery(
      [.init("alfa", isScored: false), .init("duno")], k: 9, condition: .any([.leaf(0), .leaf(1)]))
    let result = try reader.search(query)
    #expect(result.count == .exact(3))
    #expect(result.hits.map(\.passage) == [4, 1, 3])
    #expect(result.hits.map { $0.score > 0 } == [true, false, false])
  }

  @Test(arguments: [
    (Pattern.term("alfa"), 3), (.prefix("al"), 3), (.phrase([.term("alfa"), .term("bora")]), 2),
    (.near([.term("bora"), .term("alfa")], distance: 9), 2), (.any([]), 0), (.phrase([]), 0),
    (.near([], distance: 3), 0), (.prefix(""), 4),
  ])
  func `a document frequency is a number of passages`(pattern: Pattern, count: Int) throws {
    let reader = try reader(["alfa bora", "bora", "alfa alfa", "alfa bora alfa bora"])
    #expect(try reader.documentFrequency(of: pattern) == count)
  }

  @Test(
    arguments: [
      // The positions and lengths of the parts, the distance, and the matching positions of the
      // part with the fewest.
      ([[0, 10], [1, 12]], [1, 1], 1, [0, 10]),
      ([[0], [5]], [1, 1], 3, []), ([[0], [5]], [1, 1], 4, [0]),
      ([[0], [5]], [2, 1], 3, [0]), ([[5], [0]], [1, 2], 3, [5]),
      ([[0, 1 << 32], [(1 << 32) + 2]], [1, 1], 9, [1 << 32]),
      ([[0, 1, 2, 3], [9, 4]].map { $0.sorted() }, [1, 1], 0, [3]),
      ([[3], [3], [3]], [1, 1, 1], 0, [3]), ([[1], []], [1, 1], 5, []),
    ] as [([[UInt64]], [Int], Int, [UInt64])])
  func `NEAR holds within the distance`(
    positions: [[UInt64]], lengths: [Int], distance: Int, fewest: [UInt64]
  ) {
    let nearness = Nearness(lengths: lengths, distance: distance)
    let found =
      nearness.participants(positions.map { $0[...] }).min { $0.count < $1.count } ?? []
    #expect(found == fewest)
  }
}
