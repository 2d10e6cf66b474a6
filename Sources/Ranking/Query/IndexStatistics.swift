public import FullTextIndex

/// The inputs to scores besides the terms of a query.
public struct IndexStatistics: Equatable, Sendable {
  /// The number of passages in the index.
  public var passageCount: Int
  /// The weight of each column, as `passages_fts` is configured.
  public var columnWeights: [Double]
}

extension RankingReader {
  /// Returns the current statistics of the index.
  public func statistics() throws(IndexError) -> IndexStatistics {
    try withSearch(RankingQuery([], k: 0)) { search in
      IndexStatistics(
        passageCount: search.state.averages.rowCount,
        columnWeights: search.scoring.columns.weights)
    }
  }
}
