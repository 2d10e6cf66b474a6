public import FullTextIndex

/// A posting list that the caller passes in: passages, and a frequency in each, or the number of
/// occurrences in each column.
public struct ExternalPostings: Equatable, Sendable {
  /// The ids of the passages, ascending and positive.
  public var passages: [Int64] { rows.map { Int64($0) } }
  /// The number of passages.
  public var count: Int { rows.count }
  let rows: [UInt32]
  /// The frequency in each passage, weighted by column; empty if there are `counts`.
  public let frequencies: [Double]
  /// The occurrences in each column of each passage, passage by passage; empty if there are
  /// `frequencies`.
  let counts: [UInt32]
  let columnCount: Int

  /// Creates a list from its parts.
  ///
  /// - Precondition: There are as many frequencies as passages; the ids are ascending, positive,
  ///   and fit in 32 bits; frequencies are finite and not negative.
  public init(_ passages: [Int64], frequencies: [Double]) {
    precondition(
      passages.count == frequencies.count,
      "\(frequencies.count) frequencies for \(passages.count) passages")
    var before: Int64 = 0
    for passage in passages {
      precondition(
        passage > before && passage < Int64(UInt32.max), "passage \(passage) after \(before)")
      before = passage
    }
    precondition(
      frequencies.allSatisfy { $0 >= 0 && $0.isFinite }, "a frequency is negative or not a number")
    rows = passages.map { UInt32($0) }
    self.frequencies = frequencies
    counts = []
    columnCount = 0
  }

  /// Creates a list from rows of the index and, row by row, the occurrences in each column.
  init(rows: [UInt32], counts: [UInt32], columnCount: Int) {
    self.rows = rows
    frequencies = []
    self.counts = counts
    self.columnCount = columnCount
  }

  /// Returns the postings of the passages after `offset` through `last`, under ids that are lower by
  /// `offset`.
  func part(after offset: Int64, through last: Int64) -> ExternalPostings {
    let start = rows.firstIndex { Int64($0) > offset } ?? rows.count
    let end = rows[start...].firstIndex { Int64($0) > last } ?? rows.count
    return ExternalPostings(
      rows: rows[start..<end].map { UInt32(Int64($0) - offset) },
      frequencies: frequencies.isEmpty ? [] : Array(frequencies[start..<end]),
      counts: counts.isEmpty ? [] : Array(counts[start * columnCount..<end * columnCount]),
      columnCount: columnCount)
  }

  /// Returns the postings of several indexes, whose passage ids are higher by `offsets`.
  ///
  /// - Throws: `unsupportedQuery`, if an id does not fit in 32 bits.
  public static func joined(
    _ parts: [ExternalPostings], offsets: [Int64]
  ) throws(IndexError) -> ExternalPostings {
    if parts.count == 1, offsets[0] == 0 { return parts[0] }
    var rows: [UInt32] = []
    var frequencies: [Double] = []
    var counts: [UInt32] = []
    for (part, offset) in zip(parts, offsets) {
      for row in part.rows {
        guard let row = UInt32(exactly: Int64(row) + offset) else { throw .unsupportedQuery }
        rows.append(row)
      }
      frequencies += part.frequencies
      counts += part.counts
    }
    return ExternalPostings(
      rows: rows, frequencies: frequencies, counts: counts,
      columnCount: parts.lazy.map(\.columnCount).max() ?? 0)
  }

  private init(rows: [UInt32], frequencies: [Double], counts: [UInt32], columnCount: Int) {
    self.rows = rows
    self.frequencies = frequencies
    self.counts = counts
    self.columnCount = columnCount
  }
}
