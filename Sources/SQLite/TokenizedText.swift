internal import CSQLite
internal import Glibc

/// The terms that the index's tokenizer finds in a text, in order.
///
///     bytes = { length:2 bytes, low byte first  term }
public struct TokenizedText: Equatable, Sendable {
  /// The terms, each preceded by its length in bytes.
  public let bytes: [UInt8]
  /// The number of terms.
  public let count: Int

  /// The maximum length of a term, in bytes: FTS5 truncates longer ones.
  static let maxTermBytes = 32_768

  /// The terms as strings.
  package var terms: [String] {
    var terms: [String] = []
    var index = 0
    while index + 1 < bytes.count {
      let end = index + 2 + Int(bytes[index]) + Int(bytes[index + 1]) << 8
      terms.append(String(decoding: bytes[(index + 2)..<end], as: UTF8.self))
      index = end
    }
    return terms
  }
}

extension Tokenizer {
  /// Returns the terms of `text`.
  public func tokenized(_ text: String) throws(SQLiteError) -> TokenizedText {
    var capacity = text.utf8.count * 2 + 64
    while true {
      var isFull = false
      var termCount = 0
      var failure: SQLiteError?
      let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        var sink = TermSink(bytes: buffer)
        do throws(SQLiteError) {
          try tokenize(text, into: &sink, appendTerm)
        } catch {
          // If the sink is full, this error only stops the tokenizer; the next round has more room.
          if !sink.isFull { failure = error }
        }
        isFull = sink.isFull
        termCount = sink.termCount
        count = sink.count
      }
      if let failure { throw failure }
      // The sink is rarely full: only if the lower-case forms of many letters take more bytes.
      guard isFull else { return TokenizedText(bytes: bytes, count: termCount) }
      capacity *= 2
    }
  }
}

/// The buffer that `appendTerm` fills.
private struct TermSink {
  let bytes: UnsafeMutableBufferPointer<UInt8>
  var count = 0
  var termCount = 0
  var isFull = false
}

/// FTS5's callback: `context` is a `TermSink`.
private func appendTerm(
  context: UnsafeMutableRawPointer?, flags: Int32, term: UnsafePointer<CChar>?, count: Int32,
  start: Int32, end: Int32
) -> Int32 {
  guard let context, let term else { return SQLITE_OK }
  let sink = context.assumingMemoryBound(to: TermSink.self)
  let length = min(Int(count), TokenizedText.maxTermBytes)
  let offset = sink.pointee.count
  guard offset + 2 + length <= sink.pointee.bytes.count, let base = sink.pointee.bytes.baseAddress
  else {
    sink.pointee.isFull = true
    return SQLITE_FULL
  }
  base[offset] = UInt8(truncatingIfNeeded: length)
  base[offset + 1] = UInt8(truncatingIfNeeded: length >> 8)
  memcpy(base + offset + 2, term, length)
  sink.pointee.count = offset + 2 + length
  sink.pointee.termCount += 1
  return SQLITE_OK
}
