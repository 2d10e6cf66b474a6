internal import CSandbox
internal import Glibc

/// One end of the connection between the program and a worker process.
///
/// Several threads may send, but only one may receive.
final class WorkerSocket: @unchecked Sendable {
  // Unchecked, because `sending` guards the sending, and one thread alone uses the buffer.

  /// The other process has ended, or closed its end.
  struct Closed: Error {}

  let descriptor: Int32
  private var sending = pthread_mutex_t()
  private var buffer: [UInt8] = []
  private var position = 0

  /// Takes over a descriptor.
  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    pthread_mutex_init(&sending, nil)
  }

  deinit {
    close(descriptor)
    pthread_mutex_destroy(&sending)
  }

  /// Creates a connection; returns one end, and the descriptor of the other one.
  static func pair() -> (own: WorkerSocket, other: Int32)? {
    var ends: [Int32] = [0, 0]
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { return nil }
    return (WorkerSocket(ends[0]), ends[1])
  }

  /// Sends messages in their encoded form, with a descriptor for the first one.
  func send(_ bytes: [UInt8], with descriptor: Int32 = -1) throws(Closed) {
    pthread_mutex_lock(&sending)
    defer { pthread_mutex_unlock(&sending) }
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        csandbox_send(
          self.descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent,
          sent == 0 ? descriptor : -1)
      }
      guard count > 0 else { throw Closed() }
      sent += count
    }
  }

  /// Waits until there is a message to receive, at most for `milliseconds`.
  func isReady(within milliseconds: Int32) -> Bool {
    if buffer.count > position { return true }
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, milliseconds) > 0
  }

  /// Receives the next message; calls `wait` before each wait for bytes.
  ///
  /// The messages must come without descriptors.
  func receive(_ wait: () throws -> Void) throws -> FrameFields {
    try fill(Frame.headerBytes, wait)
    let (length, type) = try header(buffer[position...])
    try fill(Frame.headerBytes + length, wait)
    let start = position + Frame.headerBytes
    position = start + length
    return FrameFields(type: type, buffer[start..<position])
  }

  /// Makes sure that the buffer has `count` bytes from the position on.
  private func fill(_ count: Int, _ wait: () throws -> Void) throws {
    guard buffer.count - position < count else { return }
    buffer.removeSubrange(..<position)
    position = 0
    buffer.reserveCapacity(count)
    while buffer.count < count {
      try wait()
      var received = 0
      withUnsafeTemporaryAllocation(byteCount: 256 << 10, alignment: 16) { room in
        repeat {
          received = read(descriptor, room.baseAddress, room.count)
        } while received < 0 && errno == EINTR
        buffer.append(contentsOf: UnsafeRawBufferPointer(room).prefix(max(0, received)))
      }
      guard received > 0 else { throw Closed() }
    }
    // A large message should not occupy memory for the rest of the run.
    if buffer.capacity > 4 << 20, buffer.count < 1 << 20 { buffer = Array(buffer) }
  }

  /// Receives the next message, and the descriptor that comes with it, or -1.
  func receiveWithDescriptor() throws -> (FrameFields, Int32) {
    var descriptor: Int32 = -1
    let start = try receive(count: Frame.headerBytes, &descriptor)
    let (length, type) = try header(start[...])
    let bytes = try receive(count: length, &descriptor)
    return (FrameFields(type: type, bytes[...]), descriptor)
  }

  private func receive(count: Int, _ descriptor: inout Int32) throws(Closed) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var received = 0
    while received < count {
      let result = bytes.withUnsafeMutableBytes { bytes in
        csandbox_receive(
          self.descriptor, bytes.baseAddress.map { $0 + received }, count - received, &descriptor)
      }
      guard result > 0 else { throw Closed() }
      received += result
    }
    return bytes
  }

  private func header(
    _ bytes: ArraySlice<UInt8>
  ) throws(FrameFields.Malformed) -> (length: Int, type: UInt8) {
    let length = bytes.withUnsafeBytes { Int($0.loadUnaligned(as: UInt32.self)) }
    guard length <= Frame.maxBytes else { throw FrameFields.Malformed() }
    return (length, bytes[bytes.startIndex + 4])
  }
}
