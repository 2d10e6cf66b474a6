/// Finds where JSON values start and end in a stream, holding only one at a time in memory.
///
/// The scanner knows only strings and nesting; the decoder checks whether a value is valid JSON.
struct JSONScanner {
  /// The bytes of a value, or the reason why they were skipped.
  enum Value {
    case bytes([UInt8])
    case refused(ReadError)
  }

  /// The maximum nesting, the same as in Foundation's decoder.
  static let maxNesting = 512
  /// The maximum number of elements of a value.
  ///
  /// The number is limited because an element can take a hundred bytes of memory, but only two
  /// bytes in the file.
  static let maxParts = 500_000

  private let stream: ByteStream
  private var buffer: [UInt8] = []
  private var position = 0

  init(_ stream: ByteStream) { self.stream = stream }

  /// Returns the next byte that is not white space, without consuming it; nil at the end.
  mutating func peek() throws(ReadError) -> UInt8? {
    while true {
      while position < buffer.count {
        if !Self.isSpace(buffer[position]) { return buffer[position] }
        position += 1
      }
      guard try refill() else { return nil }
    }
  }

  /// Consumes the byte that `peek()` returned.
  mutating func skip() { position += 1 }

  /// Reads the next value to its end.
  ///
  /// `opening` is the value's first byte, if that byte has been consumed already.
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
      } else if scan.maxDepth > Self.maxNesting || scan.parts > Self.maxParts {
        problem = .tooComplex
      }
      if problem != nil { bytes = [] }
      if scan.isAtEnd { break }
      guard try refill() else {
        guard scan.mayEndHere else { throw .invalidJSON(detail: "unexpected end") }
        break
      }
    }
    return problem.map { .refused($0) } ?? .bytes(bytes)
  }

  /// Replaces the consumed buffer with the next bytes.
  ///
  /// Returns false at the end.
  private mutating func refill() throws(ReadError) -> Bool {
    buffer.removeAll(keepingCapacity: true)
    position = 0
    return try stream.read(into: &buffer)
  }

  fileprivate static func isSpace(_ byte: UInt8) -> Bool {
    // These include the record separator of RFC 7464, the bytes of a byte order mark, and NUL,
    // which a crash may leave at the end of a file.
    byte == 0x20 || byte == 0 || (0x09...0x0D).contains(byte) || byte == 0x1E
      || byte == 0xEF || byte == 0xBB || byte == 0xBF
  }
}

/// The state of scanning a value.
private struct Scan {
  private(set) var isAtEnd = false
  private(set) var maxDepth = 0
  private(set) var parts = 0
  private var depth = 0
  private var isString = false
  private var isEscaped = false
  private var hasBegun = false

  /// True if the value may end where the input ends, as a number or a word does.
  var mayEndHere: Bool { hasBegun && depth == 0 && !isString }

  mutating func begin(_ byte: UInt8) {
    hasBegun = true
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      depth += 1
      maxDepth = max(maxDepth, depth)
    case UInt8(ascii: "\""): isString = true
    default: break
    }
  }

  /// Scans the value in `buffer`.
  ///
  /// - Returns: The index after the value, or the end of the buffer if the value continues.
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
