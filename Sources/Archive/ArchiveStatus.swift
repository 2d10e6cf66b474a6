internal import Glibc
public import FullTextIndex
internal import SQLite

/// The contents and the condition of an archive, as far as they can be read quickly.
public struct ArchiveStatus: Equatable, Sendable {
  /// A value of a field, with the number of articles that have it.
  public struct Count: Equatable, Sendable {
    /// The value; nil for the articles without one.
    public var value: String?
    /// The number of articles with the value.
    public var articles: Int
  }

  /// A root, and the files that were read from it.
  public struct RootStatus: Equatable, Sendable {
    /// The root.
    public var root: Root
    /// The number of the root's files in the archive.
    public var files: Int
    /// The number of records in these files that could not be read.
    public var failures: Int
    /// True if nothing exists at the root's path any more.
    public var isMissing: Bool
  }

  /// A file that is only partly in the archive.
  public struct FailedFile: Equatable, Sendable {
    /// The path, as in the locations of the file's articles.
    public var path: String
    /// The number of records in the file that could not be read.
    public var failures: Int
    /// True if the file was read to its end.
    public var isWhole: Bool
  }

  /// The path of the archive.
  public var path: String
  /// The size of the file and its write-ahead log, in bytes.
  public var bytes: Int64
  /// The size of the write-ahead log, in bytes.
  public var logBytes: Int64
  /// The schema version of the archive.
  public var schemaVersion: Int
  /// The number of articles.
  public var articles: Int
  /// The number of passages.
  public var passages: Int
  /// The size of all texts, in bytes.
  public var textBytes: Int64
  /// True if `textBytes` was counted; false if it was estimated from a sample of passages.
  public var textBytesAreExact: Bool
  /// The earliest and the latest publication date.
  public var published: ClosedRange<String>?
  /// The number of articles without a date.
  public var undated: Int
  /// The publishers, the most frequent first.
  public var publishers: [Count]
  /// The languages, the most frequent first.
  public var languages: [Count]
  /// The roots, which an update reads again; nil if the archive's version does not record them.
  public var roots: [RootStatus]?
  /// The latest ingest run.
  public var lastRun: IngestRun?
  /// The files that are only partly in the archive, by path; at most 1,000.
  public var failedFiles: [FailedFile]
  /// The number of all files that are only partly in the archive.
  public var failedFileCount: Int
  /// The condition of the index; nil if it is damaged or its format is unknown.
  public var index: IndexHealth?
}

extension Archive {
  /// The number of passages whose lengths are read for an estimate.
  private static let sample: Int64 = 2_000
  /// The maximum number of files in `failedFiles`.
  private static let maxFailedFiles = 1_000

  /// Returns the contents and the condition of the archive.
  ///
  /// - Complexity: O(n) in the number of articles and files. It reads their indexes, but no text.
  public func status() throws(ArchiveError) -> ArchiveStatus {
    let health = try? IndexHealth(of: connection)
    return try mapErrors {
      let version = try connection.first("PRAGMA user_version") { Int($0.integer(at: 0)) } ?? 0
      let knowsFiles =
        try connection.first("SELECT 1 FROM sqlite_schema WHERE name = 'files'") { _ in true }
        ?? false
      let dates = try connection.first(
        "SELECT count(*), count(published), min(published), max(published) FROM articles"
      ) { row in
        (
          articles: Int(row.integer(at: 0)), dated: Int(row.integer(at: 1)), first: row.text(at: 2),
          last: row.text(at: 3)
        )
      }
      let text = try textBytes()
      var status = ArchiveStatus(
        path: path, bytes: size(of: path), logBytes: size(of: path + "-wal"),
        schemaVersion: version, articles: dates?.articles ?? 0, passages: try passageCount(health),
        textBytes: text.bytes, textBytesAreExact: text.isExact, published: nil,
        undated: (dates?.articles ?? 0) - (dates?.dated ?? 0),
        publishers: try counts(of: "publisher"), languages: try counts(of: "language"), roots: nil,
        lastRun: nil, failedFiles: [], failedFileCount: 0, index: health)
      if let first = dates?.first, let last = dates?.last { status.published = first...last }
      if knowsFiles { try addFiles(to: &status) }
      return status
    }
  }

