/// How many rows the index holds, and how many tokens.
///
///     averages = rowCount:varint { tokensOfColumn:varint }      row 1 of passages_fts_data
package struct AveragesRecord: Equatable {
  /// N: the rows of the index.
  package var rowCount: Int
  /// The tokens of all rows, for each column.
  var columnTokens: [Int] = []
  /// The tokens of all rows, over all columns.
  private(set) var tokenCount: Int

  /// Reads the record.
  ///
  /// An empty one means an empty index.
  init(_ bytes: [UInt8]) throws(IndexError) {
    rowCount = 0
    tokenCount = 0
    if bytes.isEmpty { return }
    var offset = 0
    guard let rows = Varint.readInt(bytes, &offset, bytes.count) else {
      throw .corrupt(.averages)
    }
    rowCount = rows
    while offset < bytes.count {
      guard let tokens = Varint.readInt(bytes, &offset, bytes.count), columnTokens.count < 2_000
      else {
        throw .corrupt(.averages)
      }
      tokenCount += tokens
      columnTokens.append(tokens)
    }
  }

  /// avgdl, as FTS5 computes it.
  package var averageLength: Double { Double(tokenCount) / Double(rowCount) }

  /// How many columns are counted.
  package var columnCount: Int { columnTokens.count }

  /// Counts rows that were added, with so many tokens in each column.
  mutating func add(rows: Int, columnTokens added: [Int]) {
    rowCount += rows
    while columnTokens.count < added.count { columnTokens.append(0) }
    for (column, tokens) in added.enumerated() { columnTokens[column] += tokens }
    tokenCount += added.reduce(0, +)
  }

  /// The bytes of the record.
  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    for number in [rowCount] + columnTokens { Varint.append(UInt64(number), to: &bytes) }
    return bytes
  }
}
