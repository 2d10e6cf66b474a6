internal import Glibc

/// BM25 as FTS5 computes it, with any parameters.
///
///     score  = sum over the query's terms of idf * factor
///     factor = f * (k1 + 1) / (f + k1 * (1 - b + b * dl / avgdl))
///
/// f is the sum over the occurrences of the term of the weights of their columns, dl the number of
/// tokens of the row over all columns, avgdl the average of dl. FTS5 returns the negative score, as
/// `rank`.
public struct BM25 {
  @usableFromInline let parameters: BM25Parameters
  /// The unit of the bounds in the table `posting_blocks`.
  static let storedUnit = (BM25Parameters.fts5.k1 + 1) / 65_535
  /// The unit with which the stored bounds are upper bounds under these parameters; infinite if
  /// there is none.
  ///
  /// The stored bounds hold under `BM25Parameters.fts5` and under `.passages`, so the smaller of the
  /// two scales is enough.
  let storedUpperUnit: Double
  /// An upper bound on every factor.
  public let maxFactor: Double
  /// The unit of bounds that are computed under these parameters.
  package var factorUnit: Double { maxFactor / 65_535 }

  /// k1 * (1 - b + b * dl / avgdl) for short rows.
  @usableFromInline let norms: [Double]
  @usableFromInline let averageLength: Double

  package init(_ parameters: BM25Parameters, averageLength: Double) {
    self.parameters = parameters
    self.averageLength = averageLength
    maxFactor = parameters.k1 + 1
    storedUpperUnit =
      Self.storedUnit
      * min(parameters.upperScale(from: .fts5), parameters.upperScale(from: .passages))
    norms = (0..<1_024).map { parameters.norm($0, averageLength) }
  }

  /// Returns the factor of a term in a row.
  @inlinable @inline(__always)
  public func factor(_ frequency: Double, length: Int) -> Double {
    let norm = length < norms.count ? norms[length] : parameters.norm(length, averageLength)
    return (frequency * maxFactor) / (frequency + norm)
  }

  /// Returns the inverse document frequency of a term, which is always positive.
  ///
  ///     idf = ln((N - df + 0.5) / (df + 0.5)), or 1e-6 if that is not positive
  ///
  /// The floor is FTS5's: without it, a term that is in more than half the rows would lower the
  /// scores of those rows.
  ///
  /// - Precondition: `0 <= df && df <= rowCount`.
  package static func idf(documentFrequency df: Int, rowCount: Int) -> Double {
    precondition(0 <= df && df <= rowCount, "df \(df) outside 0...\(rowCount)")
    let idf = log((Double(rowCount - df) + 0.5) / (Double(df) + 0.5))
    return idf > 0 ? idf : 1e-6
  }

  /// Returns `factor` in units of `factorUnit`, rounded up: a true upper bound.
  package func roundedUp(_ factor: Double) -> UInt16 {
    guard factor.isFinite else { return .max }
    return UInt16(min(max((factor / factorUnit * (1 + 1e-12)).rounded(.up), 0), 65_535))
  }

  /// Returns `factor` in units of `factorUnit`, rounded down: a true lower bound.
  func roundedDown(_ factor: Double) -> UInt16 {
    guard factor.isFinite else { return 0 }
    return UInt16(min(max((factor / factorUnit * (1 - 1e-12)).rounded(.down), 0), 65_535))
  }
}

/// The data from which the factors of postings are computed.
package struct ScoringContext {
  package let columns: ColumnWeights
  package let bm25: BM25
  package var lengths: PassageLengths

  package init(columns: ColumnWeights, bm25: BM25, lengths: consuming PassageLengths) {
    self.columns = columns
    self.bm25 = bm25
    self.lengths = lengths
  }
}
