public import FullTextIndex

extension CollectionReader {
  /// Returns all passages that `query` finds, by the index that contains them and under their ids in
  /// it.
  ///
  /// - Complexity: Like `RankingReader.matches(_:)`.
  public func matches(_ query: RankingQuery) throws(IndexError) -> [RowSet] {
    try parts(of: query).map { (part) throws(IndexError) in try part.reader.matches(part.query) }
  }

  /// Returns all articles in which `query` finds passages, by their first passages, by the index that
  /// contains them and under their ids in it.
  ///
  /// - Complexity: Like `RankingReader.matches(_:)`.
  public func matchingArticles(_ query: RankingQuery) throws(IndexError) -> [RowSet] {
    try parts(of: query).map { (part) throws(IndexError) in
      try part.reader.matchingArticles(part.query)
    }
  }

  /// Returns the allowed passages that `query` finds, in ascending order.
  public func passages(_ query: RankingQuery) throws(IndexError) -> [Int64] {
    var found: [Int64] = []
    for part in try parts(of: query) where part.query.allowed != [] {
      found += try part.reader.matches(part.query).map { $0 + part.offset }
    }
    return found
  }

  /// Returns the allowed passages that contain each of some terms of `query`, in ascending order, by
  /// the index of the term, whatever the condition of the query.
  ///
  /// - Complexity: Like `matches(_:)`.
  public func passages(
    withEachOf terms: Set<Int>, in query: RankingQuery
  ) throws(IndexError) -> [Int: [Int64]] {
    var found: [Int: [Int64]] = [:]
    for part in try parts(of: query) where part.query.allowed != [] {
      for (term, rows) in try part.reader.passages(withEachOf: terms, in: part.query) {
        found[term, default: []] += rows.map { $0 + part.offset }
      }
    }
    return found
  }
}

extension RankingQuery {
  /// Returns the query for the index whose passages have the ids after `offset` through `last`, under
  /// the ids that they have there.
  func part(after offset: Int64, through last: Int64) -> RankingQuery {
    var part = self
    for index in terms.indices {
      guard case .list(let list) = terms[index].source else { continue }
      part.terms[index].source = .list(list.part(after: offset, through: last))
    }
    part.allowed = allowed?.compactMap { range in
      let (first, end) = (max(range.lowerBound, offset + 1), min(range.upperBound, last))
      return first <= end ? first - offset...end - offset : nil
    }
    return part
  }
}
