public import FullTextIndex
public import SearchModel

/// Ranks the passages of a collection: of one index, or of several that answer as one.
///
/// The id of a passage is its own plus the offset of its index. Hits, scores and numbers are those of
/// one index that has all passages under these ids, if queries give the size of the collection and
/// the frequencies of their terms.
///
/// The caller holds a transaction on each connection.
public final class CollectionReader {
  /// The readers of the indexes, in the order of their passages.
  public let readers: [RankingReader]

  /// What is added to the passage ids of each index.
  public var offsets: [Int64]

  /// Creates a reader of these indexes.
  ///
  /// - Precondition: There is at least one.
  public init(_ readers: [RankingReader]) {
    precondition(!readers.isEmpty, "no index to read")
    self.readers = readers
    offsets = Array(repeating: 0, count: readers.count)
  }

  /// Ranks without `posting_blocks` until the database changes, because the table is damaged.
  public func ignorePostingBlocks() {
    for reader in readers { reader.ignorePostingBlocks() }
  }

  /// An index, and its part of a query.
  struct Part {
    var reader: RankingReader
    var query: RankingQuery
    /// What is added to the index's passage ids.
    var offset: Int64
    /// The last passage id, with the offset.
    var last: Int64

    func contains(_ passage: Int64) -> Bool { passage > offset && passage <= last }
  }

  /// Returns the queries of the indexes.
  func parts(of query: RankingQuery) throws(IndexError) -> [Part] {
    if readers.count == 1, offsets == [0] {
      return [Part(reader: readers[0], query: query, offset: 0, last: .max)]
    }
    return try readers.indices.map { (index) throws(IndexError) in
      let last = offsets[index] + (try readers[index].refresh().lastPassage)
      return Part(
        reader: readers[index], query: query.part(after: offsets[index], through: last),
        offset: offsets[index], last: last)
    }
  }

  /// Returns the part with a passage.
  ///
  /// - Throws: `unsupportedQuery`, if there is none.
  private func part(_ query: RankingQuery, with passage: Int64) throws(IndexError) -> Part {
    guard let part = try parts(of: query).first(where: { $0.contains(passage) }) else {
      throw .unsupportedQuery
    }
    return part
  }
}

extension CollectionReader: PassageRanking {
  /// Returns the best passages for `query`, without its rescoring.
  public func best(_ query: RankingQuery) throws(IndexError) -> RankingResult {
    var parts = try parts(of: query)
    if parts.count == 1, parts[0].offset == 0 { return try parts[0].reader.best(query) }
    var counting = try parts[0].reader.counting(parts[0].query)
    for part in parts.dropFirst() { counting += try part.reader.counting(part.query) }
    let isCounted = counting.isExact(for: query)
    var merged = MergedHits(query)
    var total = 0
    for index in parts.indices {
      parts[index].query.countsExactly = isCounted
      (parts[index].query.countsUpTo, parts[index].query.allowedCountedUpTo) = (0, 0)
      parts[index].query.leastScore = merged.leastScore
      let result = try parts[index].reader.best(parts[index].query)
      merged.add(result, offset: parts[index].offset)
      if case .exact(let count) = result.count { total += count }
      if result.isPartial { break }
    }
    let found = merged.hits.count
    return RankingResult(
      hits: merged.hits,
      count: merged.isPartial
        ? .atLeast(found)
        : isCounted ? .exact(total) : counting.estimate(found: found, for: query),
      counters: merged.counters, isPartial: merged.isPartial)
  }

  /// Returns what the rescoring of `query` adds to the score of each hit.
  public func contributions(
    to hits: [RankingHit], _ query: RankingQuery
  ) throws(IndexError) -> [[ScoreContribution]] {
    var added = Array(repeating: [ScoreContribution](), count: hits.count)
    for part in try parts(of: query) {
      let indices = hits.indices.filter { part.contains(hits[$0].passage) }
      let own = indices.map { hits[$0].moved(by: -part.offset) }
      let found = try part.reader.contributions(to: own, part.query)
      for (index, contributions) in zip(indices, found) { added[index] = contributions }
    }
    return added
  }

  /// Returns the passage of a hit or, if hits are grouped, the first passage of its article.
  public func group(of hit: RankingHit, _ query: RankingQuery) throws(IndexError) -> Int64 {
    let part = try part(query, with: hit.passage)
    return try part.reader.group(of: hit.moved(by: -part.offset), part.query) + part.offset
  }

  /// Explains the score of `passage`, even if it is not a hit of `query`.
  public func explain(
    _ query: RankingQuery, passage: Int64
  ) throws(IndexError) -> ScoreExplanation {
    let part = try part(query, with: passage)
    var explanation = try part.reader.explain(part.query, passage: passage - part.offset)
    explanation.passage = passage
    return explanation
  }
}

/// The best hits of several indexes.
private struct MergedHits {
  private let query: RankingQuery
  /// The hits, best first.
  private(set) var hits: [RankingHit] = []
  private(set) var counters = RankingCounters()
  private(set) var isPartial = false

  init(_ query: RankingQuery) { self.query = query }

  /// A score that the hits of the other indexes must reach.
  var leastScore: Double {
    guard query.k > 0, hits.count >= query.k else { return 0 }
    return hits[query.k - 1].score * (1 - 1e-9)
  }

  /// Adds the hits of the next index.
  mutating func add(_ result: RankingResult, offset: Int64) {
    counters += result.counters
    isPartial = isPartial || result.isPartial
    hits = (hits + result.hits.map { $0.moved(by: offset) }).sorted()
    let most = query.slack > 0 ? max(query.k, Rescoring.window) : query.k
    let least = query.k > 0 && hits.count >= query.k ? hits[query.k - 1].score : 0
    // The first k hits, and those that the slack allows.
    hits = hits.prefix(most).enumerated()
      .filter { $0.offset < query.k || $0.element.score >= least / (1 + query.slack) }.map(
        \.element)
  }
}

extension RankingHit {
  /// Returns the hit with another passage id.
  fileprivate func moved(by offset: Int64) -> RankingHit {
    var hit = self
    hit.passage += offset
    return hit
  }
}
