internal import Glibc

/// Splits the bytes from a descriptor into lines of bounded length.
struct LineReader {
  /// A line without its end.
  enum Line: Equatable {
    case bytes([UInt8])
    /// The line was longer than the maximum, and was skipped.
    case tooLong
  }

  private let descriptor: Int32
  private let maxLength: Int
  private var buffer: [UInt8] = []
  /// The number of bytes of `buffer` that have been consumed.
  private var consumed = 0
  /// The number of bytes of `buffer` that have no line end.
  private var searched = 0
  private var isSkipping = false
  private var isAtEnd = false

  init(_ descriptor: Int32, maxLength: Int) {
    self.descriptor = descriptor
    self.maxLength = maxLength
  }

  /// Returns the next line; nil at the end of the input.
  ///
  /// The last line may lack its end.
  mutating func next() -> Line? {
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = take(upTo: end)
        (consumed, searched) = (end + 1, end + 1)
        return line
      }
      searched = buffer.count
      if buffer.count - consumed > maxLength {
        isSkipping = true
        drop()
      }
      if isAtEnd {
        guard isSkipping || consumed < buffer.count else { return nil }
        let line = take(upTo: buffer.count)
        drop()
        return line
      }
      refill()
    }
  }

  private mutating func take(upTo end: Int) -> Line {
    let isTooLong = isSkipping || end - consumed > maxLength
    isSkipping = false
    return isTooLong ? .tooLong : .bytes(Array(buffer[consumed..<end]))
  }

  private mutating func drop() {
    buffer.removeAll(keepingCapacity: true)
    (consumed, searched) = (0, 0)
  }

  private mutating func refill() {
    buffer.removeFirst(consumed)
    searched -= consumed
    consumed = 0
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &bytes, bytes.count)
      if count < 0, errno == EINTR { continue }
      // An input that fails has ended.
      if count <= 0 { isAtEnd = true }
      buffer += bytes.prefix(max(0, count))
      return
    }
  }
}
