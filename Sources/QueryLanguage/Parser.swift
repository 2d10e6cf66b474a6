/// Reads tokens by recursive descent.
///
///     query   = chain*
///     chain   = signed ((AND | OR) signed)*      AND (or &&) binds closer than OR (or |)
///     signed  = ["+" | "-" | NOT] operand
///     operand = (field | filter)* (clause | "(" query ")")
///
/// An operator that lacks an operand is read as a word. Every node contains either only filters or
/// only words: see `hoist`.
struct Parser {
  var notices: [Notice] = []
  /// The filters that were moved out of groups of words.
  var hoisted: [Part] = []
  /// The filter whose values are being parsed.
  private var filter: FilterName?
  var tokens: [Token] = []
  var position = 0
  private var wordCount: Int

  /// Creates a parser of tokens with `wordCount` words; operators read as words add to this number.
  init(_ tokens: [Token], wordCount: Int) {
    self.wordCount = wordCount
    self.tokens = balanced(tokens)
  }

  mutating func query() -> [Part] {
    let parts = sequence()
    return parts + hoisted
  }

  /// Returns `tokens` without parentheses that are unmatched or nested too deep.
  ///
  /// An unclosed group ends with the query, so that all of `-(a b` is excluded. But a parenthesis
  /// that no word follows does not start a group.
  private mutating func balanced(_ tokens: [Token]) -> [Token] {
    var ignored: Set<Int> = []
    var open: [Int] = []
    var isReported = false
    for (index, token) in tokens.enumerated() {
      if token.kind == .open {
        open.append(index)
        if open.count > Query.maxDepth {
          ignored.insert(index)
          if !isReported { report(.tooDeep(limit: Query.maxDepth), token.range) }
          isReported = true
        }
      } else if token.kind == .close {
        guard let start = open.popLast() else {
          ignored.insert(index)
          report(.strayParenthesis, token.range)
          continue
        }
        if ignored.contains(start) { ignored.insert(index) }
      }
    }
    let last = tokens.lastIndex(where: \.isWord) ?? -1
    var missing: [Token] = []
    for index in open {
      let isGroup = index < last && !ignored.contains(index)
      report(isGroup ? .unclosedParenthesis : .strayParenthesis, tokens[index].range)
      if isGroup {
        let end = tokens[tokens.count - 1].range.upperBound
        missing.append(Token(kind: .close, range: end..<end))
      } else {
        ignored.insert(index)
      }
    }
    return tokens.enumerated().filter { !ignored.contains($0.offset) }.map(\.element) + missing
  }

  mutating func report(_ kind: Notice.Kind, _ range: Range<Int>) {
    notices.append(Notice(kind: kind, range: range))
  }

  private var next: Token? { position < tokens.count ? tokens[position] : nil }

  // MARK: Grammar

  private mutating func sequence() -> [Part] {
    var parts: [Part] = []
    while let token = next, token.kind != .close { parts += chain() }
    return spliced(parts)
  }

  private mutating func chain() -> [Part] {
    guard let first = signed() else { return [] }
    var alternatives = [[first]]
    while let operation = next, operation.isJoin {
      let isOr = operation.kind == .or || operation.kind == .bar
      position += 1
      let canJoin = isOr ? isJoinable(alternatives[alternatives.count - 1]) : true
      guard canJoin, startsOperand(next, afterOr: isOr), let operand = signed() else {
        return joined(alternatives) + loneWord(operation)
      }
      if isOr { alternatives.append([]) }
      alternatives[alternatives.count - 1].append(operand)
    }
    return joined(alternatives)
  }

  /// OR joins operands without signs; `a AND -b OR c` is allowed, since `a AND -b` is one operand.
  private func isJoinable(_ parts: [Part]) -> Bool {
    parts.count == 1 ? parts[0].role == .plain : parts.contains { $0.role != .excluded }
  }

  private func startsOperand(_ token: Token?, afterOr: Bool) -> Bool {
    switch token?.kind {
    case .clause, .field, .filter, .open: true
    case .sign, .not: !afterOr
    case .and, .ampersands, .or, .bar, .close, .proximity, nil: false
    }
  }

  private mutating func signed() -> Part? {
    guard let token = next else { return nil }
    position += 1
    switch token.kind {
    case .sign(let role):
      guard isBound(to: token) else { return nil }
      return operand(role)
    case .not:
      guard startsOperand(next, afterOr: true) else { return loneWord(token).first }
      return operand(.excluded)
    case .and, .ampersands, .or, .bar: return loneWord(token).first
    case .close, .proximity: return nil
    case .clause, .field, .filter, .open:
      position -= 1
      return operand(.plain)
    }
  }

  /// True if the next token is an operand directly after `token`.
  private func isBound(to token: Token) -> Bool {
    next?.range.lowerBound == token.range.upperBound && startsOperand(next, afterOr: true)
  }

