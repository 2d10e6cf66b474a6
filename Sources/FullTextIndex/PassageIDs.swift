public import SQLite

/// The ids of passages, which are the row ids of the index.
public enum PassageIDs {
  /// The ids that the side tables and the ranking engine support.
  public static let range: ClosedRange<Int64> = 1...Int64(UInt32.max) - 1

  /// Up to this id, a set with a bit for each id takes at most 16 MB.
  private static let alwaysAllowed: Int64 = 1 << 27
  /// The maximum ratio of the highest id to the number of passages.
  private static let maxSparseness: Int64 = 512

  /// Returns the ids that passages of this archive may have: those in `range` that are not so far
  /// apart that sets of them would take too much memory.
  public static func range(in connection: Connection) throws(IndexError) -> ClosedRange<Int64> {
    let records = try IndexState.records(connection)
    // A damaged record allows no more than an empty one.
    let count = (try? AveragesRecord(records.averages).rowCount) ?? 0
    let highest = max(alwaysAllowed, Int64(count) * maxSparseness)
    return range.lowerBound...min(range.upperBound, highest)
  }

  /// Returns the highest id; 0 if there are no passages.
  ///
  /// - Throws: `corrupt(.passageIDs)`, if an id is not in `range(in:)`.
  public static func last(in connection: Connection) throws(IndexError) -> UInt32 {
    let ids = try mapErrors { () throws(SQLiteError) -> (first: Int64, last: Int64)? in
      // Each subquery is one lookup; min and max in the same SELECT would read all rows.
      try connection.first(
        "SELECT (SELECT min(id) FROM passages), (SELECT max(id) FROM passages)"
      ) { row in row.isNull(at: 0) ? nil : (row.integer(at: 0), row.integer(at: 1)) } ?? nil
    }
    guard let ids else { return 0 }
    // Finding the range takes longer, and is hardly ever necessary.
    let range = ids.last <= alwaysAllowed ? Self.range : try range(in: connection)
    guard range.contains(ids.first), range.contains(ids.last) else { throw .corrupt(.passageIDs) }
    return UInt32(ids.last)
  }
}