  /// Returns the number of passages, if possible as recorded in the index, because counting is
  /// slow.
  private func passageCount(_ health: IndexHealth?) throws(SQLiteError) -> Int {
    if let health { return health.passages }
    return try connection.first("SELECT count(*) FROM passages") { Int($0.integer(at: 0)) } ?? 0
  }

  /// Returns the size of all texts, estimated from a sample if there are many passages.
  private func textBytes() throws(SQLiteError) -> (bytes: Int64, isExact: Bool) {
    let ids = try connection.first("SELECT min(id), max(id) FROM passages") { row in
      // A wrong id may be far from the others; it is no reason to fail.
      row.isNull(at: 0) ? nil : max(1, row.integer(at: 0))...max(1, row.integer(at: 1))
    }
    guard let ids = ids ?? nil else { return (0, true) }
    let sum = "SELECT sum(length(CAST(text AS BLOB))), count(*) FROM passages"
    guard ids.upperBound - ids.lowerBound >= Self.sample else {
      return (try connection.first(sum) { $0.integer(at: 0) } ?? 0, true)
    }
    // Ids of deleted passages are never reused, so a range of ids may hold fewer passages: count
    // them.
    let (runs, length): (Int64, Int64) = (100, 20)
    let step = (ids.upperBound - ids.lowerBound) / runs
    var (bytes, count): (Int64, Int64) = (0, 0)
    for run in 0..<runs {
      let first = ids.lowerBound + run * step
      let part = try connection.first(
        sum + " WHERE id BETWEEN ?1 AND ?2", [.integer(first), .integer(first + length - 1)]
      ) { (bytes: $0.integer(at: 0), count: $0.integer(at: 1)) }
      bytes += part?.bytes ?? 0
      count += part?.count ?? 0
    }
    guard count > 0 else { return (0, false) }
    let all = try passageCount(try? IndexHealth(of: connection))
    // The record of the index may have any number of passages.
    return (Int64(min(Double(bytes) / Double(count) * Double(all), 9e18)), false)
  }

  private func counts(of column: String) throws(SQLiteError) -> [ArchiveStatus.Count] {
    try connection.rows(
      "SELECT \(column), count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1"
    ) { ArchiveStatus.Count(value: $0.text(at: 0), articles: Int($0.integer(at: 1))) }
  }

  private func addFiles(to status: inout ArchiveStatus) throws(SQLiteError) {
    status.roots = try connection.rows(
      """
      SELECT path, absolute_path, settings, count, failures FROM roots
        LEFT JOIN (SELECT root_id, count(*) AS count, sum(max(0, min(failures, 1e9))) AS failures FROM files
                    GROUP BY root_id) ON root_id = roots.id
       ORDER BY roots.id
      """
    ) { row in
      let root = Root(
        path: row.text(at: 0) ?? "", absolutePath: row.text(at: 1) ?? "",
        settings: row.text(at: 2) ?? "")
      return ArchiveStatus.RootStatus(
        root: root, files: Int(row.integer(at: 3)), failures: Int(row.integer(at: 4)),
        isMissing: Glibc.access(root.absolutePath, F_OK) != 0 && errno != EACCES)
    }
    status.lastRun = try connection.first(
      IngestRun.newestFirst, [.integer(1)], IngestRun.init(row:))
    let failed = "FROM files WHERE failures > 0 OR content_hash IS NULL"
    status.failedFileCount =
      try connection.first("SELECT count(*) \(failed)") { Int($0.integer(at: 0)) } ?? 0
    status.failedFiles = try connection.rows(
      "SELECT path, failures, content_hash IS NOT NULL \(failed) ORDER BY path LIMIT ?1",
      [.integer(Self.maxFailedFiles)]
    ) { row in
      ArchiveStatus.FailedFile(
        path: row.text(at: 0) ?? "", failures: Int(row.integer(at: 1)),
        isWhole: row.integer(at: 2) == 1)
    }
  }
}

private func size(of path: String) -> Int64 {
  var status = stat()
  return stat(path, &status) == 0 ? Int64(status.st_size) : 0
}
