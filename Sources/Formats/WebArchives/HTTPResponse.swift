internal import CZlib

/// An HTTP response as a web server sent it (RFC 9112), which may hold a page.
struct HTTPResponse {
  /// The status, such as 200.
  private(set) var status: Int
  private(set) var mediaType: MediaType
  private var transferEncoding: String
  private var contentEncoding: String
  private let bodyStart: Int

  /// The maximum size of a header.
  static let maxHeaderBytes = 64 << 10

  /// Reads the header at the start of `bytes`; returns nil if there is none.
  init?(_ bytes: ArraySlice<UInt8>) {
    var fields: [String: String] = [:]
    var status: Int?
    var rest = bytes.prefix(Self.maxHeaderBytes)
    while let end = rest.firstIndex(of: 0x0A) {
      let line = rest[..<end].last == 0x0D ? rest[..<end].dropLast() : rest[..<end]
      rest = rest[(end + 1)...]
      if status == nil {
        let words = line.split(separator: 0x20, maxSplits: 2)
        guard words.count > 1, words[0].starts(with: "HTTP/".utf8) else { return nil }
        status = Int(String(decoding: words[1], as: UTF8.self))
      } else if line.isEmpty {
        break
      } else if let name = MailEntity.fieldName(of: line), fields[name] == nil {
        let value = line.drop { $0 != UInt8(ascii: ":") }.dropFirst()
        fields[name] = MailEntity.text(of: Array(value), charset: nil)
      }
    }
    guard let status else { return nil }
    self.status = status
    bodyStart = rest.startIndex - bytes.startIndex
    mediaType = MediaType(fields["content-type"] ?? "")
    transferEncoding = MediaType(fields["transfer-encoding"] ?? "").name
    contentEncoding = MediaType(fields["content-encoding"] ?? "").name
  }
}

extension HTTPResponse {
  /// True if the body starts like a page.
  func looksLikePage(_ bytes: [UInt8]) -> Bool {
    Format.likely(Array(bytes[min(bodyStart, bytes.count)...].prefix(64))) == .html
  }

  /// Returns the body of the response in `bytes`, with its transfer and content encodings removed.
  ///
  /// Programs that save pages often decode the body, but keep the header fields that name the
  /// encodings. If a body does not look encoded, it is therefore returned unchanged.
  func body(of bytes: [UInt8]) throws(ReadError) -> [UInt8] {
    var body = bytes[min(bodyStart, bytes.count)...]
    if transferEncoding == "chunked", let whole = try Self.dechunked(body) { body = whole[...] }
    switch contentEncoding {
    case "gzip", "x-gzip":
      return body.starts(with: [0x1F, 0x8B]) ? try Inflate.inflated(body) : Array(body)
    case "deflate": return looksLikePage(bytes) ? Array(body) : try Inflate.inflated(body)
    case "", "identity": return Array(body)
    case let other:
      guard !looksLikePage(bytes) else { return Array(body) }
      throw .malformed(format: "a page in a known encoding", detail: "Content-Encoding \(other)")
    }
  }

  /// Returns the body without its chunk sizes (RFC 9112, section 7.1); nil if it is not chunked.
  private static func dechunked(_ body: ArraySlice<UInt8>) throws(ReadError) -> [UInt8]? {
    var result: [UInt8] = []
    var rest = body
    while true {
      guard let size = chunkSize(&rest) else {
        if result.isEmpty { return nil }
        throw .malformed(format: "HTTP", detail: "a chunk has no size")
      }
      guard size > 0 else { return result }
      guard size <= rest.count else {
        throw .malformed(format: "HTTP", detail: "a chunk is cut short")
      }
      let data = rest.prefix(size)
      rest = rest.dropFirst(size)
      if rest.first == 0x0D { rest.removeFirst() }
      guard rest.first == 0x0A else {
        if result.isEmpty { return nil }
        throw .malformed(format: "HTTP", detail: "a chunk is longer than its size")
      }
      rest.removeFirst()
      result += data
    }
  }

  /// Reads the line with the size of a chunk at the start of `rest`.
  private static func chunkSize(_ rest: inout ArraySlice<UInt8>) -> Int? {
    let line = rest.prefix(1_024).prefix { $0 != 0x0A }
    guard line.endIndex < rest.endIndex, rest[line.endIndex] == 0x0A else { return nil }
    let digits = line.prefix { $0 > 0x20 && $0 != UInt8(ascii: ";") }
    guard (1...8).contains(digits.count), digits.first != UInt8(ascii: "+"),
      let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size >= 0
    else { return nil }
    rest = rest[(line.endIndex + 1)...]
    return size
  }
}

/// Decompresses gzip (RFC 1952) and deflate, with the zlib wrapper (RFC 1950) or without (RFC
/// 1951).
enum Inflate {
  /// The maximum expansion.
  ///
  /// A larger expansion indicates a decompression bomb.
  static let maxRatio = 400

  static func inflated(
    _ bytes: ArraySlice<UInt8>, limit: Int = ReaderLimits.articleBytes
  ) throws(ReadError) -> [UInt8] {
    // Adding 32 to the window bits makes zlib detect the header of gzip or zlib.
    if let result = try inflated(bytes, windowBits: 15 + 32, limit: limit) { return result }
    if let result = try inflated(bytes, windowBits: -15, limit: limit) { return result }
    throw .damagedContainer(detail: "the compressed body of a response")
  }

  /// Returns nil if the bytes are not a complete stream in this format.
  private static func inflated(
    _ bytes: ArraySlice<UInt8>, windowBits: Int32, limit: Int
  ) throws(ReadError) -> [UInt8]? {
    var stream = z_stream()
    guard czlib_inflate_init(&stream, windowBits) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    let most = min(limit, max(1 << 20, min(bytes.count, limit) * maxRatio))
    var result: [UInt8] = []
    var input = Array(bytes)
    let isWhole = input.withUnsafeMutableBufferPointer { input in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64 << 10) { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(clamping: input.count)
        while result.count <= most {
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(output.count)
          let status = inflate(&stream, Z_NO_FLUSH)
          result += output[..<(output.count - Int(stream.avail_out))]
          if status == Z_STREAM_END { return true }
          if status != Z_OK || stream.avail_in == 0 && stream.avail_out > 0 { return false }
        }
        return true
      }
    }
    if result.count > most { throw .expandsTooMuch(limit: most) }
    return isWhole ? result : nil
  }
}
