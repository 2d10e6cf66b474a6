internal import CSQLite
internal import Glibc

/// Gives FTS5 the terms of texts that were cut before, instead of cutting them again.
///
/// It takes the place of a tokenizer on one connection, under the same name: the schema and what is
/// stored stay the same, and other connections know nothing of it. A text that was not prepared, or
/// is another one, is cut by the real tokenizer.
public final class TermReplay {
  fileprivate let api: UnsafeMutablePointer<fts5_api>
  fileprivate var tokenizer = fts5_tokenizer()
  fileprivate var context: UnsafeMutableRawPointer?
  /// What the statement at hand inserts, in the order of the columns, from `next` on.
  private var texts: [TokenizedText] = []
  private var next = 0

  /// Takes the place of the tokenizer `name` on the connection `database`.
  init(database: OpaquePointer, name: String) throws(SQLiteError) {
    guard let api = csqlite_fts5_api(database),
      api.pointee.xFindTokenizer(api, name, &context, &tokenizer) == SQLITE_OK
    else {
      throw SQLiteError(code: SQLITE_ERROR, message: "no such tokenizer: \(name)")
    }
    self.api = api
    var functions = fts5_tokenizer(
      xCreate: createInstance, xDelete: deleteInstance, xTokenize: tokenize)
    // The connection keeps this object, and is closed before it goes.
    let result = api.pointee.xCreateTokenizer(
      api, name, Unmanaged.passUnretained(self).toOpaque(), &functions, nil)
    guard result == SQLITE_OK else {
      throw SQLiteError(code: result, message: "the tokenizer \(name) cannot be replaced")
    }
  }

  /// Runs `body`, which inserts `texts`, one in each column.
  public func replaying<T>(
    _ texts: [TokenizedText], _ body: () throws(SQLiteError) -> T
  ) throws(SQLiteError) -> T {
    self.texts = texts
    next = 0
    defer { self.texts = [] }
    return try body()
  }

  /// The terms of `text`, if it is the one that comes next.
  fileprivate func terms(of text: UnsafeRawBufferPointer) -> [UInt8]? {
    guard next < texts.count else { return nil }
    let prepared = texts[next]
    let isSame = prepared.text.utf8.withContiguousStorageIfAvailable { utf8 in
      guard utf8.count == text.count else { return false }
      guard let one = utf8.baseAddress, let other = text.baseAddress else { return true }
      return memcmp(one, other, text.count) == 0
    }
    guard isSame == true else { return nil }
    next += 1
    return prepared.terms
  }
}

/// The tokenizer of one table.
private final class ReplayInstance {
  let replay: TermReplay
  let real: OpaquePointer

  init(_ replay: TermReplay, _ real: OpaquePointer) {
    self.replay = replay
    self.real = real
  }

  deinit { replay.tokenizer.xDelete(real) }
}

private func createInstance(
  context: UnsafeMutableRawPointer?, arguments: UnsafeMutablePointer<UnsafePointer<CChar>?>?,
  count: Int32, instance: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  guard let context, let instance else { return SQLITE_MISUSE }
  let replay = Unmanaged<TermReplay>.fromOpaque(context).takeUnretainedValue()
  var real: OpaquePointer?
  let result = replay.tokenizer.xCreate(replay.context, arguments, count, &real)
  guard result == SQLITE_OK, let real else { return result }
  instance.pointee = OpaquePointer(
    Unmanaged.passRetained(ReplayInstance(replay, real)).toOpaque())
  return SQLITE_OK
}

private func deleteInstance(instance: OpaquePointer?) {
  guard let instance else { return }
  Unmanaged<ReplayInstance>.fromOpaque(UnsafeRawPointer(instance)).release()
}

private func tokenize(
  instance: OpaquePointer?, context: UnsafeMutableRawPointer?, flags: Int32,
  text: UnsafePointer<CChar>?, count: Int32,
  onToken: (
    @convention(c) (
      UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, Int32, Int32, Int32
    ) -> Int32
  )?
) -> Int32 {
  guard let instance, let onToken else { return SQLITE_MISUSE }
  let object = Unmanaged<ReplayInstance>.fromOpaque(UnsafeRawPointer(instance))
    .takeUnretainedValue()
  let bytes = UnsafeRawBufferPointer(start: text, count: Int(count))
  guard flags == FTS5_TOKENIZE_DOCUMENT, let terms = object.replay.terms(of: bytes) else {
    return object.replay.tokenizer.xTokenize(object.real, context, flags, text, count, onToken)
  }
  return terms.withUnsafeBytes { terms in
    var place = 0
    while place + 2 <= terms.count {
      let length = Int(terms[place]) | Int(terms[place + 1]) << 8
      let term = terms.baseAddress?.advanced(by: place + 2).assumingMemoryBound(to: CChar.self)
      // The index notes a term's number in the text, and nothing of its place in bytes.
      let result = onToken(context, 0, term, Int32(length), 0, 0)
      guard result == SQLITE_OK else { return result }
      place += 2 + length
    }
    return SQLITE_OK
  }
}
