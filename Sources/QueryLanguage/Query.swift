internal import TextAnalysis

/// A query, parsed from what a person typed.
///
/// Every text is a query; there are no syntax errors. Text that does not fit the language is read
/// as words, and `notices` report it. `docs/query-language.md` defines the language.
///
///     let query = Query("AUKUS +submarines -\"Virginia class\"")
///     query.compiled(.any)?.match   // an expression of FTS5
public struct Query: Equatable, Sendable {
  /// The number of plain parts that a passage must contain.
  public enum Mode: String, CaseIterable, Sendable {
    /// At least one, as in `any`, but articles with all of them come first.
    ///
    /// `compiled` treats it as `any`; `compiledFirst` returns the first tier, with the same
    /// clauses.
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

  /// True if the query has no words and no filters.
  public var isEmpty: Bool { parts.isEmpty && rawExpression == nil }

  /// True if the query consists of filters only.
  ///
  /// Such a query asks for articles, whatever their texts; `compiled` returns nil for it.
  public var hasOnlyFilters: Bool { !parts.isEmpty && parts.allSatisfy(\.node.isFilter) }

  /// True if a single plain word is enough for a match, except in the mode `all`.
  ///
  /// Related words may be added to such a query.
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

/// A part of a query: an operand with its sign.
public struct Part: Sendable {
  /// The role of a part in matching.
  public enum Role: Equatable, Sendable {
    /// Written without a sign: the mode decides whether it must match.
    case plain
    /// Written with `+`, or joined by AND: it must match.
    case required
    /// Written with `-` or NOT: it must not match.
    case excluded
  }

  /// The role of the part in matching.
  public var role: Role
  /// The syntax tree of the part.
  public var node: Node
  /// The position in the query, in UTF-8 bytes, without the sign.
  public var range: Range<Int>

  /// Creates a part.
  public init(_ role: Role, _ node: Node, range: Range<Int> = 0..<0) {
    self.role = role
    self.node = node
    self.range = range
  }

  /// Creates a plain part.
  public init(_ node: Node, range: Range<Int> = 0..<0) {
    self.init(.plain, node, range: range)
  }
}

extension Part: Equatable {
  /// Returns true if two parts ask for the same thing, whatever their positions.
  public static func == (a: Part, b: Part) -> Bool { a.role == b.role && a.node == b.node }
}

/// A node of the syntax tree.
///
/// It is not a Boolean expression yet: the meaning of a plain part depends on the mode, and words
/// and filters are evaluated separately. See `Query.compiled` and `Query.filter`.
public indirect enum Node: Equatable, Sendable {
  /// A word, phrase, prefix or NEAR.
  case clause(Clause.Kind)
  /// `title:moon`: the node in this field only; if fields are nested, the innermost one counts.
  case field(Field, Node)
  /// `publisher:bbc`: a condition on the article, not the passage.
  ///
  /// In a parsed query, filters are in top-level parts that contain no words.
  case filter(Filter)
  /// `a OR b`: any of the parts, which are all plain.
  case either([Part])
  /// `(a b)`: finds what the parts would find if they were the whole query.
  case group([Part])
}

extension Node {
  /// The word, if the node is a single word.
  public var word: String? { if case .clause(.word(let word)) = self { word } else { nil } }

  /// True if the node is a group that only excludes, and so finds nothing by itself.
  var isOnlyExclusions: Bool {
    guard case .group(let parts) = self else { return false }
    return parts.allSatisfy { $0.role == .excluded }
  }

  /// True if the node consists of filters only.
  public var isFilter: Bool {
    switch self {
    case .filter: true
    case .either(let parts), .group(let parts): parts.allSatisfy(\.node.isFilter)
    case .clause, .field: false
    }
  }
}

extension Query: CustomStringConvertible {
  /// The query in the query language; parsing it gives the same parts again.
  public var description: String { rawExpression ?? Printer.text(parts) }

  /// Returns a query that finds in the default mode what this query finds in `mode`.
  public func reading(_ mode: Mode) -> String {
    guard rawExpression == nil, mode != .best else { return description }
    return Self.joined(wordReading(mode), filterText, by: " ")
  }

