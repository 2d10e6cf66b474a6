internal import Glibc

/// A regular file that is open for writing and locked (flock(2)), so that no two programs write it
/// at the same time.
package final class LockedFile {
  /// The path that errors report.
  private let name: String
  let descriptor: Int32

  /// Opens or creates the file at `path`.
  package init(_ path: String) throws(ArchiveError) {
    name = path
    descriptor = try Self.open(path)
  }

  /// Creates a file that must not exist yet; errors report `name`.
  init(creating path: String, _ mode: mode_t, for name: String) throws(ArchiveError) {
    self.name = name
    descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw ArchiveError(errno: errno, path: name) }
    // Nobody else knows the file yet, so the lock is free.
    flock(descriptor, LOCK_EX | LOCK_NB)
  }

  deinit { close(descriptor) }

  private static func open(_ path: String) throws(ArchiveError) -> Int32 {
    let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK
    while true {
      let descriptor = Glibc.open(path, flags, 0o666)
      guard descriptor >= 0 else { throw ArchiveError(errno: errno, path: path) }
      var (opened, named) = (stat(), stat())
      guard fstat(descriptor, &opened) == 0, opened.st_mode & S_IFMT == S_IFREG else {
        close(descriptor)
        throw ArchiveError(.notAFile, path: path)
      }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        close(descriptor)
        throw ArchiveError(.busy, path: path)
      }
      // Another process may have renamed this file just before releasing the lock. In that case,
      // open the file that has the name now.
      if stat(path, &named) == 0, opened.st_ino == named.st_ino { return descriptor }
      close(descriptor)
    }
  }

  package func write(_ bytes: [UInt8]) throws(ArchiveError) {
    try check(writeAll(bytes, to: descriptor))
  }

  /// Truncates the file to `length` bytes, and continues writing there.
  package func truncate(to length: Int) throws(ArchiveError) {
    guard ftruncate(descriptor, off_t(length)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
      throw ArchiveError(errno: errno, path: name)
    }
  }

  /// Syncs the file to the disk.
  package func sync() throws(ArchiveError) { try check(fsync(descriptor) == 0 ? 0 : errno) }

  private func check(_ code: Int32) throws(ArchiveError) {
    if code != 0 { throw ArchiveError(errno: code, path: name) }
  }
}

/// Writes all bytes.
///
/// - Returns: 0, or the error number of the operating system.
package func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
  bytes.withUnsafeBytes { bytes in
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = Glibc.write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}

extension ArchiveError {
  /// Converts an error number of the operating system to an error in writing the file at `path`.
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
