/// What a person asks for: words.
///
/// Whatever is typed is a query; nothing in it is an operator yet, and nothing is an error.
public struct Query: Equatable, Sendable {
  /// How many of the words a passage must have.
  public enum Mode: String, Sendable {
    /// At least one.
    case any
    /// All of them.
    case all
  }

  /// The words, in the order in which they were typed.
  ///
  /// A word is what stands between white space and holds a letter or a digit. The index may cut it
  /// into several tokens, as in `F-35`; they must then stand side by side.
  public var words: [String]

  /// What was read otherwise than a person may have meant it.
  public var notices: [Notice]

  /// Reads `text`; what goes beyond the limits is left out, and told in `notices`.
  public init(_ text: String) {
    words = []
    notices = []
    let bytes = text.utf8.count
    if bytes > Self.mostBytes {
      notices.append(Notice(kind: .tooLong(limit: Self.mostBytes), range: Self.mostBytes..<bytes))
    }
    let read = String(decoding: text.utf8.prefix(Self.mostBytes), as: UTF8.self)
    for word in read.split(whereSeparator: { $0.isWhitespace || $0.isControl })
    where word.unicodeScalars.contains(where: \.isTokenCharacter) {
      guard words.count < Self.mostWords else {
        let start = read.utf8.distance(from: read.startIndex, to: word.startIndex)
        notices.append(
          Notice(kind: .tooManyWords(limit: Self.mostWords), range: start..<read.utf8.count))
        break
      }
      words.append(String(word))
    }
  }

  /// The most words that count: each costs a look-up.
  public static let mostWords = 256
  /// The most bytes that are read.
  public static let mostBytes = 8_192

  /// Whether there is nothing to look for.
  public var isEmpty: Bool { words.isEmpty }

  /// The query as an expression of FTS5, for the right side of MATCH.
  ///
  /// Every word is a quoted string, so that FTS5 sees no operator and no syntax error in it. See
  /// <https://sqlite.org/fts5.html#full_text_query_syntax>.
  public func matchExpression(_ mode: Mode) -> String {
    let strings = words.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }
    return strings.joined(separator: mode == .any ? " OR " : " AND ")
  }

  /// How the query is read, in words for people.
  public func reading(_ mode: Mode) -> String {
    words.joined(separator: mode == .any ? " OR " : " AND ")
  }
}

extension Character {
  /// Whether the character ends a word although it is no white space; NUL would end the expression.
  fileprivate var isControl: Bool {
    unicodeScalars.first.map { $0.properties.generalCategory == .control } ?? false
  }
}

extension Unicode.Scalar {
  /// Whether FTS5's tokenizer `unicode61` takes the scalar for a part of a token: letters, digits
  /// and the private use area.
  fileprivate var isTokenCharacter: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .privateUse:
      true
    default: false
    }
  }
}
