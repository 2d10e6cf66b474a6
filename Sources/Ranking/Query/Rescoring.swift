internal import FullTextIndex
internal import SQLite

/// What the best hits of a query are looked at for once more, to order them anew.
///
/// The first `window` hits gain what is asked for here, and those behind them nothing: so pages put
/// together are one long page.
public struct Rescoring: Equatable, Sendable {
  /// What terms of the query that stand close together add to a score, at least 0; 0 for nothing.
  ///
  ///     added = proximity * sum over pairs of terms of
  ///             min(weight * idf) * near * (k1 + 1) / (near + k1 * lengthFactor)
  ///     near  = sum over their occurrences within `reach` tokens of 1 / distance^2
  ///
  /// A list of the caller's has no places, and adds nothing.
  ///
  /// Rasolofo, Savoy: Term proximity scoring for keyword-based retrieval systems, ECIR 2003.
  public var proximity = 0.0
  /// What the other passages of an article add to its best one, in 0..<1: the second best this much
  /// of its score, the third the square of it, and so on; 0 for nothing.
  ///
  /// Callan, Passage-level evidence in document retrieval, SIGIR 1994, has the sum and the best as
  /// the two ends.
  public var otherPassages = 0.0

  /// How many hits are looked at.
  public static let window = 100
  /// How many tokens may be between two words that are close, and one more.
  public static let reach: UInt64 = 12

  /// Creates what adds nothing.
  public init() {}

  /// Whether it adds nothing.
  public var isNothing: Bool { proximity == 0 && otherPassages == 0 }
  var isValid: Bool {
    proximity >= 0 && proximity.isFinite && otherPassages >= 0 && otherPassages < 1
  }
}

extension RankingReader {
  /// The best passages for a query that is to be rescored.
  func rescored(_ query: RankingQuery) throws(IndexError) -> RankingResult {
    guard query.rescoring.isValid else { throw .unsupportedQuery }
    var plain = query
    plain.rescoring = Rescoring()
    plain.k = max(query.k, Rescoring.window)
    var result = try search(plain)
    var best = Array(result.hits.prefix(Rescoring.window))
    if query.rescoring.proximity > 0 {
      let near = try asking(plain) { (search) throws(IndexError) in
        try search.nearness(of: best.map { UInt32($0.passage) })
      }
      for (index, near) in near.enumerated() {
        best[index].proximity = query.rescoring.proximity * near
        best[index].score += best[index].proximity
      }
    }
    if query.rescoring.otherPassages > 0, query.grouping == .article {
      let others = try others(best, plain, query.rescoring.otherPassages)
      for (index, added) in others.enumerated() {
        best[index].otherPassages = added
        best[index].score += added
      }
    }
    result.hits = Array((best.sorted() + result.hits.dropFirst(best.count)).prefix(query.k))
    return result
  }

  /// What the other passages of the hits' articles add to each of them.
  private func others(
    _ hits: [RankingHit], _ query: RankingQuery, _ part: Double
  ) throws(IndexError) -> [Double] {
    let ranges = try hits.map { hit throws(IndexError) in
      try mapErrors { () throws(SQLiteError) in try article(of: hit.passage) }
    }
    var all = query
    all.grouping = .none
    all.allowed = ranges.sorted { $0.lowerBound < $1.lowerBound }.joined(within: query.allowed)
    all.k = all.allowed?.reduce(0) { $0 + $1.count } ?? 0
    // By descending score.
    let passages = try search(all).hits
    return zip(hits, ranges).map { hit, range in
      var weight = 1.0
      return passages.reduce(0) { sum, passage in
        guard range.contains(passage.passage), passage.passage != hit.passage else { return sum }
        weight *= part
        return sum + weight * passage.score
      }
    }
  }
}

extension RankingReader {
  /// The ids between which are the passages of a passage's article, and no others.
  private func article(of passage: Int64) throws(SQLiteError) -> ClosedRange<Int64> {
    try connection.first(
      """
      SELECT min(id), max(id) FROM passages
       WHERE article_id = (SELECT article_id FROM passages WHERE id = ?1)
      """, [.integer(passage)]
    ) { row in row.integer(at: 0)...max(row.integer(at: 0), row.integer(at: 1)) }
      ?? passage...passage
  }
}

extension RankingSearch {
  /// How close the terms of the query stand in each row, as far as it adds to a score.
  fileprivate mutating func nearness(of rows: [UInt32]) throws(IndexError) -> [Double] {
    let sorted = rows.sorted()
    let columnCount = try catalog.columnCount()
    var occurrences: [[UInt32: ArraySlice<UInt64>]] = []
    var weights: [Double] = []
    let lists = try lists()
    var seen: Set<Int> = []
    for (term, place) in zip(query.terms, lists.places) where term.role != .excluded {
      guard case .pattern(let pattern) = term.source, seen.insert(place).inserted,
        lists.lists[place].isScored
      else { continue }
      var evaluation = PatternEvaluation(
        catalog, mask: try catalog.mask(term.columns), columnCount: columnCount)
      let found = try evaluation.occurrences(catalog.resolve(pattern), within: sorted)
      counters.postingsDecoded += evaluation.decoded
      var places: [UInt32: ArraySlice<UInt64>] = [:]
      for (index, row) in found.rows.enumerated() {
        places[row] = found.positions[found.range(index)]
      }
      occurrences.append(places)
      weights.append(term.weight * (try idf(lists.lists[place])))
    }
    var result: [Double] = []
    for row in rows {
      let length = try scoring.lengths.length(row)
      var near = Nearness(termCount: weights.count)
      near.add(occurrences.map { $0[row] ?? [] })
      result.append(
        near.sums.enumerated().reduce(0) { sum, pair in
          let (first, second) = (pair.offset / weights.count, pair.offset % weights.count)
          return sum + min(weights[first], weights[second])
            * scoring.bm25.factor(pair.element, length: length)
        })
    }
    return result
  }
}

/// How close each two terms stand in a passage.
private struct Nearness {
  /// For each two terms, of which the first has the lower number, the sum of 1 / distance^2.
  private(set) var sums: [Double]
  private let termCount: Int

  init(termCount: Int) {
    self.termCount = termCount
    sums = Array(repeating: 0, count: termCount * termCount)
  }

  /// Adds what ascending positions of all terms in one passage give.
  ///
  /// - Complexity: O(n log n) in the positions.
  mutating func add(_ positions: [ArraySlice<UInt64>]) {
    let all = positions.enumerated().flatMap { term, places in
      places.map { (place: $0, term: term) }
    }
    .sorted { ($0.place, $0.term) < ($1.place, $1.term) }
    for (index, first) in all.enumerated() {
      for second in all[(index + 1)...] {
        let distance = second.place - first.place
        if distance > Rescoring.reach { break }
        // A word of two spellings may stand where another does.
        if second.term == first.term || distance == 0 { continue }
        let pair = min(first.term, second.term) * termCount + max(first.term, second.term)
        sums[pair] += 1 / Double(distance * distance)
      }
    }
  }
}

extension [ClosedRange<Int64>] {
  /// The parts of these ascending ranges that stand in `others`, which ascend too; all of them where
  /// there are no others.
  fileprivate func joined(within others: [ClosedRange<Int64>]?) -> [ClosedRange<Int64>] {
    guard let others else { return self }
    var joined: [ClosedRange<Int64>] = []
    var place = 0
    for range in self {
      while place < others.count, others[place].upperBound < range.lowerBound { place += 1 }
      var next = place
      while next < others.count, others[next].lowerBound <= range.upperBound {
        joined.append(others[next].clamped(to: range))
        next += 1
      }
    }
    return joined
  }
}
