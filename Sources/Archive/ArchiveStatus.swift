internal import Glibc
public import FullTextIndex
internal import SQLite

/// What there is in an archive, and in what state it is: all that can be told at a glance.
public struct ArchiveStatus: Equatable, Sendable {
  /// A value that articles have, and how many have it; nothing for those without one.
  public struct Count: Equatable, Sendable {
    /// The value.
    public var value: String?
    /// How many articles have it.
    public var articles: Int
  }

  /// A root, and what was read of it.
  public struct RootStatus: Equatable, Sendable {
    /// The root.
    public var root: Root
    /// How many files it has in the archive.
    public var files: Int
    /// How many of their records could not be read.
    public var failures: Int
    /// Whether there is nothing where it was.
    public var isMissing: Bool
  }

  /// A file of which not all is in the archive.
  public struct FailedFile: Equatable, Sendable {
    /// Its path as in the locations of its articles.
    public var path: String
    /// How many of its records could not be read.
    public var failures: Int
    /// Whether it was read to its end.
    public var isWhole: Bool
  }

  /// The path of the archive.
  public var path: String
  /// The size of its file, and of the log beside it, in bytes.
  public var bytes: Int64
  /// The size of the log beside it, which is not yet in the file.
  public var logBytes: Int64
  /// The version of its schema.
  public var schemaVersion: Int
  /// Its articles.
  public var articles: Int
  /// Their passages.
  public var passages: Int
  /// The bytes of text.
  public var textBytes: Int64
  /// Whether that was counted; else it is estimated from some of the passages.
  public var textBytesAreExact: Bool
  /// The first and the last date of publication.
  public var published: ClosedRange<String>?
  /// The articles without a date.
  public var undated: Int
  /// The publishers, the most frequent first.
  public var publishers: [Count]
  /// The languages, likewise.
  public var languages: [Count]
  /// What is looked at again when nothing is named; nothing in an archive that does not know.
  public var roots: [RootStatus]?
  /// The newest run of the ingester.
  public var lastRun: IngestRun?
  /// The files of which not all is in the archive, in the order of their paths, some thousand at most.
  public var failedFiles: [FailedFile]
  /// How many they are.
  public var failedFileCount: Int
  /// How quick the index is; nothing where it is damaged, or in an unknown format.
  public var index: IndexHealth?
}

extension Archive {
  /// So many passages are looked at to know how long texts are.
  private static let sample: Int64 = 2_000
  /// So many of the files with failures are listed.
  private static let mostFailedFiles = 1_000

  /// What there is in the archive, and in what state it is.
  ///
  /// - Complexity: O(n) in the articles and files, whose indexes are read, not in the text.
  public func status() throws(ArchiveError) -> ArchiveStatus {
    let health = try? IndexHealth(of: connection)
    return try reporting {
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

  /// The index knows it without counting, where it is in step.
  private func passageCount(_ health: IndexHealth?) throws(SQLiteError) -> Int {
    if let health { return health.passages }
    return try connection.first("SELECT count(*) FROM passages") { Int($0.integer(at: 0)) } ?? 0
  }

  /// How much text there is, by a sample of passages where there are many.
  private func textBytes() throws(SQLiteError) -> (bytes: Int64, isExact: Bool) {
    let ids = try connection.first("SELECT min(id), max(id) FROM passages") { row in
      row.isNull(at: 0) ? nil : row.integer(at: 0)...row.integer(at: 1)
    }
    guard let ids = ids ?? nil else { return (0, true) }
    let sum = "SELECT sum(length(CAST(text AS BLOB))), count(*) FROM passages"
    guard ids.upperBound - ids.lowerBound >= Self.sample else {
      return (try connection.first(sum) { $0.integer(at: 0) } ?? 0, true)
    }
    // The ids of passages that are gone stay unused: how dense they are is sampled too.
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
    return (Int64(Double(bytes) / Double(count) * Double(all)), false)
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
        LEFT JOIN (SELECT root_id, count(*) AS count, sum(failures) AS failures FROM files
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
      [.integer(Self.mostFailedFiles)]
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
