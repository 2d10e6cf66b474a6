internal import Glibc
internal import SQLite

/// A file that is written under another name, `PATH.partial`, and gets its name when it is complete.
///
/// Whenever the process dies, there is the complete file, the file that existed before, or none; the
/// next process that writes to the same path takes over the partial file.
package final class PendingFile {
  /// Where the file will be.
  package let path: String
  /// Where it is until then.
  package let partialPath: String
  private let replaces: Bool
  private let file: LockedFile
  private var isFinished = false

  /// Begins a file, which replaces an existing one if `replacing` is set, but a database only if it
  /// will be one itself.
  package init(
    at path: String, replacing: Bool, isDatabase: Bool = false
  ) throws(ArchiveError) {
    if !isDatabase, Self.isDatabase(path) { throw ArchiveError(.isDatabase, path: path) }
    self.path = path
    partialPath = path + ".partial"
    replaces = replacing
    try Self.check(path, isFreeOr: replacing)
    file = try LockedFile(partialPath, for: path, followsLinks: false)
    try file.truncate(to: 0)
    // What a copy of a database leaves beside it when it dies.
    for ending in ["-wal", "-shm", "-journal"] { unlink(partialPath + ending) }
  }

  deinit {
    if !isFinished { unlink(partialPath) }
  }

  /// Lets the same people read the file who may read the one at `path`.
  func takePermissions(from path: String) {
    var status = stat()
    if stat(path, &status) == 0 { fchmod(file.descriptor, status.st_mode & 0o777) }
  }

  /// Appends bytes.
  package func write(_ bytes: [UInt8]) throws(ArchiveError) { try file.write(bytes) }

  /// Makes sure that everything is on the disk, and gives the file its name.
  package func finish() throws(ArchiveError) {
    try file.sync()
    // Other processes of this program are kept away by the lock; for all others a second check has
    // to be enough.
    try Self.check(path, isFreeOr: replaces)
    // Empty files that a reader of the one before has left.
    for ending in ["-wal", "-shm"] { unlink(path + ending) }
    guard rename(partialPath, path) == 0 else { throw ArchiveError(errno: errno, path: path) }
    isFinished = true
    syncFolder()
  }

  /// So that the name, too, outlives a power cut.
  private func syncFolder() {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
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
    // SQLite would take what is in them for a part of the new file.
    for ending in ["-wal", "-journal"]
    where lstat(path + ending, &status) == 0 && status.st_size > 0 {
      throw ArchiveError(.inUse, path: path)
    }
  }

  /// Whether there is a file that begins as databases of SQLite do.
  package static func isDatabase(_ path: String) -> Bool {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let wanted = DatabaseHeader.magic
    var found = [UInt8](repeating: 0, count: wanted.count)
    return pread(descriptor, &found, found.count, 0) == found.count && found == wanted
  }

  /// Whether another process has the file open as a database: as long as it has one in WAL mode open,
  /// and while it reads or writes any other, SQLite holds a lock on bytes that no database has
  /// (<https://sqlite.org/lockingv3.html>, PENDING_BYTE in its sources).
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
