internal import TextAnalysis

/// Brings text of any encoding into UTF-8.
enum TextDecoding {
  /// The number of a stream's first bytes by which its encoding is recognised.
  static let headBytes = 64 << 10

  /// The text of a file, in UTF-8.
  ///
  /// `encoding` is what a person says it is in; it is found out where it is `nil`.
  static func text(of bytes: [UInt8], encoding: String? = nil) throws(ReadError) -> String {
    let found = try TextEncoding(of: bytes[...], declared: encoding)
    if found.isUTF8, let text = String(validating: bytes[found.markBytes...], as: UTF8.self) {
      return text
    }
    return String(decoding: try utf8(bytes, in: found, found.faults), as: UTF8.self)
  }

  /// Bytes in a known encoding, in UTF-8.
  static func utf8(
    _ bytes: [UInt8], in encoding: TextEncoding, _ faults: Transcoder.Faults
  ) throws(ReadError) -> [UInt8] {
    let transcoder = try Transcoder(from: encoding, faults)
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count + bytes.count / 4)
    try transcoder.convert(bytes[encoding.markBytes...], isEnd: true, into: &output)
    return output
  }

  /// The bytes of a stream of text, in UTF-8, where the whole of it is not to be held in memory.
  ///
  /// The first 64 KiB tell the encoding or, where these are ASCII, those from the first byte on that
  /// is not. What is UTF-8 passes as it is, with what is wrong in it, for the reader to say on which
  /// line.
  static func utf8(_ stream: ByteStream, encoding: String?) throws(ReadError) -> ByteStream {
    let head = try stream.peek(headBytes)
    let isCut = head.count == headBytes
    if encoding == nil && isCut && head.allSatisfy({ $0 < 0x80 && $0 != 0 && $0 != 0x1B }) {
      return behindASCII(stream)
    }
    let found = try TextEncoding(of: head, declared: encoding, isCut: isCut)
    return try utf8(stream, in: found)
  }

  /// A stream whose encoding is found out where it is first needed.
  private static func behindASCII(_ stream: ByteStream) -> ByteStream {
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
      let found = TextEncoding(behindASCII: head, isCut: head.count == headBytes)
      let text = try utf8(rest, in: found)
      decoded = text
      return plain.isEmpty ? try text.read(into: &output) : true
    }
  }

  private static func utf8(
    _ stream: ByteStream, in found: TextEncoding
  ) throws(ReadError) -> ByteStream {
    var mark = found.markBytes
    if found.isUTF8 && mark == 0 { return stream }
    let transcoder = found.isUTF8 ? nil : try Transcoder(from: found, found.faults)
    var input: [UInt8] = []
    var isAtEnd = false
    return ByteStream { output, _ throws(ReadError) in
      let start = output.count
      // A chunk can be too small to give a whole character.
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