  private mutating func operand(_ role: Part.Role) -> Part? {
    let start = position
    let outer = filter
    defer { filter = outer }
    var field: Field?
    var isNamed = false
    while let token = next, let name = token.kind.fieldName {
      position += 1
      guard isBound(to: token) else {
        guard !token.hasQuotesAfter else {
          report(.emptyValue(name: name), token.range)
          return nil
        }
        report(.emptyField(name: name), token.range)
        return word(name, role, token.range)
      }
      if case .field(let given) = token.kind { field = given }
      if case .filter(let given) = token.kind { filter = given } else { filter = nil }
      isNamed = filter != nil
    }
    guard let token = next else { return nil }
    position += 1
    var node: Node
    switch token.kind {
    case .clause(let clause):
      let start = isNamed ? tokens[position - 2].range.lowerBound : token.range.lowerBound
      let clause = isNamed ? withFollowingWords(clause, of: filter) : clause
      let end = tokens[position - 1].range.upperBound
      node = value(clause, of: filter, isNamed: isNamed, start..<end)
    case .open:
      let taken = hoisted.count
      let parts = wordsOrFilters(sequence())
      position += 1
      if role == .excluded { excludeHoisted(from: taken) }
      guard let group = Node(group: parts) else { return nil }
      node = group
    default: return nil
    }
    let range = tokens[start].range.lowerBound..<tokens[position - 1].range.upperBound
    if let field {
      if node.isFilter { report(.filterInGroup, range) } else { node = node.inField(field) }
    }
    if role == .excluded && node.isOnlyExclusions {
      report(.onlyExclusions, range)
      return nil
    }
    return Part(role, node, range: range)
  }

  // MARK: Nodes

  /// Reports an operator that lacks an operand, and returns it as a word; a sign is dropped.
  private mutating func loneWord(_ token: Token) -> [Part] {
    let name =
      switch token.kind {
      case .and: "AND"
      case .or: "OR"
      case .not: "NOT"
      case .ampersands: "&&"
      default: "|"
      }
    report(.loneOperator(name), token.range)
    if name == "|" || name == "&&" { return [] }
    return word(name.lowercased(), .plain, token.range).map { [$0] } ?? []
  }

  private mutating func word(_ word: String, _ role: Part.Role, _ range: Range<Int>) -> Part? {
    wordCount += 1
    guard wordCount <= Query.maxWords else {
      report(.tooManyWords(limit: Query.maxWords), range)
      return nil
    }
    let node = value(.word(word), of: filter, isNamed: false, range)
    return Part(role, node, range: range)
  }

  /// Returns the parts of a chain: alternatives joined by OR, each of them parts joined by AND.
  private mutating func joined(_ alternatives: [[Part]]) -> [Part] {
    let conjunctions = alternatives.map { $0.count > 1 ? spliced($0).map(\.asRequired) : $0 }
    guard conjunctions.count > 1 else { return conjunctions[0] }
    var operands: [Part] = []
    for parts in wordsOrFilters(conjunctions) {
      guard let node = Node(group: parts) else { continue }
      if node.isOnlyExclusions {
        report(.onlyExclusions, parts.range)
      } else if case .either(let inner) = node {
        operands += inner
      } else {
        operands.append(Part(node, range: parts.range))
      }
    }
    return operands.count > 1 ? [Part(.either(operands), range: operands.range)] : operands
  }

  /// Returns `parts`, with every group that only excludes replaced by its exclusions.
  func spliced(_ parts: [Part]) -> [Part] {
    parts.flatMap { part in
      if case .group(let inner) = part.node, part.node.isOnlyExclusions { return inner }
      return [part]
    }
  }
}

extension Token {
  /// True for an operator between two operands.
  var isJoin: Bool {
    switch kind {
    case .and, .ampersands, .or, .bar: true
    default: false
    }
  }

  /// True if the token can be a search term; an operator can, if it lacks an operand.
  fileprivate var isWord: Bool {
    switch kind {
    case .clause, .and, .or, .not: true
    case .field, .filter, .sign, .open, .close, .ampersands, .bar, .proximity: false
    }
  }
}

extension Token.Kind {
  fileprivate var fieldName: String? {
    switch self {
    case .field(let field): field.rawValue
    case .filter(let name): name.rawValue
    default: nil
    }
  }
}

extension Part {
  fileprivate var asRequired: Part {
    var part = self
    if role == .plain { part.role = .required }
    return part
  }
}

extension [Part] {
  /// The range from the start of the first part to the end of the last part.
  var range: Range<Int> {
    guard let first, let last else { return 0..<0 }
    return first.range.lowerBound..<last.range.upperBound
  }
}

extension Node {
  /// Creates the node of a group in parentheses; nil if it is empty.
  init?(group parts: [Part]) {
    guard let first = parts.first else { return nil }
    self = parts.count == 1 && first.role != .excluded ? first.node : .group(parts)
  }

  /// Returns the node restricted to a field; nodes that already have a field keep it.
  fileprivate func inField(_ field: Field) -> Node {
    if case .field = self { return self }
    guard isOnlyExclusions, case .group(let parts) = self else { return .field(field, self) }
    return .group(
      parts.map { Part(.excluded, $0.node.inField(field), range: $0.range) })
  }
}
