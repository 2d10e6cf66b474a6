public import SQLite
internal import Threading

/// Adds rows to `passages_fts` without FTS5: inverts them in memory on a separate thread, and
/// writes them as one segment.
///
/// FTS5 tokenizes each row and looks every token up in a hash table, all on the thread that
/// inserts. Here, other threads tokenize in advance, another one inverts, and the thread with the
/// database only writes pages. The pages are the same as FTS5's (see `SegmentWriter`), so FTS5 can
/// merge and check the segment, and delete from it.
public final class IndexWriter {
  /// The number of segments on level 0 at which they are merged.
  private static let mergeThreshold = 8
  /// The number of bytes of terms that are inverted at once.
  private static let chunkBytes = 8 << 20
  /// The maximum number of bytes of terms in a segment; their postings take a third of that.
  private static let maxSegmentBytes = 256 << 20

  private let connection: Connection
  private let pageSize: Int
  private let inversion = Inversion()
  private var chunk: [TokenizedRow] = []
  private var chunkBytes = 0
  private var bytes = 0
  /// The ids of the rows added since the last flush.
  private var rows: [Int64] = []
  /// The number of terms in each column of `rows`, row after row.
  private var lengths: [UInt32] = []
  private var columnCount = 0

  /// Creates a writer; nil if the index has a format that only FTS5 can write.
  public init?(_ connection: Connection) throws(IndexError) {
    let settings = try mapErrors { () throws(SQLiteError) in
      try connection.rows("SELECT k, v FROM passages_fts_config") { row in
        (row.text(at: 0) ?? "", row.integer(at: 1))
      }
    }
    guard settings.contains(where: { $0 == ("version", 4) }) else { return nil }
    do throws(IndexError) {
      _ = try StructureRecord(IndexState.records(connection).structure)
    } catch {
      guard error == .unsupportedFormat else { throw error }
      return nil
    }
    self.connection = connection
    // 4,050 is FTS5's default: https://sqlite.org/fts5.html#the_pgsz_configuration_option.
    let wanted = settings.first { $0.0 == "pgsz" }.map(\.1) ?? 4_050
    guard (32...65_536).contains(wanted) else { return nil }
    pageSize = Int(wanted)
  }

  deinit { inversion.wait() }

  /// The first row that has been added but not written yet.
  public var firstPendingRow: Int64? { rows.first }

  /// Adds a row with the terms of each of its columns.
  ///
  /// - Precondition: All rows have the same number of columns.
  /// - Throws: `IndexError.unsupportedFormat` if `row` is not larger than all previous ids, or does
  ///   not fit in 32 bits.
  public func add(row: Int64, _ columns: [TokenizedText]) throws(IndexError) {
    guard row > rows.last ?? 0, row < Int64(UInt32.max) else { throw .unsupportedFormat }
    if bytes >= Self.maxSegmentBytes { try flush() }
    rows.append(row)
    for column in columns { lengths.append(UInt32(column.count)) }
    columnCount = columns.count
    chunk.append(TokenizedRow(id: row, columns: columns))
    let count = columns.reduce(0) { $0 + $1.bytes.count }
    chunkBytes += count
    bytes += count
    if chunkBytes >= Self.chunkBytes { invertChunk() }
  }

  private func invertChunk() {
    guard !chunk.isEmpty else { return }
    inversion.add(chunk)
    chunk = []
    chunkBytes = 0
  }

  /// Writes the added rows as a new segment, in the current transaction.
  public func flush() throws(IndexError) {
    guard !rows.isEmpty else { return }
    invertChunk()
    let inverted = inversion.take()
    do {
      try flushFTS5()
      try connection.writingShadowTables {
        let records = try IndexState.records(connection)
        try writeLengths(AveragesRecord(records.averages))
        try write(inverted, into: StructureRecord(records.structure))
      }
    } catch let error as SQLiteError {
      throw .database(error)
    } catch let error as IndexError {
      throw error
    } catch {
      throw .unsupportedFormat
    }
    rows = []
    lengths = []
    bytes = 0
  }

  /// Makes FTS5 write its pending changes to the database, and reread the records of the index.
  ///
  /// Otherwise FTS5 would use its own copies of the records, because it does not expect other
  /// writers within a transaction.
  private func flushFTS5() throws(SQLiteError) {
    // Deletes nothing, but makes the table take part in the transaction.
    try connection.execute("DELETE FROM passages_fts WHERE rowid = -1")
    try connection.execute(
      "SAVEPOINT before_segment; ROLLBACK TO before_segment; RELEASE before_segment")
  }

  /// Writes the lengths of the added rows, and updates the record of averages.
  private func writeLengths(_ before: AveragesRecord) throws {
    var total = Array(repeating: 0, count: columnCount)
    let insertion = try connection.statement(
      "REPLACE INTO passages_fts_docsize (id, sz) VALUES (?1, ?2)")
    for (index, row) in rows.enumerated() {
      var size: [UInt8] = []
      for column in 0..<columnCount {
        let count = lengths[index * columnCount + column]
        Varint.append(UInt64(count), to: &size)
        total[column] += Int(count)
      }
      try insertion.bind([.integer(row), .blob(size)])
      while try insertion.step() {}
    }
    var averages = before
    averages.add(rows: rows.count, columnTokens: total)
    try IndexState.write(averages.encoded, as: IndexState.averagesID, connection)
  }

  private func write(_ inverted: PostingsInverter, into before: StructureRecord) throws {
    guard inverted.terms.count > 0 else { return }
    var structure = before
    guard let id = structure.unusedSegmentID else { throw IndexError.unsupportedFormat }
    var segment = SegmentWriter(connection, segment: id, pageSize: pageSize)
    for term in inverted.terms.sorted() {
      // `0` marks the main index; prefix indexes have other marks.
      try segment.begin([UInt8(ascii: "0")] + inverted.terms[term])
      try segment.append(inverted.pieces(of: term), of: inverted.chunks)
    }
    structure.append(try segment.finish())
    try IndexState.write(structure.encoded, as: IndexState.structureID, connection)
    if structure.levels[0].segments.count >= Self.mergeThreshold {
      try connection.run(
        "INSERT INTO passages_fts(passages_fts, rank) VALUES ('merge', \(Int32.max))")
    }
  }
}

/// An inverter that works on its own thread.
private final class Inversion: @unchecked Sendable {
  // Unchecked, because `inverter` is used only by the thread, or after the thread has ended.
  private var inverter = PostingsInverter()
  private var thread: WorkerThread?

  func add(_ rows: [TokenizedRow]) {
    wait()
    thread = WorkerThread { self.inverter.add(rows) }
    if thread == nil { inverter.add(rows) }
  }

  /// Returns the postings of all added rows, and resets the inverter.
  func take() -> PostingsInverter {
    wait()
    let inverted = inverter
    inverter = PostingsInverter()
    return inverted
  }

  func wait() {
    thread?.join()
    thread = nil
  }
}
