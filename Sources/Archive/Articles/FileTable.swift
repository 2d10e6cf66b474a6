internal import SQLite

/// The metadata of a file in the file system; as long as it is the same, the file counts as
/// unchanged.
public struct FileStatus: Equatable, Sendable {
  /// The size in bytes.
  public var size: Int64
  /// The time of the last write to the contents (`st_mtim`), in nanoseconds since 1970.
  public var modified: Int64
  /// The time of the last change to the contents, the name or the permissions (`st_ctim`), in
  /// nanoseconds since 1970.
  public var changed: Int64
  /// The inode number.
  public var inode: Int64

  /// Creates a file status.
  public init(size: Int64, modified: Int64, changed: Int64, inode: Int64) {
    self.size = size
    self.modified = modified
    self.changed = changed
    self.inode = inode
  }
}

/// A file or folder that the user named for ingesting, and that an update reads again.
public struct Root: Equatable, Sendable {
  /// The path as it was given; the locations of the root's articles start with it.
  public var path: String
  /// The absolute path.
  public var absolutePath: String
  /// The settings for reading the root's files, as JSON; see `ReaderSettings`.
  public var settings: String

  /// Creates a root.
  public init(path: String, absolutePath: String, settings: String) {
    self.path = path
    self.absolutePath = absolutePath
    self.settings = settings
  }

  /// Returns the absolute path of a file of this root, given its path in the archive.
  public func absolutePath(of path: String) -> String {
    path == self.path || self.path == "."
      ? absolutePath + (path == self.path ? "" : "/" + path)
      : absolutePath + path.dropFirst(self.path.count)
  }
}

/// A file, as recorded when it was read.
public struct StoredFile: Equatable, Sendable {
  /// The row id.
  public var id: Int64
  /// The path, as in the locations of the file's articles.
  public var path: String
  /// The row id of the file's root.
  public var rootID: Int64?
  /// The status of the file when it was read.
  public var status: FileStatus
  /// The SHA-256 of the contents, in hexadecimal; nil if the file was not read to its end.
  public var contentHash: String?
  /// The version and settings of the reader.
  public var reader: String
  /// The number of records that could not be read.
  public var failures: Int
}

extension StoredFile {
  static let columns =
    "id, path, root_id, size, modified, changed, inode, content_hash, reader, failures"

  init(row: Statement) throws(SQLiteError) {
    id = row.integer(at: 0)
    path = row.text(at: 1) ?? ""
    rootID = row.isNull(at: 2) ? nil : row.integer(at: 2)
    status = FileStatus(
      size: try row.integer(at: 3, in: StoredNumber.sizes),
      modified: try row.integer(at: 4, in: StoredNumber.any),
      changed: try row.integer(at: 5, in: StoredNumber.any),
      inode: try row.integer(at: 6, in: StoredNumber.any))
    contentHash = row.text(at: 7)
    reader = row.text(at: 8) ?? ""
    failures = Int(try row.integer(at: 9, in: StoredNumber.counts))
  }
}

extension Archive {
  /// Begins a transaction, so that everything is read from one snapshot.
  public func beginReading() throws(ArchiveError) {
    try mapErrors {
      try connection.execute(Connection.TransactionKind.read.rawValue)
    }
  }

  /// Ends the transaction.
  public func endReading() {
    // The transaction has written nothing, so nothing is lost if this fails.
    try? connection.execute("COMMIT")
  }

  /// Returns the file that was read under this path.
  public func file(at path: String) throws(ArchiveError) -> StoredFile? {
    try files(where: "path = ?1", [.text(path)]).first
  }

  /// Returns the files of this size that were read to their ends.
  public func files(ofSize size: Int64) throws(ArchiveError) -> [StoredFile] {
    try files(where: "size = ?1 AND content_hash IS NOT NULL", [.integer(size)])
  }

