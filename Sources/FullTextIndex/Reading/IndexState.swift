package import SQLite

/// The records about the index as a whole, as one transaction sees them.
package struct IndexState {
  /// The records that change with every change of the index.
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
  /// A fingerprint of the index, which a side table stores to show from which state it was built.
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

  /// Writes a record or a page of the index, and replaces one with the same id.
  static func write(
    _ bytes: [UInt8], as id: Int64, _ connection: Connection
  ) throws(SQLiteError) {
    try connection.run(
      "REPLACE INTO passages_fts_data (id, block) VALUES (?1, ?2)", [.integer(id), .blob(bytes)])
  }

  /// Reads the state of the index that `connection` is connected to.
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

  /// Decodes `records`, and reads the configuration of the index.
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

  /// Returns the weights in a rank function such as `bm25(2.0, 1.0)`; no other function is supported.
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
