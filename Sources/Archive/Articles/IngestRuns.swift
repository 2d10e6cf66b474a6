internal import SQLite

/// The counts of an ingest run.
public struct RunCounts: Equatable, Sendable {
  /// Files that were examined.
  public var files = 0
  /// Articles that were not in the archive.
  public var added = 0
  /// Articles that had another text or other metadata.
  public var updated = 0
  /// Articles that were in the archive with the same text and metadata.
  public var unchanged = 0
  /// Articles that are no longer in their files, or whose files no longer exist.
  public var removed = 0
  /// Files that were renamed.
  public var renamed = 0
  /// Files, and records of files, that could not be ingested.
  public var failed = 0
  /// Files of unsupported kinds.
  public var skipped = 0

  /// True if the archive changed, or something could not be ingested.
  public var hasChanges: Bool { added + updated + removed + renamed + failed > 0 }

  /// Creates counts of zero.
  public init() {}
}

/// An ingest run, as recorded.
public struct IngestRun: Equatable, Sendable {
  /// The start time, ISO 8601 in UTC.
  public var startedAt: String
  /// The end time; nil if the run is in progress or was killed.
  public var endedAt: String?
  /// The counts of the run.
  public var counts: RunCounts
}

extension ArticleWriter {
  /// The maximum number of recorded runs; older ones are deleted.
  private static let maxRuns: Int64 = 1_000

  /// Records the start of a run.
  ///
  /// - Returns: The row id of the run.
  public func beginRun() throws(ArchiveError) -> Int64 {
    guard !isDryRun else { return 0 }
    return try archive.mapErrors {
      try begin()
      try connection.run(
        "INSERT INTO ingest_runs (started_at) VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))")
      return connection.lastInsertedRowID
    }
  }

  /// Records the end of a run and its counts.
  public func endRun(_ id: Int64, _ counts: RunCounts) throws(ArchiveError) {
    guard !isDryRun else { return }
    try archive.mapErrors {
      try begin()
      try connection.run(
        """
        UPDATE ingest_runs SET ended_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), files = ?2,
          added = ?3, updated = ?4, unchanged = ?5, removed = ?6, renamed = ?7, failed = ?8,
          skipped = ?9
         WHERE id = ?1
        """,
        [.integer(id)]
          + [
            counts.files, counts.added, counts.updated, counts.unchanged, counts.removed,
            counts.renamed, counts.failed, counts.skipped,
          ].map { .integer($0) })
      try connection.run(
        "DELETE FROM ingest_runs WHERE id <= ?1 - ?2", [.integer(id), .integer(Self.maxRuns)])
    }
  }
}

extension Archive {
  /// Returns the number of articles so far if the first run has not ended; otherwise nil.
  ///
  /// The run is in progress, or it was killed.
  package func articlesOfFirstRun() throws(ArchiveError) -> Int? {
    do {
      return try connection.first(
        """
        SELECT (SELECT count(*) FROM articles) FROM ingest_runs
         WHERE ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM ingest_runs WHERE ended_at IS NOT NULL)
         LIMIT 1
        """
      ) { Int($0.integer(at: 0)) }
    } catch {
      // Archives of version 1 have no table of runs.
      if error.isStatementError { return nil }
      throw ArchiveError(error, path: path)
    }
  }

  /// Returns the latest ingest runs, the newest first.
  public func ingestRuns(limit: Int) throws(ArchiveError) -> [IngestRun] {
    try mapErrors {
      try connection.rows(IngestRun.newestFirst, [.integer(limit)], IngestRun.init(row:))
    }
  }
}

extension IngestRun {
  static let newestFirst = """
    SELECT started_at, ended_at, files, added, updated, unchanged, removed, renamed, failed, skipped
      FROM ingest_runs ORDER BY id DESC LIMIT ?1
    """

  init(row: Statement) throws(SQLiteError) {
    startedAt = row.text(at: 0) ?? ""
    endedAt = row.text(at: 1)
    counts = RunCounts()
    counts.files = Int(try row.integer(at: 2, in: StoredNumber.counts))
    counts.added = Int(try row.integer(at: 3, in: StoredNumber.counts))
    counts.updated = Int(try row.integer(at: 4, in: StoredNumber.counts))
    counts.unchanged = Int(try row.integer(at: 5, in: StoredNumber.counts))
    counts.removed = Int(try row.integer(at: 6, in: StoredNumber.counts))
    counts.renamed = Int(try row.integer(at: 7, in: StoredNumber.counts))
    counts.failed = Int(try row.integer(at: 8, in: StoredNumber.counts))
    counts.skipped = Int(try row.integer(at: 9, in: StoredNumber.counts))
  }
}
