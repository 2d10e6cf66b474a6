extension Query {
  /// The maximum number of words; each costs a lookup.
  public static let maxWords = 256
  /// The maximum number of bytes that are read.
  public static let maxBytes = 8_192
  /// The maximum depth of nested parentheses.
  ///
  /// FTS5's parser has a stack of 100 entries, and each level takes at most four of them.
  public static let maxDepth = 20
  /// The maximum number of notices: nobody reads more.
  static let maxNotices = 20

  /// How much of the query language a text uses.
  public enum Syntax: Equatable, Sendable {
    /// All of it.
    case full
    /// Words only: operators, signs and quotation marks mean nothing.
    case words
  }

  /// Parses `text`.
  ///
  /// - Complexity: O(n), where n is the length of the text, up to `maxBytes`.
  public init(_ text: String, syntax: Syntax = .full) {
    let (sentence, capitalNotice) = CapitalSentence.reading(text)
    let reading: Lexer.Reading = syntax == .words ? .words : sentence == nil ? .full : .sentence
    var lexer = Lexer(sentence?.text ?? text, reading)
    var tokens = lexer.tokens()
    if reading == .full {
      lexer.foldProximity()
      tokens = lexer.found
    }
    var parser = Parser(tokens, wordCount: lexer.wordCount)
    parts = parser.query()
    notices = lexer.notices + parser.notices
    if reading == .sentence, let range = sentence?.operatorRange {
      notices.append(Notice(kind: .allCapitals, range: range))
    }
    if reading == .full, let capitalNotice { notices.append(capitalNotice) }
    if !parts.isEmpty && !asksForSomething {
      let end = lexer.end
      notices.append(Notice(kind: .onlyExclusions, range: 0..<end))
    }
    notices.sort { ($0.range?.lowerBound ?? 0) < ($1.range?.lowerBound ?? 0) }
    notices = Array(notices.prefix(Self.maxNotices))
  }
}
