public import FullTextIndex
public import SearchModel
internal import SQLite

extension RankingReader {
  /// Returns what the rescoring of `query` adds to the score of each hit.
  public func contributions(
    to hits: [RankingHit], _ query: RankingQuery
  ) throws(IndexError) -> [[ScoreContribution]] {
    var added = Array(repeating: [ScoreContribution](), count: hits.count)
    if query.rescoring.proximity > 0 {
      let near = try withSearch(query) { (search) throws(IndexError) in
        try search.nearness(of: hits.map { UInt32($0.passage) })
      }
      for (index, near) in near.enumerated() {
        added[index].append(ScoreContribution("proximity", query.rescoring.proximity * near))
      }
    }
    if query.rescoring.otherPassages > 0, query.grouping == .article {
      let others = try others(hits, query, query.rescoring.otherPassages)
      for (index, share) in others.enumerated() {
        added[index].append(ScoreContribution("other_passages", share))
      }
    }
    return added
  }

  /// Returns, for each hit, the contribution of the other passages of its article.
  private func others(
    _ hits: [RankingHit], _ query: RankingQuery, _ part: Double
  ) throws(IndexError) -> [Double] {
    let ranges = try hits.map { hit throws(IndexError) in
      try mapErrors { () throws(SQLiteError) in try article(of: hit.passage) }
    }
    var all = query
    all.grouping = .none
    all.allowed = ranges.sorted { $0.lowerBound < $1.lowerBound }.intersection(with: query.allowed)
    all.k = all.allowed?.reduce(0) { $0 + $1.count } ?? 0
    // Sorted by descending score, so that the best of the other passages has the largest weight.
    let passages = try best(all).hits
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
  /// Returns the ids of all passages of the article that contains `passage`; they are consecutive.
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
  /// Returns the proximity of the query's terms in each row.
  fileprivate mutating func nearness(of rows: [UInt32]) throws(IndexError) -> [Double] {
    let sorted = rows.sorted()
    let columnCount = try catalog.columnCount()
    var occurrences: [[UInt32: ArraySlice<UInt64>]] = []
    var weights: [Double] = []
    let lists = try lists()
    var seen: Set<Int> = []
    for (term, list) in zip(query.terms, lists.indices) where term.isScored {
      guard case .pattern(let pattern) = term.source, seen.insert(list).inserted,
        lists.lists[list].isScored
      else { continue }
      var evaluation = PatternEvaluation(
        catalog, mask: try catalog.mask(term.columns), columnCount: columnCount)
      let found = try evaluation.occurrences(catalog.resolve(pattern), within: sorted)
      counters.postingsDecoded += evaluation.decoded
      var positions: [UInt32: ArraySlice<UInt64>] = [:]
      for (index, row) in found.rows.enumerated() {
        positions[row] = found.positions[found.range(index)]
      }
      occurrences.append(positions)
      weights.append(term.queryWeight * (try idf(lists.lists[list])))
    }
    var result: [Double] = []
    for row in rows {
      let length = try scoring.lengths.length(row)
      var near = ProximitySums(termCount: weights.count)
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

/// The proximity of each pair of terms in one passage.
private struct ProximitySums {
  /// The sum of 1 / distance^2 for each pair of terms, at index `lower * termCount + higher`.
  private(set) var sums: [Double]
  private let termCount: Int

  init(termCount: Int) {
    self.termCount = termCount
    sums = Array(repeating: 0, count: termCount * termCount)
  }

  /// Adds all pairs of close occurrences; `positions` has the ascending positions of each term.
  ///
  /// - Complexity: O(n log n) in the positions.
  mutating func add(_ positions: [ArraySlice<UInt64>]) {
    let all = positions.enumerated().flatMap { term, positions in
      positions.map { (position: $0, term: term) }
    }
    .sorted { ($0.position, $0.term) < ($1.position, $1.term) }
    for (index, first) in all.enumerated() {
      for second in all[(index + 1)...] {
        let distance = second.position - first.position
        if distance > Rescoring.reach { break }
        // Two spellings of a word may be at the same position.
        if second.term == first.term || distance == 0 { continue }
        let pair = min(first.term, second.term) * termCount + max(first.term, second.term)
        sums[pair] += 1 / Double(distance * distance)
      }
    }
  }
}

extension [ClosedRange<Int64>] {
  /// Returns the intersection of these ascending ranges with `others`; all of these ranges if
  /// `others` is nil.
  fileprivate func intersection(with others: [ClosedRange<Int64>]?) -> [ClosedRange<Int64>] {
    guard let others else { return self }
    var common: [ClosedRange<Int64>] = []
    var index = 0
    for range in self {
      while index < others.count, others[index].upperBound < range.lowerBound { index += 1 }
      var next = index
      while next < others.count, others[next].lowerBound <= range.upperBound {
        common.append(others[next].clamped(to: range))
        next += 1
      }
    }
    return common
  }
}
