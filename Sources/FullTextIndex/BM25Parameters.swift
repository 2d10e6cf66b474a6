/// The two settings of BM25.
///
/// Robertson, Walker, Jones, Hancock-Beaulieu, Gatford: Okapi at TREC-3, 1994.
public struct BM25Parameters: Hashable, Sendable {
  /// How soon more of the same term stops to count, at least 0; 0 counts presence only.
  public var k1: Double
  /// Length normalisation, in 0...1.
  ///
  /// 0 ignores length.
  public var b: Double

  /// Creates a formula from its settings.
  public init(k1: Double, b: Double) {
    self.k1 = k1
    self.b = b
  }

  /// What FTS5 has fixed: `bm25()` and `ORDER BY rank` rank so.
  public static let fts5 = BM25Parameters(k1: 1.2, b: 0.75)

  /// What fits passages: they were cut to a length, so that it says less of them than of documents.
  public static let passages = BM25Parameters(k1: 1.2, b: 0.5)

  /// Whether scores can be worked out with it.
  package var isValid: Bool { k1.isFinite && k1 >= 0 && k1 <= 1_000 && (0...1).contains(b) }

  /// k1 * (1 - b + b * dl / avgdl).
  @usableFromInline func norm(_ length: Int, _ averageLength: Double) -> Double {
    // Above 0, so that a frequency of 0 has a factor.
    max(k1 * (1 - b + b * Double(length) / averageLength), .leastNormalMagnitude)
  }
}

// MARK: Bounds

extension BM25Parameters {
  /// What a factor of `other` must be multiplied by to be no less than that of this formula for the
  /// same row and term, whichever they are; infinite where nothing would do.
  ///
  /// The quotient of the two factors rises or falls throughout with the length and with the
  /// frequency, so that its largest value is in one of the corners.
  func upperScale(from other: BM25Parameters) -> Double {
    (k1 + 1) / (other.k1 + 1) * max(1, corners(other, leastFrequency: 0).max() ?? .infinity)
  }

  /// What a factor of `other` must be multiplied by to be no more than that of this formula for the
  /// same row and term, where the term has at least this frequency.
  package func lowerScale(from other: BM25Parameters, leastFrequency: Double) -> Double {
    let corners = corners(other, leastFrequency: max(0, leastFrequency))
    return (k1 + 1) / (other.k1 + 1) * min(1, corners.min() ?? 0)
  }

  /// (f + other's norm) / (f + norm), without the part that all rows share, for the least frequency
  /// and a length that goes to nothing, or beyond all bounds.
  private func corners(_ other: BM25Parameters, leastFrequency f: Double) -> [Double] {
    let short = quotient(f + other.k1 * (1 - other.b), f + k1 * (1 - b))
    return [short, quotient(other.k1 * other.b, k1 * b)]
  }

  private func quotient(_ numerator: Double, _ denominator: Double) -> Double {
    denominator > 0 ? numerator / denominator : numerator > 0 ? .infinity : 1
  }
}
