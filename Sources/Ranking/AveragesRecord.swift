/// How many rows the index holds, and how many tokens.
///
///     averages = rowCount:varint { tokensOfColumn:varint }      row 1 of passages_fts_data
struct AveragesRecord: Equatable {
  /// N: the rows of the index.
  var rowCount: Int
  /// The tokens of all rows, over all columns.
  var tokenCount: Int
  /// How many columns are counted.
  var columnCount: Int

  /// Reads the record.
  ///
  /// An empty one means an empty index.
  init(_ bytes: [UInt8]) throws(RankingError) {
    rowCount = 0
    tokenCount = 0
    columnCount = 0
    if bytes.isEmpty { return }
    var offset = 0
    guard let rows = Varint.readInt(bytes, &offset, bytes.count) else {
      throw .corrupt(.averages)
    }
    rowCount = rows
    while offset < bytes.count {
      guard let tokens = Varint.readInt(bytes, &offset, bytes.count), columnCount < 2_000 else {
        throw .corrupt(.averages)
      }
      tokenCount += tokens
      columnCount += 1
    }
  }

  /// avgdl, as FTS5 computes it.
  var averageLength: Double { Double(tokenCount) / Double(rowCount) }
}
