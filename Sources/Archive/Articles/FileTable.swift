internal import SQLite

/// What the file system says of a file: as long as it says the same, the file is the same.
public struct FileStatus: Equatable, Sendable {
  /// Its length, in bytes.
  public var size: Int64
  /// When its bytes were last written (`st_mtim`), in nanoseconds since 1970.
  public var modified: Int64
  /// When it was last written, renamed or given other rights (`st_ctim`), likewise.
  public var changed: Int64
  /// Its number in the file system.
  public var inode: Int64

  /// Creates a status from its parts.
  public init(size: Int64, modified: Int64, changed: Int64, inode: Int64) {
    self.size = size
    self.modified = modified
    self.changed = changed
    self.inode = inode
  }
}

/// A file or folder that was given to be ingested, and is looked at again when no other is named.
public struct Root: Equatable, Sendable {
  /// As it was given: the locations of its articles begin with it.
  public var path: String
  /// Where that is on the disk.
  public var absolutePath: String
  /// How its files are read, in a form that the reader knows.
  public var settings: String

  /// Creates a root.
  public init(path: String, absolutePath: String, settings: String) {
    self.path = path
    self.absolutePath = absolutePath
    self.settings = settings
  }

  /// Where a file of this root is on the disk, by its path in the archive.
  public func absolutePath(of path: String) -> String {
    path == self.path || self.path == "."
      ? absolutePath + (path == self.path ? "" : "/" + path)
      : absolutePath + path.dropFirst(self.path.count)
  }
}

/// A file as it was when it was read.
public struct StoredFile: Equatable, Sendable {
  /// Its row id.
  public var id: Int64
  /// Its path as in the locations of its articles.
  public var path: String
  /// The row id of its root.
  public var rootID: Int64?
  /// What the file system said of it.
  public var status: FileStatus
  /// The SHA-256 of its bytes, in hexadecimal; nothing where it was not read to its end.
  public var contentHash: String?
  /// The version and the settings of what read it.
  public var reader: String
  /// How many of its records could not be read.
  public var failures: Int
}

extension StoredFile {
  static let columns =
    "id, path, root_id, size, modified, changed, inode, content_hash, reader, failures"

  init(row: Statement) {
    id = row.integer(at: 0)
    path = row.text(at: 1) ?? ""
    rootID = row.isNull(at: 2) ? nil : row.integer(at: 2)
    status = FileStatus(
      size: row.integer(at: 3), modified: row.integer(at: 4), changed: row.integer(at: 5),
      inode: row.integer(at: 6))
    contentHash = row.text(at: 7)
    reader = row.text(at: 8) ?? ""
    failures = Int(row.integer(at: 9))
  }
}

extension Archive {
  /// Begins a transaction, in which all that is read is of one time.
  public func beginReading() throws(ArchiveError) {
    try reporting {
      try connection.execute(Connection.TransactionKind.read.rawValue)
    }
  }

  /// Ends the transaction.
  public func endReading() {
    // It has changed nothing, so that nothing can be lost with it.
    try? connection.execute("COMMIT")
  }

  /// The file that was read under this path.
  public func file(at path: String) throws(ArchiveError) -> StoredFile? {
    try files(where: "path = ?1", [.text(path)]).first
  }

  /// The files of this size that were read to their ends.
  public func files(ofSize size: Int64) throws(ArchiveError) -> [StoredFile] {
    try files(where: "size = ?1 AND content_hash IS NOT NULL", [.integer(size)])
  }

  /// The row ids of the files of a root: of all, or of those at or inside of a path.
  public func fileIDs(
    ofRoot id: Int64, inside path: String? = nil
  ) throws(ArchiveError) -> [Int64] {
    let isInside = "(path = ?2 OR (path > ?2 || '/' AND path < ?2 || '0'))"  // 0 comes behind /
    return try reporting {
      try connection.rows(
        "SELECT id FROM files WHERE root_id = ?1 AND (?2 IS NULL OR \(isInside))",
        [.integer(id), .text(orNull: path)]
      ) { $0.integer(at: 0) }
    }
  }

  /// The file with this row id.
  public func file(id: Int64) throws(ArchiveError) -> StoredFile? {
    try files(where: "id = ?1", [.integer(id)]).first
  }

  private func files(where condition: String, _ values: [Value]) throws(ArchiveError)
    -> [StoredFile]
  {
    try reporting {
      try connection.rows(
        "SELECT \(StoredFile.columns) FROM files WHERE \(condition)", values, StoredFile.init(row:))
    }
  }

  /// What is looked at again when nothing is named, by row id, in the order in which it was given.
  public func roots() throws(ArchiveError) -> [(id: Int64, root: Root)] {
    try reporting {
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

  /// Whether articles of `file` could move to the locations that they have under `path`: whether
  /// no other article has these.
  public func canRename(_ file: StoredFile, to path: String) throws(ArchiveError) -> Bool {
    try reporting {
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
