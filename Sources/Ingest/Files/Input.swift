internal import Archive
internal import Glibc

/// A file that is open for reading, or standard input.
final class Input {
  private let descriptor: Int32
  private let stopFlag: StopFlag?
  private var hash: ContentHash?

  /// Opens the file at `path`; `-` is standard input.
  ///
  /// Where `contentHash()` is asked for in the end, `isHashed` says so. `stopFlag` ends the waiting
  /// for standard input: then it is at its end.
  init(path: String, isHashed: Bool = false, stopFlag: StopFlag? = nil) throws(ReaderError) {
    self.stopFlag = stopFlag
    hash = isHashed ? ContentHash() : nil
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
  var status: FileStatus {
    var status = stat()
    fstat(descriptor, &status)
    return FileStatus(status)
  }

  /// Reads what is left, and gives the SHA-256 of all bytes of the file, in hexadecimal.
  func contentHash() throws(ReaderError) -> String? {
    var rest: [UInt8] = []
    while try read(into: &rest, count: ReaderLimits.chunkBytes) {
      rest.removeAll(keepingCapacity: true)
    }
    return hash?.hexadecimal()
  }

  /// The bytes of the file, from where it was read up to.
  var stream: ByteStream {
    ByteStream { bytes, count throws(ReaderError) in try self.read(into: &bytes, count: count) }
  }

  /// Reads up to `count` bytes behind those in `bytes`.
  ///
  /// - Returns: Whether there were any.
  func read(into bytes: inout [UInt8], count: Int) throws(ReaderError) -> Bool {
    guard waitForInput() else { return false }
    var result = 0
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { chunk in
      repeat {
        result = Glibc.read(descriptor, chunk.baseAddress, count)
      } while result < 0 && errno == EINTR
      let read = UnsafeBufferPointer(rebasing: chunk[..<max(0, result)])
      bytes.append(contentsOf: read)
      hash?.update(UnsafeRawBufferPointer(read))
    }
    guard result >= 0 else { throw .unreadable(reason) }
    return result > 0
  }

  /// Waits for standard input, unless the run is to stop.
  private func waitForInput() -> Bool {
    guard descriptor == 0, let stopFlag else { return true }
    var request = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    while !stopFlag.isSet {
      let ready = poll(&request, 1, 100)
      // A signal, such as that to go on after a halt, is no input.
      if ready > 0 || (ready < 0 && errno != EINTR) { return true }
    }
    return false
  }
}

/// What the operating system says of the last call that failed.
private var reason: String { String(cString: strerror(errno)) }
