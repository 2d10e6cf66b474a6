internal import CZlib
internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore

/// The answer to a request, before it is fitted to the connection.
struct Reply: Sendable {
  var status = HTTPResponse.Status.ok
  /// The media type; empty if there is no body.
  var contentType: String
  var body: [UInt8]
  /// The weak entity tag, without its quotes; nil if the answer may not be reused.
  var tag: String?
  /// Further header fields.
  var fields = HTTPFields()
  /// The parts of an answer that is sent while it is computed, instead of `body`.
  var stream: (@Sendable (_ write: ([UInt8]) async throws -> Void) async throws -> Void)?

  static let json = "application/json"

  init(_ contentType: String, _ body: [UInt8], tag: String? = nil) {
    self.contentType = contentType
    self.body = body
    self.tag = tag
  }

  init(_ contentType: String, _ text: String, tag: String? = nil) {
    self.init(contentType, Array(text.utf8), tag: tag)
  }

  init(_ problem: Problem) {
    self.init(Problem.contentType, problem.body)
    status = problem.status
    fields = problem.fields
  }

  /// The smallest body that is compressed; smaller ones fit into one packet.
  static let minCompressed = 1_024

  /// Returns the response for a request with these header fields.
  func response(to request: HTTPFields, method: HTTPRequest.Method) -> Response {
    var fields = fields
    fields[.contentType] = contentType.isEmpty ? nil : contentType
    fields[.xContentTypeOptions] = "nosniff"
    fields[.contentSecurityPolicy] = fields[.contentSecurityPolicy] ?? "default-src 'none'"
    if let referrerPolicy = HTTPField.Name("Referrer-Policy") {
      fields[referrerPolicy] = "no-referrer"
    }
    fields[.vary] = "Accept-Encoding, Authorization, Origin"
    fields[.cacheControl] =
      fields[.cacheControl] ?? (tag == nil ? "no-store" : "private, no-cache")
    if let tag {
      fields[.eTag] = "W/\"\(tag)\""
      if Self.matches(request[.ifNoneMatch], tag) {
        fields[.contentType] = nil
        return Response(status: .notModified, headers: fields)
      }
    }
    if let stream {
      return Response(
        status: status, headers: fields,
        body: method == .head
          ? ResponseBody()
          : ResponseBody { writer in
            var output = writer
            try await stream { bytes in try await output.write(ByteBuffer(bytes: bytes)) }
            try await output.finish(nil)
          })
    }
    var body = body
    if body.count >= Self.minCompressed, Self.acceptsGzip(request[.acceptEncoding]),
      let compressed = gzip(body)
    {
      body = compressed
      fields[.contentEncoding] = "gzip"
    }
    fields[.contentLength] = status == .noContent ? nil : String(body.count)
    return Response(
      status: status, headers: fields,
      body: method == .head ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }

  /// True if `If-None-Match` lists the tag: tags are compared weakly, RFC 9110, 13.1.2.
  private static func matches(_ field: String?, _ tag: String) -> Bool {
    guard let field else { return false }
    return field.split(separator: ",").contains { part in
      let part = part.drop { $0 == " " || $0 == "\t" }
      let plain = part.hasPrefix("W/") ? part.dropFirst(2) : part
      return plain == "*" || plain.prefix(tag.count + 2) == "\"\(tag)\""
    }
  }

  private static func acceptsGzip(_ field: String?) -> Bool {
    guard let field else { return false }
    return field.lowercased().split(separator: ",").contains { part in
      let parameters = part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
      guard parameters.first == "gzip" || parameters.first == "*" else { return false }
      let quality = parameters.dropFirst().first { $0.hasPrefix("q=") }
        .flatMap { Double($0.dropFirst(2)) }
      return (quality ?? 1) > 0
    }
  }
}

/// Returns `bytes` compressed by gzip; nil if there is no memory for it.
func gzip(_ bytes: [UInt8]) -> [UInt8]? {
  var stream = z_stream()
  // 15 bits of window, and 16 for the header of gzip; level 1 is six times as fast as level 6, and a
  // tenth larger.
  guard
    deflateInit2_(
      &stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size)) == Z_OK
  else { return nil }
  defer { deflateEnd(&stream) }
  var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
  var input = bytes
  let isComplete = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      return deflate(&stream, Z_FINISH) == Z_STREAM_END
    }
  }
  guard isComplete else { return nil }
  output.removeLast(Int(stream.avail_out))
  return output
}
