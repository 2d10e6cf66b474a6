package import SQLite

/// The records about the index as a whole, as one transaction sees them.
package struct IndexState {
  /// The records that every change of the index rewrites.
  package struct Records: Equatable {
    var averages: [UInt8] = []
    var structure: [UInt8] = []
  }

  /// The ids of these records in `passages_fts_data`.
  static let averagesID: Int64 = 1
  static let structureID: Int64 = 10

  package let records: Records
  package let averages: AveragesRecord
  package let structure: StructureRecord
  /// The weights that `passages_fts` is configured with.
  package let weights: [Double]
  /// A fingerprint of the index; a side table stores it to record the state from which it was
  /// built.
  let fingerprint: [UInt8]

  /// Reads the records.
  package static func records(_ connection: Connection) throws(IndexError) -> Records {
    var records = Records()
    try mapErrors { () throws(SQLiteError) in
      let statement = try connection.statement(
        "SELECT id, block FROM passages_fts_data WHERE id IN (\(averagesID), \(structureID))")
      while try statement.step() {
        if statement.integer(at: 0) == averagesID {
          records.averages = statement.bytes(at: 1)
        } else {
          records.structure = statement.bytes(at: 1)
        }
      }
    }
    return records
  }

  /// Writes a record or a page of the index, and replaces any that has the same id.
  static func write(
    _ bytes: [UInt8], as id: Int64, _ connection: Connection
  ) throws(SQLiteError) {
    try connection.run(
      "REPLACE INTO passages_fts_data (id, block) VALUES (?1, ?2)", [.integer(id), .blob(bytes)])
  }

  /// Reads the state of the index in the database of `connection`.
  init(of connection: Connection) throws(IndexError) {
    try self.init(Self.records(connection), connection)
  }

  /// Returns true if `posting_blocks` was built from this state of the index.
  package func hasCurrentBlocks(in connection: Connection) throws(IndexError) -> Bool {
    guard structure.segments.count == 1 else { return false }
    let stored = try mapErrors { () throws(SQLiteError) in
      try connection.first("SELECT fingerprint FROM posting_blocks_state WHERE id = 1") { row in
        row.bytes(at: 0)
      }
    }
    return stored == fingerprint
  }

  /// Returns true if the record of averages has changed since `posting_blocks` was built but the list
  /// of segments has not: FTS5 never writes only the former, so it is damaged.
  package func averagesAreWrong(in connection: Connection) throws(IndexError) -> Bool {
    let stored = try mapErrors { () throws(SQLiteError) in
      try connection.first("SELECT fingerprint FROM posting_blocks_state WHERE id = 1") { row in
        row.bytes(at: 0)
      }
    }
    guard let stored, stored != fingerprint else { return false }
    let parts = [records.averages, records.structure].map { part -> [UInt8] in
      var bytes: [UInt8] = []
      Varint.append(UInt64(part.count), to: &bytes)
      return bytes + part
    }
    var offset = 1
    guard let length = Varint.readInt(stored, &offset, stored.count),
      length <= stored.count - offset
    else { return false }
    let rest = stored[(offset + length)...]
    return rest.starts(with: parts[1]) && !stored[1...].starts(with: parts[0])
  }

  /// Decodes `records`, and reads the configuration of the index from `connection`.
  package init(_ records: Records, _ connection: Connection) throws(IndexError) {
    self.records = records
    averages = try AveragesRecord(records.averages)
    structure = try StructureRecord(records.structure)

    let settings = try mapErrors { () throws(SQLiteError) in
      try connection.rows("SELECT k, v FROM passages_fts_config") { row in
        (row.text(at: 0) ?? "", row.text(at: 1) ?? "")
      }
    }
    guard settings.contains(where: { $0 == ("version", "4") }) else { throw .unsupportedFormat }
    let rank = settings.first { $0.0 == "rank" }?.1 ?? "bm25()"
    weights = try Self.weights(of: rank)
    var fingerprint: [UInt8] = [PostingBlocks.version]
    for part in [records.averages, records.structure, Array(rank.utf8)] {
      Varint.append(UInt64(part.count), to: &fingerprint)
      fingerprint += part
    }
    self.fingerprint = fingerprint
  }

  /// Returns the weights in a rank function such as `bm25(2.0, 1.0)`.
  ///
  /// - Throws: `IndexError.unsupportedQuery` if `rank` is another function than `bm25`.
  static func weights(of rank: String) throws(IndexError) -> [Double] {
    let text = rank.filter { !$0.isWhitespace }
    guard text.lowercased().hasPrefix("bm25("), text.hasSuffix(")") else {
      throw .unsupportedQuery
    }
    let arguments = text.dropFirst(5).dropLast()
    if arguments.isEmpty { return [] }
    var weights: [Double] = []
    for argument in arguments.split(separator: ",", omittingEmptySubsequences: false) {
      guard let weight = Double(argument) else { throw .corrupt(.configuration) }
      weights.append(weight)
    }
    return weights
  }
}