  /// Returns the row ids of a root's files: all of them, or only those at or inside `path`.
  public func fileIDs(
    ofRoot id: Int64, inside path: String? = nil
  ) throws(ArchiveError) -> [Int64] {
    // "0" follows "/" in ASCII, so this range holds exactly the paths that start with `path/`.
    let isInside = "(path = ?2 OR (path > ?2 || '/' AND path < ?2 || '0'))"
    return try mapErrors {
      try connection.rows(
        "SELECT id FROM files WHERE root_id = ?1 AND (?2 IS NULL OR \(isInside))",
        [.integer(id), .text(orNull: path)]
      ) { $0.integer(at: 0) }
    }
  }

  /// Returns the ids of the articles that were read from the file or folder at `path`, in ascending
  /// order.
  ///
  /// The path is written as in the locations of the articles; `-` is standard input.
  public func articleIDs(from path: String) throws(ArchiveError) -> [Int64] {
    // "0" follows "/" in ASCII, so this range holds exactly the paths that start with `path/`.
    func isAtOrInside(_ column: String) -> String {
      switch path {
      case ".": "substr(\(column), 1, 1) <> '/'"
      case "/": "substr(\(column), 1, 1) = '/'"
      default:
        "(\(column) = ?1 OR (\(column) > ?1 || '/' AND \(column) < ?1 || '0'))"
      }
    }
    // A member of a container is no file of its own.
    let condition =
      path == "-"
      ? "file_id IS NULL AND (location = ?1 OR substr(location, 1, 2) IN ('-#', '-:'))"
      : "\(isAtOrInside("path")) OR (path IS NOT NULL AND \(isAtOrInside("location")))"
    return try mapErrors {
      try connection.rows(
        """
        SELECT articles.id FROM articles LEFT JOIN files ON files.id = file_id
         WHERE ?1 <> '' AND (\(condition)) ORDER BY articles.id
        """, [.text(path)]
      ) { $0.integer(at: 0) }
    }
  }

  /// Returns true if a file has articles.
  public func hasArticles(ofFile id: Int64) throws(ArchiveError) -> Bool {
    try exists("SELECT 1 FROM articles WHERE file_id = ?1", [.integer(id)])
  }

  /// Returns true if a file of a root has articles.
  public func hasArticles(ofRoot id: Int64) throws(ArchiveError) -> Bool {
    try exists(
      "SELECT 1 FROM files JOIN articles ON file_id = files.id WHERE root_id = ?1", [.integer(id)])
  }

  private func exists(_ sql: String, _ values: [Value]) throws(ArchiveError) -> Bool {
    try mapErrors { try connection.first(sql + " LIMIT 1", values) { _ in true } ?? false }
  }

  /// Returns the file with this row id.
  public func file(id: Int64) throws(ArchiveError) -> StoredFile? {
    try files(where: "id = ?1", [.integer(id)]).first
  }

  private func files(where condition: String, _ values: [Value]) throws(ArchiveError)
    -> [StoredFile]
  {
    try mapErrors {
      try connection.rows(
        "SELECT \(StoredFile.columns) FROM files WHERE \(condition)", values, StoredFile.init(row:))
    }
  }

  /// Returns the roots, in the order in which they were added.
  public func roots() throws(ArchiveError) -> [(id: Int64, root: Root)] {
    try mapErrors {
      try connection.rows("SELECT id, path, absolute_path, settings FROM roots ORDER BY id") {
        row in
        (
          id: row.integer(at: 0),
          root: Root(
            path: row.text(at: 1) ?? "", absolutePath: row.text(at: 2) ?? "",
            settings: row.text(at: 3) ?? "")
        )
      }
    }
  }

  /// Returns true if `file` can be renamed to `path`: every new location of its articles is still
  /// free.
  public func canRename(_ file: StoredFile, to path: String) throws(ArchiveError) -> Bool {
    try mapErrors {
      try connection.first(
        """
        SELECT 1 FROM articles AS old
          JOIN articles AS other ON other.location = ?2 || substr(old.location, length(?3) + 1)
         WHERE old.file_id = ?1
        """, [.integer(file.id), .text(path), .text(file.path)]
      ) { _ in false } ?? true
    }
  }
}
