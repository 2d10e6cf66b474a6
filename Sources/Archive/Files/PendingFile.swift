internal import Glibc
internal import SQLite

/// A file that is written under a temporary name and gets its final name when it is complete.
///
/// If the process dies, the path holds the complete file, the previous file, or none. The temporary
/// name contains a random number, and the file must not exist, so no file of anybody else is
/// touched. The next process that writes to the same path removes the temporary file.
package final class PendingFile {
  /// The final path of the file.
  package let path: String
  /// The path of the file until it is complete.
  package let partialPath: String
  private let replaces: Bool
  private let isDatabase: Bool
  private let mode: mode_t?
  private let file: LockedFile
  private var isFinished = false

  /// Creates the file under its temporary name.
  ///
  /// - Parameters:
  ///   - path: The final path.
  ///   - replacing: True to replace an existing file.
  ///   - isDatabase: True if the file is a database, which may replace a database.
  ///   - model: A file whose permissions the new file gets; nil for the usual ones.
  /// - Throws: `ArchiveError` if the path is taken, or the file cannot be created.
  package init(
    at path: String, replacing: Bool, isDatabase: Bool = false, permissionsOf model: String? = nil
  ) throws(ArchiveError) {
    if !isDatabase, Self.isDatabase(path) { throw ArchiveError(.isDatabase, path: path) }
    self.path = path
    self.isDatabase = isDatabase
    replaces = replacing
    try Self.check(path, isFreeOr: replacing)
    let names = TemporaryNames(of: path)
    partialPath = names.new()
    mode = model.flatMap(Self.permissions)
    let creationMode: mode_t = mode == nil ? 0o666 : 0o600
    file = try names.withFolderLocked { [partialPath] () throws(ArchiveError) in
      try names.removeLeftovers()
      return try LockedFile(creating: partialPath, creationMode, for: path)
    }
    UnfinishedFiles.insert(partialPath)
  }

  deinit {
    if !isFinished { UnfinishedFiles.remove(partialPath) }
  }

  private static func permissions(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
  }

  package func write(_ bytes: [UInt8]) throws(ArchiveError) { try file.write(bytes) }

  /// Syncs the file to the disk, and gives it its final name.
  package func finish() throws(ArchiveError) {
    // Only now, because the owner of a read-only archive could not write a read-only copy.
    if let mode, fchmod(file.descriptor, mode) != 0 { throw ArchiveError(errno: errno, path: path) }
    try file.sync()
    // Another program may have created a file in the meantime.
    try Self.check(path, isFreeOr: replaces)
    if isDatabase { removeIndexOfOldLog() }
    try rename()
    isFinished = true
    UnfinishedFiles.forget(partialPath)
    syncFolder()
  }

  private func rename() throws(ArchiveError) {
    if !replaces {
      // A link, unlike a renamed file, never replaces a file that was created a moment ago.
      if link(partialPath, path) == 0 {
        unlink(partialPath)
        return
      }
      // Some file systems have no links.
      guard [EPERM, ENOTSUP, ENOSYS, EMLINK].contains(errno) else {
        throw ArchiveError(errno: errno, path: path)
      }
    }
    guard Glibc.rename(partialPath, path) == 0 else { throw ArchiveError(errno: errno, path: path) }
  }

  /// Removes the empty log that a reader of the replaced database may have left, and its index.
  ///
  /// `check` has shown that the log is empty. An index starts with its version (`WALINDEX_MAX_VERSION`
  /// in SQLite's sources).
  private func removeIndexOfOldLog() {
    guard Self.isDatabase(path) else { return }
    unlink(path + "-wal")
    let start = Self.start(of: path + "-shm", count: 4) ?? []
    let version = start.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    if start.isEmpty || [version, version.byteSwapped].contains(3_007_000) {
      unlink(path + "-shm")
    }
  }

  /// Syncs the folder, so that the new name survives a power failure.
  private func syncFolder() {
    let descriptor = Glibc.open(
      TemporaryNames.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func check(_ path: String, isFreeOr replacing: Bool) throws(ArchiveError) {
    var status = stat()
    if lstat(path, &status) == 0 {
      guard replacing else { throw ArchiveError(.exists, path: path) }
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        throw ArchiveError(.notAFile, path: path)
      }
      guard !isOpenInSQLite(path) else { throw ArchiveError(.inUse, path: path) }
    }
    // SQLite would treat their contents as part of the new file.
    for ending in ["-wal", "-journal"]
    where lstat(path + ending, &status) == 0 && status.st_size > 0 {
      throw ArchiveError(.inUse, path: path)
    }
  }

  /// True if the file starts with the header of an SQLite database.
  package static func isDatabase(_ path: String) -> Bool {
    start(of: path, count: DatabaseHeader.magic.count) == DatabaseHeader.magic
  }

  /// Returns the first bytes of a file; nil if it cannot be read.
  private static func start(of path: String, count: Int) -> [UInt8]? {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var found = [UInt8](repeating: 0, count: count)
    let read = pread(descriptor, &found, count, 0)
    return read >= 0 ? Array(found.prefix(read)) : nil
  }

  /// True if another process has the file open as a database.
  ///
  /// SQLite locks certain bytes that contain no data: in WAL mode while a process has the database
  /// open, in other modes while it reads or writes (<https://sqlite.org/lockingv3.html>;
  /// `PENDING_BYTE` in SQLite's sources).
  private static func isOpenInSQLite(_ path: String) -> Bool {
    let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = 0x4000_0000
    lock.l_len = 512
    return fcntl(descriptor, F_GETLK, &lock) == 0 && lock.l_type != Int16(F_UNLCK)
  }
}
