public import FullTextIndex

/// What scores depend on beside the terms of a query.
public struct IndexStatistics: Equatable, Sendable {
  /// How many passages the index has.
  public var passageCount: Int
  /// How much a term counts in each column, as `passages_fts` is configured.
  public var columnWeights: [Double]
}

extension RankingReader {
  /// The statistics of the index as it is now.
  public func statistics() throws(IndexError) -> IndexStatistics {
    try withSearch(RankingQuery([], k: 0)) { search in
      IndexStatistics(
        passageCount: search.state.averages.rowCount,
        columnWeights: search.scoring.columns.weights)
    }
  }
}
