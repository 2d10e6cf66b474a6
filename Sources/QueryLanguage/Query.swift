/// What a person asks for, read from what was typed.
///
/// Whatever is typed is a query, and nothing is an error: what does not fit the language is read as
/// the words that it is made of, and told in `notices`. `docs/query-language.md` defines it all.
///
///     let query = Query("AUKUS +submarines -\"Virginia class\"")
///     query.compiled(.any)?.match   // an expression of FTS5
public struct Query: Equatable, Sendable {
  /// How many of the plain parts a passage must have.
  public enum Mode: String, CaseIterable, Sendable {
    /// At least one, as in `any`; but passages with all of them come first.
    ///
    /// It is compiled as `any` is. Whoever ranks compiles the query a second time, for `all`: the
    /// leaves are numbered alike.
    case best
    /// All of them.
    case all
    /// At least one, unless there are required ones.
    case any
  }

  /// What is asked for, in the order in which it was typed.
  public var parts: [Part]
  /// What was read otherwise than a person may have meant it, by place.
  public var notices: [Notice]
  /// An expression of FTS5 to be used as it is, instead of `parts`.
  public var rawExpression: String?

  /// Reads `text`.
  ///
  /// - Complexity: O(n), where n is the length of the text, but not more than `mostBytes`.
  public init(_ text: String) {
    let capitals = Capitals(text)
    var lexer = Lexer(capitals?.text ?? text)
    let tokens = lexer.tokens()
    var parser = Parser(tokens, wordCount: lexer.wordCount)
    parts = parser.query()
    notices = lexer.notices + parser.notices
    if let range = capitals?.operatorRange {
      notices.append(Notice(kind: .allCapitals, range: range))
    }
    if !parts.isEmpty && !asksForSomething {
      let end = lexer.end
      notices.append(Notice(kind: .onlyExclusions, range: 0..<end))
    }
    notices.sort { $0.range.lowerBound < $1.range.lowerBound }
    notices = Array(notices.prefix(Self.mostNotices))
  }

  init(parts: [Part]) {
    self.parts = parts
    notices = []
  }

  /// Takes an expression of FTS5 as it is.
  public init(rawExpression: String) {
    parts = []
    notices = []
    self.rawExpression = rawExpression
  }

  /// The most words that count: each costs a look-up.
  public static let mostWords = 256
  /// The most bytes that are read.
  public static let mostBytes = 8_192
  /// How deep parentheses may be nested.
  ///
  /// FTS5's parser has a stack of 100; a level takes at most four of it (see `Formula`).
  public static let mostDepth = 20
  /// The most notices that are given: nobody reads more.
  static let mostNotices = 20

  /// Whether no word at all was typed.
  public var isEmpty: Bool { parts.isEmpty && rawExpression == nil }

  /// Whether there are filters, and no words to look for or to leave out.
  ///
  /// Such a query asks for articles, whatever is in them; `compiled` gives nothing for it.
  public var hasOnlyFilters: Bool { !parts.isEmpty && parts.allSatisfy(\.node.isFilter) }

  /// Whether any of several plain words is enough in a mode that does not ask for all, so that
  /// others may be as good.
  public var asksForAnyWord: Bool {
    parts.askForAnyWord
  }

  /// Whether there is something to find, and not only words to leave out.
  public var asksForSomething: Bool {
    rawExpression != nil || hasOnlyFilters
      || parts.contains { $0.role != .excluded && !$0.node.isFilter }
  }
}

extension [Part] {
  fileprivate var askForAnyWord: Bool {
    let wanted = filter { $0.role != .excluded && !$0.node.isFilter }
    return wanted.allSatisfy { $0.role == .plain }
      && wanted.contains { part in
        switch part.node {
        case .word: true
        case .group(let inner), .either(let inner): inner.askForAnyWord
        default: false
        }
      }
  }
}
