internal import Glibc
internal import SQLite

/// A file that is written under another name, `PATH.partial`, and takes its place when it is whole.
///
/// Whenever the process dies, there is the whole file, the one that was there before, or none; the
/// partial one is taken over by the next who writes to the same path. While it is being written it
/// is locked (flock(2)), so that two do not write it at a time.
package final class PendingFile {
  /// Where the file will be.
  package let path: String
  /// Where it is until then.
  package let partialPath: String
  private let replaces: Bool
  private let descriptor: Int32
  private var isFinished = false

  /// Begins a file, which may take the place of one that is there if `replacing` is set; but not that of
  /// a database, unless the file will be one itself.
  package init(
    at path: String, replacing: Bool, isDatabase: Bool = false
  ) throws(ArchiveError) {
    if !isDatabase, Self.isDatabase(path) { throw ArchiveError(.isDatabase, path: path) }
    self.path = path
    partialPath = path + ".partial"
    replaces = replacing
    try Self.see(that: path, isFreeOr: replacing)
    descriptor = try Self.open(partialPath, for: path)
    // What a copy of a database leaves beside it when it dies.
    for ending in ["-wal", "-shm", "-journal"] { unlink(partialPath + ending) }
  }

  deinit {
    if !isFinished { unlink(partialPath) }
    close(descriptor)
  }

  /// Lets the same people read the file who may read the one at `path`.
  func takePermissions(from path: String) {
    var status = stat()
    if stat(path, &status) == 0 { fchmod(descriptor, status.st_mode & 0o777) }
  }

  /// Writes bytes behind those that were written before.
  package func write(_ bytes: [UInt8]) throws(ArchiveError) {
    var offset = 0
    while offset < bytes.count {
      let written = bytes.withUnsafeBytes { bytes in
        Glibc.write(
          descriptor, UnsafeRawBufferPointer(rebasing: bytes[offset...]).baseAddress,
          bytes.count - offset)
      }
      if written >= 0 {
        offset += written
      } else if errno != EINTR {
        throw ArchiveError(errno: errno, path: path)
      }
    }
  }

  /// Sees that everything is on the disk, and gives the file its name.
  package func finish() throws(ArchiveError) {
    guard fsync(descriptor) == 0 else { throw ArchiveError(errno: errno, path: path) }
    // Who else writes this path with this program waits for the lock; for the rest of the world it
    // has to be enough to look twice.
    try Self.see(that: path, isFreeOr: replaces)
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

  private static func see(that path: String, isFreeOr replacing: Bool) throws(ArchiveError) {
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

  /// Opens the partial file, locked and empty.
  private static func open(_ partialPath: String, for path: String) throws(ArchiveError) -> Int32 {
    while true {
      let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
      let descriptor = Glibc.open(partialPath, flags, 0o666)
      guard descriptor >= 0 else { throw ArchiveError(errno: errno, path: path) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        close(descriptor)
        throw ArchiveError(.busy, path: path)
      }
      // Another process may have finished it just before the lock was free.
      var (opened, named) = (stat(), stat())
      if fstat(descriptor, &opened) == 0, lstat(partialPath, &named) == 0,
        opened.st_ino == named.st_ino, opened.st_mode & S_IFMT == S_IFREG
      {
        guard ftruncate(descriptor, 0) == 0 else {
          defer { close(descriptor) }
          throw ArchiveError(errno: errno, path: path)
        }
        return descriptor
      }
      close(descriptor)
      if opened.st_mode & S_IFMT != S_IFREG { throw ArchiveError(.notAFile, path: path) }
    }
  }
}

extension ArchiveError {
  /// What a failure of the operating system means for a file that was to be written at `path`.
  init(errno code: Int32, path: String) {
    let kind: Kind =
      switch code {
      case ENOSPC, EDQUOT, EFBIG: .full
      case EACCES, EPERM, EROFS: .unwritable
      case ENOENT, ENOTDIR: .noFolder
      case EEXIST: .exists
      case EISDIR, ELOOP, ENXIO: .notAFile
      default: .system(code: code)
      }
    self.init(kind, path: path)
  }
}
