internal import Glibc

/// Reads the lines of a stream one at a time, up to a maximum size.
struct LineReader {
  /// A line without its line end, or a line over the limit.
  enum Line {
    case bytes([UInt8])
    case tooLarge
  }

  /// The number of the line that was read last, from 1.
  private(set) var number = 0

  private let stream: ByteStream
  private let limit: Int
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  init(_ stream: ByteStream, limit: Int = ReaderLimits.articleBytes) {
    self.stream = stream
    self.limit = limit
  }

  mutating func next() throws(ReadError) -> Line? {
    var searched = position
    var isTooLarge = false
    while true {
      if let end = newline(from: searched) {
        return line(upTo: end, next: end + 1, isTooLarge: isTooLarge)
      }
      if isAtEnd {
        guard position < buffer.count || isTooLarge else { return nil }
        return line(upTo: buffer.count, next: buffer.count, isTooLarge: isTooLarge)
      }
      buffer.removeSubrange(..<position)
      position = 0
      if buffer.count > limit {
        isTooLarge = true
        buffer.removeAll(keepingCapacity: true)
      }
      searched = buffer.count
      isAtEnd = try !stream.read(into: &buffer)
    }
  }

  private mutating func line(upTo end: Int, next: Int, isTooLarge: Bool) -> Line {
    defer { position = next }
    number += 1
    return isTooLarge || end - position > limit ? .tooLarge : .bytes(Array(buffer[position..<end]))
  }

  private func newline(from start: Int) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, start < bytes.count,
        let found = memchr(base + start, 0x0A, bytes.count - start)
      else { return nil }
      return base.distance(to: found)
    }
  }
}
