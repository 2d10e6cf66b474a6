internal import Glibc

/// A file that is open for reading, or standard input.
final class Input {
  private let descriptor: Int32

  /// Opens the file at `path`; `-` is standard input.
  init(path: String) throws(ReaderError) {
    guard path != "-" else {
      descriptor = 0
      return
    }
    // Not to wait for a writer where the path turns out to be a pipe.
    let opened = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard opened >= 0 else {
      throw errno == ENOENT ? .missing : .unreadable(reason)
    }
    var status = stat()
    guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(opened)
      throw .notAFile
    }
    descriptor = opened
  }

  deinit { if descriptor > 0 { close(descriptor) } }

  /// What the system knows of the file now, to see whether it changes while it is read.
  var status: stat {
    var status = stat()
    fstat(descriptor, &status)
    return status
  }

  /// The bytes of the file, from where it was read up to.
  var stream: ByteStream {
    ByteStream { bytes, count throws(ReaderError) in try self.read(into: &bytes, count: count) }
  }

  /// Reads up to `count` bytes behind those in `bytes`.
  ///
  /// - Returns: Whether there were any.
  func read(into bytes: inout [UInt8], count: Int) throws(ReaderError) -> Bool {
    var result = 0
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { chunk in
      repeat {
        result = Glibc.read(descriptor, chunk.baseAddress, count)
      } while result < 0 && errno == EINTR
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[..<max(0, result)]))
    }
    guard result >= 0 else { throw .unreadable(reason) }
    return result > 0
  }
}

/// What the operating system says of the last call that failed.
private var reason: String { String(cString: strerror(errno)) }