  /// Describes for people how the query is interpreted in a mode.
  ///
  /// In the default mode the description names both tiers: `gas AND oil, then gas OR oil; only
  /// publisher:bbc`. In the other modes it is the same as `reading(mode)`. A `filter` takes the place
  /// of the filters in the query.
  public func understood(_ mode: Mode = .best, filter: FilterExpression? = nil) -> String {
    if let filter {
      var words = self
      words.parts.removeAll(where: \.node.isFilter)
      return Self.joined(words.understood(mode), "only \(filter)", by: "; ")
    }
    guard rawExpression == nil, mode == .best, let any = compiled(.any) else {
      return reading(mode)
    }
    guard any.condition != compiledFirst()?.condition else { return reading(.any) }
    let words = wordReading(.all, excludesAny: true) + ", then " + wordReading(.any)
    return Self.joined(words, filterText, by: "; only ")
  }

  private func wordReading(_ mode: Mode, excludesAny: Bool = false) -> String {
    var words = parts.filter { !$0.node.isFilter }
      .resolved(mode, excludesAny: excludesAny)
    // If only one part is not excluded, it must match anyway and needs no sign.
    let wanted = words.indices.filter { words[$0].role != .excluded }
    if wanted.count == 1 { words[wanted[0]].role = .plain }
    return Printer.text(words)
  }

  private var filterText: String { Printer.text(parts.filter(\.node.isFilter)) }

  private static func joined(_ words: String, _ filters: String, by separator: String) -> String {
    words.isEmpty || filters.isEmpty ? words + filters : words + separator + filters
  }
}

extension [Part] {
  /// Returns the parts with the mode written out: plain parts are joined by OR, or become required.
  ///
  /// Plain parts stay plain only next to required ones, where they merely add to the score. If
  /// `excludesAny` is true, excluded parts are read in the mode `any`.
  func resolved(_ mode: Query.Mode, excludesAny: Bool = false) -> [Part] {
    let parts = map { part in
      var part = part
      let isOther = excludesAny && part.role == .excluded
      part.node = part.node.resolved(isOther ? .any : mode, excludesAny)
      if mode == .all && part.role == .plain { part.role = .required }
      return part
    }
    let positive = parts.filter { $0.role != .excluded }
    guard positive.count > 1, positive.allSatisfy({ $0.role == .plain }) else { return parts }
    let operands = positive.flatMap { part in
      if case .either(let inner) = part.node { inner } else { [part] }
    }
    return [Part(.either(operands))] + parts.filter { $0.role == .excluded }
  }
}

extension Node {
  fileprivate func resolved(_ mode: Query.Mode, _ excludesAny: Bool) -> Node {
    switch self {
    case .clause, .filter: self
    case .field(let field, let node): .field(field, node.resolved(mode, excludesAny))
    case .either(let parts): .either(parts.map { Part($0.node.resolved(mode, excludesAny)) })
    case .group(let parts): .group(parts.resolved(mode, excludesAny: excludesAny))
    }
  }
}

private enum Printer {
  static func text(_ parts: [Part], isConjunction: Bool? = nil) -> String {
    let positive = parts.filter { $0.role != .excluded }
    let isConjunction =
      isConjunction ?? (positive.count > 1 && positive.allSatisfy { $0.role == .required })
    let texts = parts.map { part in
      switch part.role {
      case .plain: text(part.node)
      case .required: (isConjunction ? "" : "+") + operand(part.node)
      case .excluded: "-" + operand(part.node)
      }
    }
    return texts.joined(separator: isConjunction ? " AND " : " ")
  }

  private static func text(_ node: Node) -> String {
    switch node {
    case .clause(let kind): kind.description
    case .field(let field, let node): field.rawValue + ":" + operand(node)
    case .filter(let filter): filter.description
    case .either(let parts):
      parts.enumerated().map { alternative($1.node, isFirst: $0 == 0) }.joined(separator: " OR ")
    case .group(let parts): "(" + text(parts) + ")"
    }
  }

  /// Returns the text of an operand of an operator that binds closer than OR.
  private static func operand(_ node: Node) -> String {
    if case .either = node { "(" + text(node) + ")" } else { text(node) }
  }

  /// Returns the text of an operand of OR.
  ///
  /// A conjunction needs no parentheses, since AND binds closer; with them, the text would be
  /// nested deeper than the typed query. But they are needed if a sign would come directly after
  /// OR.
  private static func alternative(_ node: Node, isFirst: Bool) -> String {
    guard case .group(let parts) = node, parts.count > 1,
      !parts.contains(where: { $0.role == .plain }),
      isFirst || parts.first?.role == .required
    else { return text(node) }
    return text(parts, isConjunction: true)
  }
}
