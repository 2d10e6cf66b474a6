internal import CSQLite
internal import Glibc

/// One of FTS5's own tokenizers, which splits and stems a text exactly as the index does.
///
/// It must not outlive its connection. See <https://sqlite.org/fts5.html#custom_tokenizers>.
public final class Tokenizer {
  /// An occurrence of a term in a text.
  public struct Token: Equatable, Sendable {
    /// The term as stored in the index: folded and stemmed.
    public var term: String
    /// The range of the token in the text, in UTF-8 bytes.
    public var range: Range<Int>
  }

  private let functions: fts5_tokenizer
  private let tokenizer: OpaquePointer

  /// Creates a tokenizer from a specification as in FTS5's option `tokenize`: a name and its
  /// arguments, separated by spaces, in single quotation marks if they contain spaces.
  init(database: OpaquePointer, specification: String) throws(SQLiteError) {
    guard let api = csqlite_fts5_api(database) else {
      throw SQLiteError(code: SQLITE_ERROR, message: "this SQLite has no FTS5")
    }
    let words = Self.words(of: specification)
    var functions = fts5_tokenizer()
    var context: UnsafeMutableRawPointer?
    guard let name = words.first,
      api.pointee.xFindTokenizer(api, name, &context, &functions) == SQLITE_OK
    else {
      throw SQLiteError(code: SQLITE_ERROR, message: "no such tokenizer: \(specification)")
    }
    var tokenizer: OpaquePointer?
    let arguments = words.dropFirst().map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    var pointers = arguments.map { UnsafePointer<CChar>($0) }
    let result = functions.xCreate(context, &pointers, Int32(pointers.count), &tokenizer)
    guard result == SQLITE_OK, let tokenizer else {
      throw SQLiteError(code: result, message: "no such tokenizer: \(specification)")
    }
    self.functions = functions
    self.tokenizer = tokenizer
  }

  deinit { functions.xDelete(tokenizer) }

  /// Splits a specification at the spaces outside quotation marks.
  ///
  /// It is split as bytes, because a quotation mark and a combining mark after it are a single
  /// `Character`.
  private static func words(of specification: String) -> [String] {
    var words: [[UInt8]] = [[]]
    var isQuoted = false
    for byte in specification.utf8 {
      switch byte {
      case UInt8(ascii: "'"): isQuoted.toggle()
      case UInt8(ascii: " ") where !isQuoted: words.append([])
      default: words[words.count - 1].append(byte)
      }
    }
    return words.filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Returns the tokens of `text`, in order.
  public func tokens(of text: String) throws(SQLiteError) -> [Token] {
    var tokens: [Token] = []
    try tokenize(text, into: &tokens, appendToken)
    return tokens
  }

  typealias OnToken =
    @convention(c) (
      UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, Int32, Int32, Int32
    ) -> Int32

  /// Calls `onToken` for each token of `text`, in order, with a pointer to `context`.
  func tokenize<Context>(
    _ text: String, into context: inout Context, _ onToken: OnToken
  ) throws(SQLiteError) {
    var text = text
    let result = text.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { characters in
        withUnsafeMutablePointer(to: &context) { context in
          functions.xTokenize(
            tokenizer, context, FTS5_TOKENIZE_DOCUMENT, characters.baseAddress,
            Int32(characters.count), onToken)
        }
      }
    }
    guard result == SQLITE_OK else {
      throw SQLiteError(code: result, message: "the text cannot be tokenized")
    }
  }
}

/// FTS5's callback: `context` is the array of tokens that is being filled.
private func appendToken(
  context: UnsafeMutableRawPointer?, flags: Int32, term: UnsafePointer<CChar>?, count: Int32,
  start: Int32, end: Int32
) -> Int32 {
  guard let context, let term else { return SQLITE_OK }
  let bytes = UnsafeRawBufferPointer(start: term, count: Int(count))
  context.assumingMemoryBound(to: [Tokenizer.Token].self).pointee.append(
    Tokenizer.Token(
      term: String(decoding: bytes, as: UTF8.self), range: Int(start)..<Int(end)))
  return SQLITE_OK
}
