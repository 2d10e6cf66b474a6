public import SQLite

/// How far the index is from what `'optimize'` leaves behind: known at a glance.
public struct IndexHealth: Equatable, Sendable {
  /// The passages in the index.
  public var passages = 0
  /// Of how many pieces it is; each is looked up on its own.
  public var segments = 0
  /// Whether the bounds of posting lists were made from the index as it is.
  public var blocksAreCurrent = false
  /// Whether the list of all terms was.
  public var vocabularyIsCurrent = false
  /// How many passages there were when it was last optimized; nothing where it never was, or where
  /// rows were changed otherwise since.
  public var passagesWhenOptimized: Int?

  /// Whether there is nothing that `'optimize'` would make better.
  public var isBest: Bool {
    passages == 0 || (segments == 1 && blocksAreCurrent && vocabularyIsCurrent)
  }

  /// Reads what an archive of any version tells.
  ///
  /// - Throws: `IndexError`, where the index contradicts itself or is in another format.
  public init(of connection: Connection) throws(IndexError) {
    let state = try IndexState(of: connection)
    passages = state.averages.rowCount
    segments = state.structure.segments.count
    let blocks = try Self.fingerprint("posting_blocks_state", connection)
    blocksAreCurrent = blocks == state.fingerprint
    passagesWhenOptimized = blocks.flatMap(Self.passages)
    if try Self.hasTable("vocabulary_state", connection) {
      vocabularyIsCurrent = try VocabularyTable.isCurrent(in: connection)
    }
  }

  private static func hasTable(
    _ name: String, _ connection: Connection
  ) throws(IndexError) -> Bool {
    try mapErrors { () throws(SQLiteError) in
      try connection.first("SELECT 1 FROM sqlite_schema WHERE name = ?1", [.text(name)]) { _ in
        true
      }
    } ?? false
  }

  private static func fingerprint(
    _ table: String, _ connection: Connection
  ) throws(IndexError) -> [UInt8]? {
    guard try hasTable(table, connection) else { return nil }
    return try mapErrors { () throws(SQLiteError) in
      try connection.first("SELECT fingerprint FROM \(table) WHERE id = 1") { $0.bytes(at: 0) }
    }
  }

  /// The passages of which a fingerprint speaks: its first part is the record of averages.
  private static func passages(_ fingerprint: [UInt8]) -> Int? {
    var offset = 1
    guard let length = Varint.readInt(fingerprint, &offset, fingerprint.count),
      length <= fingerprint.count - offset
    else { return nil }
    return try? AveragesRecord(Array(fingerprint[offset..<offset + length])).rowCount
  }
}
