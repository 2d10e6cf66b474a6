internal import CSQLite
internal import Glibc

/// The terms that the index's tokenizer finds in a text, in order.
public struct TokenizedText: Equatable, Sendable {
  /// The terms, each behind its length in bytes: two bytes, the low one first.
  public let bytes: [UInt8]
  /// How many terms there are.
  public let count: Int

  /// The longest term, in bytes: FTS5 cuts off what is longer.
  static let mostTermBytes = 32_768
}

extension Tokenizer {
  /// The terms of `text`, packed.
  public func tokenized(_ text: String) throws(SQLiteError) -> TokenizedText {
    var capacity = text.utf8.count * 2 + 64
    while true {
      var isFull = false
      var termCount = 0
      var failure: SQLiteError?
      let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        var sink = TermSink(bytes: buffer)
        do throws(SQLiteError) {
          try cut(text, into: &sink, appendTerm)
        } catch {
          // Not an error: the sink stops the tokenizer where it is full.
          if !sink.isFull { failure = error }
        }
        isFull = sink.isFull
        termCount = sink.termCount
        count = sink.count
      }
      if let failure { throw failure }
      // Only a text of many letters whose small form is longer needs more.
      guard isFull else { return TokenizedText(bytes: bytes, count: termCount) }
      capacity *= 2
    }
  }
}

/// Where `appendTerm` puts terms.
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
  let length = min(Int(count), TokenizedText.mostTermBytes)
  let place = sink.pointee.count
  guard place + 2 + length <= sink.pointee.bytes.count, let base = sink.pointee.bytes.baseAddress
  else {
    sink.pointee.isFull = true
    return SQLITE_FULL
  }
  base[place] = UInt8(truncatingIfNeeded: length)
  base[place + 1] = UInt8(truncatingIfNeeded: length >> 8)
  memcpy(base + place + 2, term, length)
  sink.pointee.count = place + 2 + length
  sink.pointee.termCount += 1
  return SQLITE_OK
}
