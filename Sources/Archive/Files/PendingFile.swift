internal import Glibc
internal import SQLite

/// A file that is written as `PATH.partial` and gets its final name when it is complete.
///
/// If the process dies, the path holds the complete file, the previous file, or none. The next
/// process that writes to the same path takes over the partial file.
package final class PendingFile {
  /// The final path of the file.
  package let path: String
  /// The path of the file until it is complete.
  package let partialPath: String
  private let replaces: Bool
  private let file: LockedFile
  private var isFinished = false

  /// Creates the partial file.
  ///
  /// An existing file is replaced only if `replacing` is set, and a database only if `isDatabase`
  /// is set too.
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
    // A process that died while it copied a database may have left these files.
    for ending in ["-wal", "-shm", "-journal"] { unlink(partialPath + ending) }
  }

  deinit {
    if !isFinished { unlink(partialPath) }
  }

  /// Copies the permissions of the file at `path`.
  func takePermissions(from path: String) {
    var status = stat()
    if stat(path, &status) == 0 { fchmod(file.descriptor, status.st_mode & 0o777) }
  }

  package func write(_ bytes: [UInt8]) throws(ArchiveError) { try file.write(bytes) }

  /// Syncs the file to the disk, and gives it its final name.
  package func finish() throws(ArchiveError) {
    try file.sync()
    // The lock keeps out only other processes of this program. Another program may have created a
    // file, so check again just before renaming.
    try Self.check(path, isFreeOr: replaces)
    // A reader of the replaced database may have left these files. The check above has shown that
    // the log is empty.
    for ending in ["-wal", "-shm"] { unlink(path + ending) }
    guard rename(partialPath, path) == 0 else { throw ArchiveError(errno: errno, path: path) }
    isFinished = true
    syncFolder()
  }

  /// Syncs the folder, so that the new name survives a power failure.
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
    // SQLite would treat their contents as part of the new file.
    for ending in ["-wal", "-journal"]
    where lstat(path + ending, &status) == 0 && status.st_size > 0 {
      throw ArchiveError(.inUse, path: path)
    }
  }

  /// True if the file starts with the header of an SQLite database.
  package static func isDatabase(_ path: String) -> Bool {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let wanted = DatabaseHeader.magic
    var found = [UInt8](repeating: 0, count: wanted.count)
    return pread(descriptor, &found, found.count, 0) == found.count && found == wanted
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
