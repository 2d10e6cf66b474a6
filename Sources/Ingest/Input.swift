internal import Glibc

/// A file that is open for reading, or standard input.
struct Input: ~Copyable {
  private let descriptor: Int32

  /// Opens the file at `path`; `-` is standard input.
  init(path: String) throws(IngestError) {
    guard path != "-" else {
      descriptor = 0
      return
    }
    // Not to wait for a writer where the path turns out to be a pipe.
    let opened = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard opened >= 0 else {
      throw IngestError(location: path, reason: errno == ENOENT ? .missing : .unreadable(reason))
    }
    var status = stat()
    guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(opened)
      throw IngestError(location: path, reason: .notAFile)
    }
    descriptor = opened
  }

  deinit { if descriptor > 0 { close(descriptor) } }

  /// Reads up to `count` bytes behind those in `bytes`.
  ///
  /// - Returns: Whether there were any.
  mutating func read(into bytes: inout [UInt8], count: Int, path: String) throws(IngestError)
    -> Bool
  {
    var result = 0
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { chunk in
      repeat {
        result = Glibc.read(descriptor, chunk.baseAddress, count)
      } while result < 0 && errno == EINTR
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[..<max(0, result)]))
    }
    guard result >= 0 else {
      throw IngestError(location: path, reason: .unreadable(reason))
    }
    return result > 0
  }
}

/// What the operating system says of the last call that failed.
private var reason: String { String(cString: strerror(errno)) }

/// The sizes that bound the memory that one article can take.
enum InputLimits {
  /// The most bytes that a file, or a line of a file of many articles, may have.
  static let articleBytes = 32 << 20
  /// How much is read at a time.
  static let readBytes = 1 << 20
}

/// The lines of a file, one at a time, each whole, none larger than a limit.
struct LineInput: ~Copyable {
  /// A line without its end, or that it is too large.
  enum Line {
    case bytes([UInt8])
    case tooLarge
  }

  /// The number of the line that was read last, from 1.
  private(set) var number = 0

  private let path: String
  private let limit: Int
  private var input: Input
  private var buffer: [UInt8]
  private var position = 0
  private var isAtEnd = false

  /// Goes on behind `head`, which has been read from `input` already.
  init(
    input: consuming Input, path: String, head: [UInt8] = [],
    limit: Int = InputLimits.articleBytes
  ) {
    self.input = input
    self.path = path
    self.limit = limit
    buffer = head
  }

  mutating func next() throws(IngestError) -> Line? {
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
      isAtEnd = try !input.read(into: &buffer, count: InputLimits.readBytes, path: path)
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
