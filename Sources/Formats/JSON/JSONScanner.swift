/// Finds where the values of JSON begin and end, in a stream, without holding more than one of them.
///
/// It knows strings and nesting, no more: whether a value is JSON, its decoder says.
struct JSONScanner {
  /// The bytes of a value, or why they were skipped.
  enum Value {
    case bytes([UInt8])
    case refused(ReadError)
  }

  /// The deepest nesting that is read: that of Foundation's decoder.
  static let maxNesting = 512
  /// The most elements of a value: one takes a hundred bytes of memory, and two of the file.
  static let maxParts = 500_000

  private let stream: ByteStream
  private var buffer: [UInt8] = []
  private var position = 0

  init(_ stream: ByteStream) { self.stream = stream }

  /// The next byte that is no white space, without reading it; nil at the end.
  mutating func peek() throws(ReadError) -> UInt8? {
    while true {
      while position < buffer.count {
        if !Self.isSpace(buffer[position]) { return buffer[position] }
        position += 1
      }
      guard try refill() else { return nil }
    }
  }

  /// Skips the byte that `peek()` returned.
  mutating func skip() { position += 1 }

  /// Reads the next value to its end; one whose first byte, `opening`, has been skipped already.
  mutating func value(opening: UInt8? = nil) throws(ReadError) -> Value {
    var scan = Scan()
    if let opening { scan.begin(opening) } else { _ = try peek() }
    var bytes = opening.map { [$0] } ?? []
    var problem: ReadError?
    while true {
      let end = scan.advance(through: buffer, from: position)
      if problem == nil { bytes += buffer[position..<end] }
      position = end
      if bytes.count > ReaderLimits.articleBytes {
        problem = .tooLarge(limit: ReaderLimits.articleBytes)
      } else if scan.deepest > Self.maxNesting || scan.parts > Self.maxParts {
        problem = .tooComplex
      }
      if problem != nil { bytes = [] }
      if scan.isAtEnd { break }
      guard try refill() else {
        guard scan.mayEndHere else { throw .invalidJSON(detail: "it breaks off") }
        break
      }
    }
    return problem.map { .refused($0) } ?? .bytes(bytes)
  }

  /// Reads more; there is nothing left to be read of what was there.
  private mutating func refill() throws(ReadError) -> Bool {
    buffer.removeAll(keepingCapacity: true)
    position = 0
    return try stream.read(into: &buffer)
  }

  fileprivate static func isSpace(_ byte: UInt8) -> Bool {
    // Also the mark before each text of RFC 7464, and the bytes of a byte order mark.
    byte == 0x20 || (0x09...0x0D).contains(byte) || byte == 0x1E
      || byte == 0xEF || byte == 0xBB || byte == 0xBF
  }
}

/// How far a value has been followed.
private struct Scan {
  private(set) var isAtEnd = false
  private(set) var deepest = 0
  private(set) var parts = 0
  private var depth = 0
  private var isString = false
  private var isEscaped = false
  private var hasBegun = false

  /// True if the end of all bytes may be the end of the value: a number or a word has no other.
  var mayEndHere: Bool { hasBegun && depth == 0 && !isString }

  mutating func begin(_ byte: UInt8) {
    hasBegun = true
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      depth += 1
      deepest = max(deepest, depth)
    case UInt8(ascii: "\""): isString = true
    default: break
    }
  }

  /// Follows the value through `buffer`.
  ///
  /// - Returns: The offset after it, or after all bytes if it goes on.
  mutating func advance(through buffer: [UInt8], from start: Int) -> Int {
    buffer.withUnsafeBufferPointer { bytes in
      var index = start
      while index < bytes.count {
        let byte = bytes[index]
        if isString {
          index += 1
          if isEscaped {
            isEscaped = false
          } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
          } else if byte == UInt8(ascii: "\"") {
            isString = false
            if depth == 0 { return end(at: index) }
          }
          continue
        }
        if depth == 0 && hasBegun && Self.endsScalar(byte) { return end(at: index) }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "["): begin(byte)
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          depth -= 1
          if depth <= 0 { return end(at: index) }
        case UInt8(ascii: ","): parts += 1
        default: hasBegun = true
        }
      }
      return index
    }
  }

  private mutating func end(at index: Int) -> Int {
    isAtEnd = true
    return index
  }

  private static func endsScalar(_ byte: UInt8) -> Bool {
    JSONScanner.isSpace(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]")
      || byte == UInt8(ascii: "}") || byte == UInt8(ascii: ":")
  }
}
