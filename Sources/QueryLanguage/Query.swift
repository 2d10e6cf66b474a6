/// A query, parsed from what a person typed.
///
/// Every text is a query; there are no syntax errors. Text that does not fit the language is read as
/// words, and `notices` report it. `docs/query-language.md` defines the language.
///
///     let query = Query("AUKUS +submarines -\"Virginia class\"")
///     query.compiled(.any)?.match   // an expression of FTS5
public struct Query: Equatable, Sendable {
  /// The number of plain parts that a passage must contain.
  public enum Mode: String, CaseIterable, Sendable {
    /// At least one, as in `any`, but passages with all of them come first.
    ///
    /// It is compiled as `any`; `compiledFirst` gives the first tier, with the same clauses.
    case best
    /// All of them.
    case all
    /// At least one, unless some are required.
    case any
  }

  /// The parts, in the order in which they were typed.
  public var parts: [Part]
  /// The notices about parts that may have been meant differently, in the order of the text.
  public var notices: [Notice]
  /// An FTS5 expression to be used unchanged instead of `parts`.
  public var rawExpression: String?

  /// Parses `text`.
  ///
  /// - Complexity: O(n), where n is the length of the text, up to `maxBytes`.
  public init(_ text: String) {
    let allCaps = AllCapsQuery(text)
    var lexer = Lexer(allCaps?.text ?? text)
    let tokens = lexer.tokens()
    var parser = Parser(tokens, wordCount: lexer.wordCount)
    parts = parser.query()
    notices = lexer.notices + parser.notices
    if let range = allCaps?.operatorRange {
      notices.append(Notice(kind: .allCapitals, range: range))
    }
    if !parts.isEmpty && !asksForSomething {
      let end = lexer.end
      notices.append(Notice(kind: .onlyExclusions, range: 0..<end))
    }
    notices.sort { ($0.range?.lowerBound ?? 0) < ($1.range?.lowerBound ?? 0) }
    notices = Array(notices.prefix(Self.maxNotices))
  }

  init(parts: [Part]) {
    self.parts = parts
    notices = []
  }

  /// Creates a query that is an FTS5 expression.
  public init(rawExpression: String) {
    parts = []
    notices = []
    self.rawExpression = rawExpression
  }

  /// The largest number of words that count: each costs a lookup.
  public static let maxWords = 256
  /// The largest number of bytes that are read.
  public static let maxBytes = 8_192
  /// The depth to which parentheses may be nested.
  ///
  /// FTS5's parser has a stack of 100 entries, of which a level takes at most four.
  public static let maxDepth = 20
  /// The largest number of notices: nobody reads more.
  static let maxNotices = 20

  /// True if the query has no words and no filters.
  public var isEmpty: Bool { parts.isEmpty && rawExpression == nil }

  /// True if the query consists of filters only.
  ///
  /// Such a query asks for articles, whatever their texts; `compiled` returns nil for it.
  public var hasOnlyFilters: Bool { !parts.isEmpty && parts.allSatisfy(\.node.isFilter) }

  /// True if one of several plain words is enough, in any mode but `all`, so that related words may
  /// be added.
  public var asksForAnyWord: Bool {
    parts.askForAnyWord
  }

  /// True if there is something to find, and not only exclusions.
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
        case .clause(.word): true
        case .group(let inner), .either(let inner): inner.askForAnyWord
        default: false
        }
      }
  }
}
