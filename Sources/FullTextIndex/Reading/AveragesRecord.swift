/// The number of rows in the index, and of tokens in each column.
///
///     averages = rowCount:varint { tokensOfColumn:varint }      row 1 of passages_fts_data
package struct AveragesRecord: Equatable {
  /// N: the number of rows in the index.
  package var rowCount: Int
  /// The number of tokens in each column, over all rows.
  var columnTokens: [Int] = []
  /// The number of tokens over all columns and rows.
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

  /// The number of columns.
  package var columnCount: Int { columnTokens.count }

  /// Adds the given numbers of rows and of tokens in each column.
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
