public import SQLite

/// The state of the index compared with a freshly optimized one.
public struct IndexHealth: Equatable, Sendable {
  /// The number of passages in the index.
  public var passages = 0
  /// The number of segments; every lookup of a term reads all of them.
  public var segments = 0
  /// The number of pages of all segments.
  public var pages = 0
  /// The number of tokens in the texts of all passages, without their titles.
  public var textTokens = 0
  /// True if the table `posting_blocks` describes the index as it is now.
  public var blocksAreCurrent = false
  /// True if the table `vocabulary` describes the index as it is now.
  public var vocabularyIsCurrent = false
  /// The number of passages when the index was last optimized; nil if that is unknown.
  public var passagesWhenOptimized: Int?

  /// True if optimizing would not change the index.
  public var isOptimized: Bool {
    passages == 0 || (segments == 1 && blocksAreCurrent && vocabularyIsCurrent)
  }

  /// Reads the state of the index of an archive of any version.
  ///
  /// - Throws: `IndexError` if the index is damaged or in an unknown format.
  public init(of connection: Connection) throws(IndexError) {
    let state = try IndexState(of: connection)
    passages = state.averages.rowCount
    segments = state.structure.segments.count
    pages = state.structure.leafCount
    textTokens = state.averages.columnTokens.last ?? 0
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

  /// Returns the number of passages in a fingerprint, whose first part is the record of averages.
  private static func passages(_ fingerprint: [UInt8]) -> Int? {
    var offset = 1
    guard let length = Varint.readInt(fingerprint, &offset, fingerprint.count),
      length <= fingerprint.count - offset
    else { return nil }
    return try? AveragesRecord(Array(fingerprint[offset..<offset + length])).rowCount
  }
}
