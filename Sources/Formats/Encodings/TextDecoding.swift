internal import TextAnalysis

/// Converts text of any encoding to UTF-8.
enum TextDecoding {
  /// The number of bytes at the start of a stream that are used to detect its encoding.
  static let headBytes = 64 << 10

  /// Returns the text of a file, in UTF-8.
  ///
  /// `encoding` is the name that the user specified; if it is nil, the encoding is detected.
  static func text(of bytes: [UInt8], encoding: String? = nil) throws(ReadError) -> String {
    let found = try TextEncoding(of: bytes[...], declared: encoding)
    if found.isUTF8, let text = String(validating: bytes[found.markBytes...], as: UTF8.self) {
      return text
    }
    return String(decoding: try utf8(bytes, in: found, found.faults), as: UTF8.self)
  }

  /// Converts bytes of a known encoding to UTF-8.
  static func utf8(
    _ bytes: [UInt8], in encoding: TextEncoding, _ faults: Transcoder.Faults
  ) throws(ReadError) -> [UInt8] {
    let transcoder = try Transcoder(from: encoding, faults)
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count + bytes.count / 4)
    try transcoder.convert(bytes[encoding.markBytes...], isEnd: true, into: &output)
    return output
  }

  /// Converts a stream of text to UTF-8 without holding all of it in memory.
  ///
  /// The encoding is detected from the first 64 KiB. If these are ASCII, it is detected from the
  /// text that starts at the first byte outside ASCII. UTF-8 is passed on unchanged, even if it is
  /// invalid, so that the reader can report the line.
  static func utf8(_ stream: ByteStream, encoding: String?) throws(ReadError) -> ByteStream {
    let head = try stream.peek(headBytes)
    let isCut = head.count == headBytes
    if encoding == nil && isCut && head.allSatisfy({ $0 < 0x80 && $0 != 0 && $0 != 0x1B }) {
      return afterASCII(stream)
    }
    let found = try TextEncoding(of: head, declared: encoding, isCut: isCut)
    return try utf8(stream, in: found, found.faults)
  }

  /// Returns the UTF-8 of a stream that starts with ASCII.
  ///
  /// The encoding is detected at the first byte outside ASCII.
  private static func afterASCII(_ stream: ByteStream) -> ByteStream {
    var decoded: ByteStream?
    var bytes: [UInt8] = []
    return ByteStream { output, _ throws(ReadError) in
      if let decoded { return try decoded.read(into: &output) }
      bytes.removeAll(keepingCapacity: true)
      guard try stream.read(into: &bytes) else { return false }
      let plain = bytes.prefix(bytes.withUnsafeBufferPointer { endOfASCII($0) })
      output += plain
      if plain.count == bytes.count { return true }
      let rest = ByteStream(Array(bytes[plain.endIndex...]), then: stream)
      let head = try rest.peek(headBytes)
      let found = TextEncoding(afterASCII: head, isCut: head.count == headBytes)
      let text = try utf8(rest, in: found, found.faults)
      decoded = text
      return plain.isEmpty ? try text.read(into: &output) : true
    }
  }

  /// Converts a stream of text in a known encoding to UTF-8; UTF-8 is passed on unchanged.
  static func utf8(
    _ stream: ByteStream, in found: TextEncoding, _ faults: Transcoder.Faults
  ) throws(ReadError) -> ByteStream {
    var mark = found.markBytes
    if found.isUTF8 && mark == 0 { return stream }
    let transcoder = found.isUTF8 ? nil : try Transcoder(from: found, faults)
    var input: [UInt8] = []
    var isAtEnd = false
    return ByteStream { output, _ throws(ReadError) in
      let start = output.count
      // A chunk can be too small to produce a whole character.
      while output.count == start && !isAtEnd {
        input.removeAll(keepingCapacity: true)
        isAtEnd = try !stream.read(into: &input)
        let part = input.dropFirst(mark)
        mark = 0
        if let transcoder {
          try transcoder.convert(part, isEnd: isAtEnd, into: &output)
        } else {
          output += part
        }
      }
      return output.count > start
    }
  }
}
