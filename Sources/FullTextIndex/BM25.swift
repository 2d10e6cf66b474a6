internal import Glibc

/// BM25 as FTS5 computes it, with any parameters.
///
///     score  = sum over the query's terms of idf * factor
///     factor = f * (k1 + 1) / (f + k1 * (1 - b + b * dl / avgdl))
///
/// f is the weighted frequency of the term in the row: each occurrence counts as the weight of its
/// column. dl is the number of tokens of the row in all columns, and avgdl the average of dl. FTS5
/// returns the negative score, as `rank`.
public struct BM25 {
  @usableFromInline let parameters: BM25Parameters
  /// The unit of the bounds in the table `posting_blocks`.
  static let storedUnit = (BM25Parameters.fts5.k1 + 1) / 65_535
  /// The unit in which the stored bounds must be read to be upper bounds under these parameters;
  /// infinite if no unit is large enough.
  ///
  /// The stored bounds hold under both `BM25Parameters.fts5` and `.passages`, so the smaller of the
  /// two scales is enough.
  let storedUpperUnit: Double
  /// The factor by which stored lower bounds must be multiplied.
  package let storedLowerScale: Double
  /// An upper bound on every factor.
  public let maxFactor: Double
  /// The unit of bounds that are computed under these parameters.
  package var factorUnit: Double { maxFactor / 65_535 }

  /// k1 * (1 - b + b * dl / avgdl) for short rows.
  @usableFromInline let norms: [Double]
  @usableFromInline let averageLength: Double

  /// Creates the function for rows of this average length.
  ///
  /// `storedAverageLength` is the one that stored bounds were computed with. A factor grows at most
  /// in proportion to the average length, so the ratio of the two scales upper bounds if it is above
  /// 1, and lower bounds if it is below.
  package init(
    _ parameters: BM25Parameters, averageLength: Double, storedAverageLength: Double? = nil
  ) {
    self.parameters = parameters
    self.averageLength = averageLength
    let ratio = storedAverageLength.map { averageLength / $0 } ?? 1
    maxFactor = parameters.k1 + 1
    storedLowerScale = min(1, ratio)
    storedUpperUnit =
      Self.storedUnit * max(1, ratio)
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
  /// Passages are split to similar lengths, so length says less about them than about whole
  /// documents.
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
  /// Returns a scale by which any factor under `other` can be multiplied to get an upper bound of
  /// the factor under these parameters; infinite if there is none.
  ///
  /// The quotient of the two factors is monotonic in the length and in the frequency, so its
  /// extremes are at the ends of their ranges.
  func upperScale(from other: BM25Parameters) -> Double {
    (k1 + 1) / (other.k1 + 1) * max(1, corners(other, minFrequency: 0).max() ?? .infinity)
  }

  /// Returns a scale by which a factor under `other` can be multiplied to get a lower bound of the
  /// factor under these parameters, if the term frequency is at least `leastFrequency`.
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

/// The weight of an occurrence of a term in each column.
public struct ColumnWeights {
  /// The weights of the first columns; further columns have the weight 1.
  public let weights: [Double]
  /// The weight of the second column, which contains the text.
  @usableFromInline let second: Double

  package init(weights: [Double]) {
    self.weights = weights
    second = weights.count > 1 ? weights[1] : 1
  }

  /// Returns the weight of a column.
  @inlinable @inline(__always)
  public func weight(_ column: Int) -> Double {
    column < weights.count ? weights[column] : 1
  }

  /// Returns the sum of the weights over a poslist; nil if the bytes are malformed.
  @inlinable @inline(__always)
  public func sum(_ bytes: [UInt8], _ start: Int, _ stop: Int) -> Double? {
    guard start >= 0, start <= stop, stop <= bytes.count else { return nil }
    // By far the most frequent case: a few occurrences, all in the second column.
    if stop &- start >= 3, bytes[start] == 1, bytes[start &+ 1] == 1 {
      return sumOfSecond(bytes, start &+ 2, stop)
    }
    return sumAny(bytes, start, stop)
  }

  /// Returns the sum of the weights over a poslist that starts with the marker of the second
  /// column; `start` is the offset after the marker.
  @inlinable @inline(__always)
  func sumOfSecond(_ bytes: [UInt8], _ start: Int, _ stop: Int) -> Double? {
    var sum = 0.0
    var offset = start
    var byte: UInt8 = 0
    while offset < stop {
      byte = bytes[offset]
      // Either the marker of another column, or part of a longer varint.
      if byte == 1 { return sumAny(bytes, start &- 2, stop) }
      if byte < 0x80 { sum += second }
      offset &+= 1
    }
    return byte < 0x80 ? sum : nil
  }

  /// Returns the sum of the weights over positions, given their number in each column.
  ///
  /// The weights are added in the order of a poslist, so that the sum is rounded in the same way.
  package func sum(_ counts: ArraySlice<UInt32>) -> Double {
    var sum = 0.0
    for (column, count) in counts.enumerated() {
      let weight = weight(column)
      for _ in 0..<count { sum += weight }
    }
    return sum
  }

  @usableFromInline func sumAny(_ bytes: [UInt8], _ start: Int, _ stop: Int) -> Double? {
    var offset = start
    var sum = 0.0
    var isFound = false
    var weight = weight(0)
    while offset < stop {
      let byte = bytes[offset]
      if byte == 1 {
        offset += 1
        guard let column = Varint.readInt(bytes, &offset, stop), column < 2_000 else { return nil }
        weight = self.weight(column)
        continue
      }
      sum += weight
      isFound = true
      offset += 1
      if byte >= 0x80 {
        while offset < stop, bytes[offset] >= 0x80 { offset += 1 }
        guard offset < stop else { return nil }
        offset += 1
      }
    }
    return isFound ? sum : nil
  }
}
