internal import Glibc

/// BM25 as FTS5 computes it, and with other settings.
///
///     score  = sum over the query's terms of idf * factor
///     factor = f * (k1 + 1) / (f + k1 * (1 - b + b * dl / avgdl))
///
/// f is the sum of the weights of the columns in which the term stands, dl the tokens of the row
/// over all columns, avgdl the average of dl. FTS5 returns the negative of it, as `rank`.
public struct BM25 {
  /// The settings.
  @usableFromInline let formula: BM25Parameters
  /// What the bounds of the table `posting_blocks` are in units of.
  static let storedUnit = (BM25Parameters.fts5.k1 + 1) / 65_535
  /// What a unit of the table's bounds is worth under these settings, so that they are bounds still;
  /// infinite where nothing would do.
  ///
  /// They are made to hold for both formulas that are used most.
  let storedUpperUnit: Double
  /// What every factor is at most.
  public let maximalFactor: Double
  /// The step in which bounds of factors are kept.
  package var factorUnit: Double { maximalFactor / 65_535 }

  /// k1 * (1 - b + b * dl / avgdl) for short rows.
  @usableFromInline let norms: [Double]
  @usableFromInline let averageLength: Double

  package init(_ formula: BM25Parameters, averageLength: Double) {
    self.formula = formula
    self.averageLength = averageLength
    maximalFactor = formula.k1 + 1
    storedUpperUnit =
      Self.storedUnit
      * min(formula.upperScale(from: .fts5), formula.upperScale(from: .passages))
    norms = (0..<1_024).map { formula.norm($0, averageLength) }
  }

  /// The part of the score that the row and the term have between them.
  @inlinable @inline(__always)
  public func factor(_ frequency: Double, length: Int) -> Double {
    let norm = length < norms.count ? norms[length] : formula.norm(length, averageLength)
    return (frequency * maximalFactor) / (frequency + norm)
  }

  /// The inverse document frequency of a term, never negative.
  ///
  ///     idf = ln((N - df + 0.5) / (df + 0.5)), or 1e-6 where that is not above 0
  ///
  /// The floor is FTS5's: otherwise a term found in more than half the rows would lower the score
  /// of the rows that hold it.
  ///
  /// - Precondition: `0 <= df && df <= rowCount`.
  package static func idf(documentFrequency df: Int, rowCount: Int) -> Double {
    precondition(0 <= df && df <= rowCount, "df \(df) outside 0...\(rowCount)")
    let idf = log((Double(rowCount - df) + 0.5) / (Double(df) + 0.5))
    return idf > 0 ? idf : 1e-6
  }

  /// `factor` in units of `factorUnit`, rounded up: a true upper bound.
  package func roundedUp(_ factor: Double) -> UInt16 {
    guard factor.isFinite else { return .max }
    return UInt16(min(max((factor / factorUnit * (1 + 1e-12)).rounded(.up), 0), 65_535))
  }

  /// `factor` in units of `factorUnit`, rounded down: a true lower bound.
  func roundedDown(_ factor: Double) -> UInt16 {
    guard factor.isFinite else { return 0 }
    return UInt16(min(max((factor / factorUnit * (1 - 1e-12)).rounded(.down), 0), 65_535))
  }
}
