public import SQLite
internal import Threading

/// Adds rows to `passages_fts` without FTS5: it inverts them in memory, on a thread of its own, and
/// writes them as one segment.
///
/// FTS5 looks every token up in one hash table, on the thread that inserts. Here the tokens are found
/// beforehand, on many threads, and sorted on another: the thread that has the database only writes
/// pages. What is stored is what FTS5 stores (see `SegmentWriter`), and FTS5 merges it, deletes from
/// it and checks it as its own.
public final class IndexWriter {
  /// From how many segments of level 0 on they are merged.
  private static let manySegments = 8
  /// How many bytes of terms are inverted at once.
  private static let chunkBytes = 8 << 20
  /// How many bytes of terms make a segment at most: inverted, they take a third of that.
  private static let mostBytes = 256 << 20

  private let connection: Connection
  private let pageSize: Int
  private let inversion = Inversion()
  private var chunk: [TokenizedRow] = []
  private var chunkBytes = 0
  private var bytes = 0
  /// The rows that were added since the last flush.
  private var rows: [Int64] = []
  /// How many terms each column of each of them has, row after row.
  private var lengths: [UInt32] = []
  private var columnCount = 0

  /// Creates a writer for the index as it is; nothing where its format is one that only FTS5 knows.
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
    // 4,050 is FTS5's own: https://sqlite.org/fts5.html#the_pgsz_configuration_option.
    pageSize = settings.first { $0.0 == "pgsz" }.map { Int($0.1) } ?? 4_050
  }

  deinit { inversion.wait() }

  /// The first row that has been added and is not in the index yet.
  public var firstPendingRow: Int64? { rows.first }

  /// Adds a row with the terms of each of its columns, which are as many for all rows; its id must be
  /// larger than all before.
  public func add(row: Int64, _ columns: [TokenizedText]) throws(IndexError) {
    guard row > rows.last ?? 0, row < Int64(UInt32.max) else { throw .unsupportedFormat }
    if bytes >= Self.mostBytes { try flush() }
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

  /// Writes what was added, in the transaction at hand, as a segment of its own.
  public func flush() throws(IndexError) {
    guard !rows.isEmpty else { return }
    invertChunk()
    let inverted = inversion.take()
    do {
      try forgetWhatFTS5Keeps()
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

  /// Has FTS5 write what it keeps in memory, and read the index's records again when it next needs
  /// them: it does not expect others to write them in its own transactions.
  private func forgetWhatFTS5Keeps() throws(SQLiteError) {
    // It deletes nothing, and makes the table take part in the transaction.
    try connection.execute("DELETE FROM passages_fts WHERE rowid = -1")
    try connection.execute(
      "SAVEPOINT before_segment; ROLLBACK TO before_segment; RELEASE before_segment")
  }

  /// Writes what FTS5 keeps for each row, and for all of them.
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
      // The main index, not one of prefixes.
      try segment.begin([UInt8(ascii: "0")] + inverted.terms[term])
      try segment.append(inverted.pieces(of: term), of: inverted.chunks)
    }
    structure.append(try segment.finish())
    try IndexState.write(structure.encoded, as: IndexState.structureID, connection)
    if structure.levels[0].segments.count >= Self.manySegments {
      try connection.run(
        "INSERT INTO passages_fts(passages_fts, rank) VALUES ('merge', \(Int32.max))")
    }
  }
}

/// An inverter that works on a thread of its own.
///
/// May be shared: `inverter` is touched by the thread only, or, once it was waited for, by the one
/// that waited.
private final class Inversion: @unchecked Sendable {
  private var inverter = PostingsInverter()
  private var thread: WorkerThread?

  func add(_ rows: [TokenizedRow]) {
    wait()
    thread = WorkerThread { self.inverter.add(rows) }
    if thread == nil { inverter.add(rows) }
  }

  /// All that was inverted; from then on there is nothing.
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
