/// The two parameters of BM25.
///
/// Robertson, Walker, Jones, Hancock-Beaulieu, Gatford: Okapi at TREC-3, 1994.
public struct BM25Parameters: Hashable, Sendable {
  /// Term frequency saturation, at least 0.
  ///
  /// The higher it is, the more each further occurrence of a term adds; 0 counts presence only.
  public var k1: Double
  /// Length normalization, in 0...1.
  ///
  /// 0 ignores length.
  public var b: Double

  /// Creates parameters.
  public init(k1: Double, b: Double) {
    self.k1 = k1
    self.b = b
  }

  /// The parameters of FTS5's `bm25()` and `ORDER BY rank`, which are fixed.
  public static let fts5 = BM25Parameters(k1: 1.2, b: 0.75)

  /// The parameters for passages.
  ///
  /// Passages are split to similar lengths, so length says less about them than about whole documents.
  public static let passages = BM25Parameters(k1: 1.2, b: 0.5)

  /// True if scores can be computed with these parameters.
  package var isValid: Bool { k1.isFinite && k1 >= 0 && k1 <= 1_000 && (0...1).contains(b) }

  /// Returns k1 * (1 - b + b * dl / avgdl).
  @usableFromInline func norm(_ length: Int, _ averageLength: Double) -> Double {
    // Above 0, so that the factor of a frequency of 0 is 0 and not NaN.
    max(k1 * (1 - b + b * Double(length) / averageLength), .leastNormalMagnitude)
  }
}

// MARK: Bounds

extension BM25Parameters {
  /// Returns a scale by which any factor under `other` can be multiplied to get an upper bound of the
  /// factor under these parameters; infinite if there is none.
  ///
  /// The quotient of the two factors is monotonic in the length and in the frequency, so its extremes
  /// are at the corners of their ranges.
  func upperScale(from other: BM25Parameters) -> Double {
    (k1 + 1) / (other.k1 + 1) * max(1, corners(other, minFrequency: 0).max() ?? .infinity)
  }

  /// Returns a scale by which a factor under `other` can be multiplied to get a lower bound of the
  /// factor under these parameters, for a term with at least the frequency `leastFrequency`.
  package func lowerScale(from other: BM25Parameters, leastFrequency: Double) -> Double {
    let corners = corners(other, minFrequency: max(0, leastFrequency))
    return (k1 + 1) / (other.k1 + 1) * min(1, corners.min() ?? 0)
  }

  /// Returns the limits of (f + other's norm) / (f + norm) for the minimum frequency, as the length
  /// goes to 0 and to infinity.
  private func corners(_ other: BM25Parameters, minFrequency f: Double) -> [Double] {
    let short = quotient(f + other.k1 * (1 - other.b), f + k1 * (1 - b))
    return [short, quotient(other.k1 * other.b, k1 * b)]
  }

  private func quotient(_ numerator: Double, _ denominator: Double) -> Double {
    denominator > 0 ? numerator / denominator : numerator > 0 ? .infinity : 1
  }
}
