internal import SQLite

/// What a run of the ingester did.
public struct RunCounts: Equatable, Sendable {
  /// The files that were looked at.
  public var files = 0
  /// Articles that were not in the archive.
  public var added = 0
  /// Articles that were, with another text or other metadata.
  public var updated = 0
  /// Articles that were read and are in the archive just so.
  public var unchanged = 0
  /// Articles that are no longer in their files, or whose files are gone.
  public var removed = 0
  /// Files that have another name than before.
  public var renamed = 0
  /// What could not be ingested: files, and records of files.
  public var failed = 0
  /// Files of kinds that are not read.
  public var skipped = 0

  /// Whether the archive is another one than before, or something could not be ingested.
  public var hasChanges: Bool { added + updated + removed + renamed + failed > 0 }

  /// Creates the counts of a run that did nothing yet.
  public init() {}
}

/// A run of the ingester, as it was noted.
public struct IngestRun: Equatable, Sendable {
  /// When it began, ISO 8601 in UTC.
  public var startedAt: String
  /// When it ended; nothing where it has not, or was killed.
  public var endedAt: String?
  /// What it did.
  public var counts: RunCounts
}

extension ArticleWriter {
  /// How many runs are kept on record.
  private static let keptRuns: Int64 = 1_000

  /// Notes that a run begins.
  ///
  /// - Returns: Its row id.
  public func beginRun() throws(ArchiveError) -> Int64 {
    guard !isDryRun else { return 0 }
    return try archive.reporting {
      try begin()
      try connection.run(
        "INSERT INTO ingest_runs (started_at) VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))")
      return connection.lastInsertedRowID
    }
  }

  /// Notes that a run is over, and what it did.
  public func endRun(_ id: Int64, _ counts: RunCounts) throws(ArchiveError) {
    guard !isDryRun else { return }
    try archive.reporting {
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
      try connection.run("DELETE FROM ingest_runs WHERE id <= ?1", [.integer(id - Self.keptRuns)])
    }
  }
}

extension Archive {
  /// The runs of the ingester, the newest first.
  public func ingestRuns(limit: Int) throws(ArchiveError) -> [IngestRun] {
    try reporting {
      try connection.rows(IngestRun.newestFirst, [.integer(limit)], IngestRun.init(row:))
    }
  }
}

extension IngestRun {
  static let newestFirst = """
    SELECT started_at, ended_at, files, added, updated, unchanged, removed, renamed, failed, skipped
      FROM ingest_runs ORDER BY id DESC LIMIT ?1
    """

  init(row: Statement) {
    startedAt = row.text(at: 0) ?? ""
    endedAt = row.text(at: 1)
    counts = RunCounts()
    counts.files = Int(row.integer(at: 2))
    counts.added = Int(row.integer(at: 3))
    counts.updated = Int(row.integer(at: 4))
    counts.unchanged = Int(row.integer(at: 5))
    counts.removed = Int(row.integer(at: 6))
    counts.renamed = Int(row.integer(at: 7))
    counts.failed = Int(row.integer(at: 8))
    counts.skipped = Int(row.integer(at: 9))
  }
}