/// The number of rows in the index, and of tokens in each column.
///
///     averages = rowCount:varint { tokensOfColumn:varint }      row 1 of passages_fts_data
package struct AveragesRecord: Equatable {
  /// N: the number of rows in the index.
  package var rowCount: Int
  /// The number of tokens in each column, over all rows.
  var columnTokens: [Int] = []
  /// The number of tokens over all columns and rows.
  package private(set) var tokenCount: Int

  /// Reads the record of an index.
  package init(in connection: Connection) throws(IndexError) {
    try self.init(IndexState.records(connection).averages)
  }

  /// Decodes a record; empty bytes stand for an empty index.
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

  /// avgdl: the average number of tokens in a row, computed as in FTS5.
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

/// A segment: a b-tree of terms with their posting lists, in consecutive leaf pages.
package struct Segment: Equatable {
  /// FTS5's number of the segment, from 1.
  var id: Int
  /// The first leaf page; an incomplete merge has removed the leaves before it.
  var firstLeaf: Int
  /// The last leaf page.
  var lastLeaf: Int
}

/// The segments that make up the index.
///
///     structure = cookie:4 bytes levelCount:varint segmentCount:varint writeCounter:varint
///                 { level }
///     level     = mergedCount:varint segmentCount:varint { segment }
///     segment   = id:varint firstLeaf:varint lastLeaf:varint      row 10 of passages_fts_data
///
/// Level 0 is the newest level, and the last segment of a level is its newest. A segment whose
/// `firstLeaf` and `lastLeaf` are 0 is empty: a merge that is still in progress has moved all its
/// terms elsewhere. Since version 3.43, SQLite may write a second version of the record, which
/// starts with FF 00 00 01 and is not supported.
package struct StructureRecord: Equatable {
  /// Segments of about the same age.
  struct Level: Equatable {
    /// The number of segments, starting with the first, that are being merged.
    var mergedCount = 0
    /// The segments, oldest first.
    var segments: [Segment] = []
  }

  /// A number that FTS5 changes whenever the configuration of the index changes.
  var cookie: [UInt8] = [0, 0, 0, 0]
  /// The levels, newest first; in an index that was optimized often, most of them are empty.
  var levels: [Level] = []
  /// The total number of leaf pages ever written to level 0.
  var writeCounter = 0

  /// The segments that have leaves, newest first.
  package var segments: [Segment] {
    levels.flatMap { $0.segments.reversed().filter { $0.firstLeaf > 0 } }
  }

  /// The number of leaf pages of all segments.
  var leafCount: Int {
    segments.reduce(0) { $0 &+ max(0, $1.lastLeaf &- $1.firstLeaf &+ 1) }
  }

  /// The maximum number of levels, and of segments; FTS5 treats a record with more as damaged.
  static let maxLevels = 2_000

  /// Reads the record.
  init(_ bytes: [UInt8]) throws(IndexError) {
    if bytes.isEmpty { return }
    if bytes.count >= 4, bytes[0] == 0xff, bytes[1] == 0, bytes[2] == 0 {
      throw .unsupportedFormat
    }
    var offset = 4
    func number() throws(IndexError) -> Int {
      guard let value = Varint.readInt(bytes, &offset, bytes.count) else {
        throw .corrupt(.structure)
      }
      return value
    }
    let levels = try number()
    let total = try number()
    writeCounter = try number()
    guard levels <= Self.maxLevels, total <= Self.maxLevels else { throw .corrupt(.structure) }
    cookie = Array(bytes.prefix(4))
    var found = 0
    for _ in 0..<levels {
      var level = Level(mergedCount: try number())
      let count = try number()
      found += count
      guard found <= total else { throw .corrupt(.structure) }
      for _ in 0..<count {
        let segment = Segment(id: try number(), firstLeaf: try number(), lastLeaf: try number())
        guard segment.id < 1 << 16, segment.firstLeaf <= segment.lastLeaf,
          segment.lastLeaf < 1 << 31
        else { throw .corrupt(.structure) }
        level.segments.append(segment)
      }
      self.levels.append(level)
    }
    guard found == total else { throw .corrupt(.structure) }
  }

  /// The bytes of the record.
  var encoded: [UInt8] {
    var bytes = cookie
    func append(_ number: Int) { Varint.append(UInt64(number), to: &bytes) }
    append(levels.count)
    append(levels.reduce(0) { $0 + $1.segments.count })
    append(writeCounter)
    for level in levels {
      append(level.mergedCount)
      append(level.segments.count)
      for segment in level.segments {
        append(segment.id)
        append(segment.firstLeaf)
        append(segment.lastLeaf)
      }
    }
    return bytes
  }

  /// The smallest segment number that is not in use; nil if all are in use.
  var unusedSegmentID: Int? {
    let used = Set(levels.flatMap { $0.segments.map(\.id) })
    guard used.count < Self.maxLevels else { return nil }
    return (1...Self.maxLevels).first { !used.contains($0) }
  }

  /// Adds a segment as the newest one.
  mutating func append(_ segment: Segment) {
    if levels.isEmpty { levels.append(Level()) }
    levels[0].segments.append(segment)
    writeCounter &+= segment.lastLeaf
  }
}
