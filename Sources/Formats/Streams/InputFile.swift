internal import Glibc

/// A file that is open for reading, or standard input.
package final class InputFile {
  /// The file descriptor, for querying the file's attributes.
  package let descriptor: Int32
  private let isStopped: (() -> Bool)?
  private let onBytes: ((UnsafeRawBufferPointer) -> Void)?

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: The path; `-` is standard input.
  ///   - isStopped: Called while standard input has nothing to read; returns true to end the input.
  ///   - onBytes: Called with all bytes that are read, in order.
  /// - Throws: `ReadError`, if there is no such file or it cannot be opened.
  package init(
    path: String, isStopped: (() -> Bool)? = nil,
    onBytes: ((UnsafeRawBufferPointer) -> Void)? = nil
  ) throws(ReadError) {
    self.isStopped = isStopped
    self.onBytes = onBytes
    guard path != "-" else {
      descriptor = 0
      return
    }
    // Without O_NONBLOCK, opening a pipe would wait for a writer.
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

  /// Takes over a descriptor that is open for reading.
  package init(
    descriptor: Int32, onBytes: ((UnsafeRawBufferPointer) -> Void)? = nil
  ) {
    self.descriptor = descriptor
    self.onBytes = onBytes
    isStopped = nil
  }

  deinit { if descriptor > 0 { close(descriptor) } }

  /// The bytes of the file from the current position on.
  package var stream: ByteStream {
    ByteStream { bytes, count throws(ReadError) in try self.read(into: &bytes, count: count) }
  }

  /// Reads the rest of the file, so that `onBytes` is called with it.
  package func readRest() throws(ReadError) {
    var rest: [UInt8] = []
    while try read(into: &rest, count: ReaderLimits.chunkBytes) {
      rest.removeAll(keepingCapacity: true)
    }
  }

  /// Appends up to `count` bytes to `bytes`.
  ///
  /// - Returns: False at the end of the file.
  private func read(into bytes: inout [UInt8], count: Int) throws(ReadError) -> Bool {
    guard waitForInput() else { return false }
    var result = 0
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { chunk in
      repeat {
        result = Glibc.read(descriptor, chunk.baseAddress, count)
      } while result < 0 && errno == EINTR
      let read = UnsafeBufferPointer(rebasing: chunk[..<max(0, result)])
      bytes.append(contentsOf: read)
      onBytes?(UnsafeRawBufferPointer(read))
    }
    guard result >= 0 else { throw .unreadable(reason) }
    return result > 0
  }

  /// Waits for standard input.
  ///
  /// Returns false once the caller wants to stop.
  private func waitForInput() -> Bool {
    guard descriptor == 0, let isStopped else { return true }
    var request = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    while !isStopped() {
      let ready = poll(&request, 1, 100)
      // A signal, such as SIGCONT after a stop, is not input.
      if ready > 0 || (ready < 0 && errno != EINTR) { return true }
    }
    return false
  }
}

/// The system's description of the last call that failed.
private var reason: String { String(cString: strerror(errno)) }
