@testable import FullTextIndex
import Ranking
import SQLite
import TestSupport
import Testing

struct VocabularyTableTests {
  /// Returns the edit distance by its recursive definition, computed row by row.
  private func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var rows = [Array(0...b.count)]
    for i in 1..<a.count + 1 {
      rows.append([i])
      for j in 1..<b.count + 1 {
        var least = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1)
        least = min(least, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          least = min(least, rows[i - 2][j - 2] + 1)
        }
        rows[i].append(least)
      }
    }
    return rows[a.count][b.count]
  }

  @Test func `the pruned scan finds the same terms as comparing all pairs`() throws {
    var random = SeededGenerator(seed: firstSeed)
    for round in 0..<10 {
      let letters = Array((round.isMultiple(of: 2) ? "ab" : "abcdé").utf8)
      var terms: Set<[UInt8]> = []
      for _ in 0..<150 {
        terms.insert((0...random.below(8)).map { _ in letters[random.below(letters.count)] })
      }
      let ordered = terms.sorted { $0.lexicographicallyPrecedes($1) }
      var chunks: [[UInt8]] = []
      var chunk = VocabularyChunk()
      for (index, term) in ordered.enumerated() {
        chunk.append(term, documentFrequency: index + 1)
        if random.chance(1, in: 40) {
          chunks.append(chunk.bytes)
          chunk = VocabularyChunk()
        }
      }
      if !chunk.isEmpty { chunks.append(chunk.bytes) }
      for pattern in ordered.prefix(6) + [letters + letters, Array("abba".utf8)] {
        for limit in 1...2 {
          var scan = EditDistanceScan(pattern, limit)
          let isRead = chunks.allSatisfy { scan.read($0) }
          #expect(isRead)
          let expected = ordered.enumerated().compactMap { index, term -> SimilarTerm? in
            let distance = distance(pattern, term)
            return distance > limit
              ? nil
              : SimilarTerm(
                term: String(decoding: term, as: UTF8.self), distance: distance,
                documentFrequency: index + 1)
          }
          #expect(scan.found == expected, "round \(round), \(pattern), \(limit)")
        }
      }
    }
  }

  @Test func `a chunk that contradicts itself is refused`() {
    var chunk = VocabularyChunk()
    for (index, term) in ["alfa", "alfons", "bora"].enumerated() {
      chunk.append(Array(term.utf8), documentFrequency: index + 300)
    }
    func isReadable(_ bytes: [UInt8]) -> Bool {
      var scan = EditDistanceScan(Array("alfa".utf8), 2)
      return scan.read(bytes)
    }
    #expect(isReadable(chunk.bytes))
    #expect(!isReadable([]))
    #expect(!isReadable([9]))
    var random = SeededGenerator(seed: 1)
    var refused = 0
    for _ in 0..<1_000 {
      var bytes = chunk.bytes
      bytes[random.below(bytes.count)] = UInt8(random.below(256))
      bytes.removeLast(random.below(3))
      if !isReadable(bytes) { refused += 1 }
    }
    #expect(refused > 200)
  }

  @Test(arguments: 1...10)
  func `the table holds all terms, knows when it is stale, and is verified`(
    number: Int
  ) throws {
    var archive = try RandomIndex(seed: firstSeed + number)
    let connection = archive.connection
    try archive.change(8)
    try IndexMaintenance.optimize(connection)
    #expect(try VocabularyTable.isCurrent(in: connection))
    #expect(try VocabularyTable.verify(in: connection))
    let vocabulary = try RankingReader(connection).vocabulary()
    var expected: [SimilarTerm] = []
    try vocabulary.forEachTerm { term throws(IndexError) in
      let term = String(decoding: term, as: UTF8.self)
      expected.append(
        SimilarTerm(
          term: term, distance: term == "bora" ? 0 : distance(Array("bora".utf8), Array(term.utf8)),
          documentFrequency: try vocabulary.documentFrequency(of: term)))
      return true
    }
    #expect(try VocabularyTable.terms(similarTo: "bora", within: 9, in: connection) == expected)
    try connection.execute("UPDATE vocabulary SET terms = x'0100'")
    #expect(try !VocabularyTable.verify(in: connection))
    try connection.execute("DELETE FROM vocabulary")
    #expect(try !VocabularyTable.verify(in: connection))
    try archive.change(8)
    #expect(try !VocabularyTable.isCurrent(in: connection))
    #expect(try VocabularyTable.verify(in: connection))
  }
}
