internal import TextAnalysis

extension Query: CustomStringConvertible {
  /// The query as the language writes it: read again, it gives the same parts.
  public var description: String { rawExpression ?? Printer.text(parts) }

  /// How the query is read in a mode: a query that finds the same in the default mode.
  ///
  /// In the default mode that is the query itself, as the language writes it.
  public func reading(_ mode: Mode) -> String {
    guard rawExpression == nil, mode != .best else { return description }
    return Self.joined(wordReading(mode), filterText, by: " ")
  }

  /// How the query is read in a mode, said for people.
  ///
  /// In the default mode that is what comes first, and what comes after it:
  /// `gas AND oil, then gas OR oil; only publisher:bbc`. Elsewhere it is `reading(mode)`.
  public func understood(_ mode: Mode = .best) -> String {
    guard rawExpression == nil, mode == .best, let any = compiled(.any) else {
      return reading(mode)
    }
    guard any.formula != compiledFirst()?.formula else { return reading(.any) }
    let words = wordReading(.all, leavesOutAny: true) + ", then " + wordReading(.any)
    return Self.joined(words, filterText, by: "; only ")
  }

  private func wordReading(_ mode: Mode, leavesOutAny: Bool = false) -> String {
    var words = parts.filter { !$0.node.isFilter }
      .resolved(mode, leavesOutAny: leavesOutAny)
    // What stands alone has to be there, with a sign or without.
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
  /// The parts with all that the mode leaves open said: what is plain is joined by OR or required.
  ///
  /// Plain parts are left only beside required ones, where they add to the score and no more.
  /// `leavesOutAny` is whether what is left out is read as in any other mode than `all`.
  func resolved(_ mode: Query.Mode, leavesOutAny: Bool = false) -> [Part] {
    let parts = map { part in
      var part = part
      let isOther = leavesOutAny && part.role == .excluded
      part.node = part.node.resolved(isOther ? .any : mode, leavesOutAny)
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
  fileprivate func resolved(_ mode: Query.Mode, _ leavesOutAny: Bool) -> Node {
    switch self {
    case .word, .exact, .prefix, .phrase, .near, .filter: self
    case .field(let field, let node): .field(field, node.resolved(mode, leavesOutAny))
    case .either(let parts): .either(parts.map { Part($0.node.resolved(mode, leavesOutAny)) })
    case .group(let parts): .group(parts.resolved(mode, leavesOutAny: leavesOutAny))
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
    case .word(let word): word
    case .exact(let text): "=" + text.asValue
    case .prefix(let word): word + "*"
    case .phrase(let phrase): quoted(phrase)
    case .near(let items, let distance):
      "NEAR(" + items.map(nearItem).joined(separator: " ") + ", \(distance))"
    case .field(let field, let node): field.rawValue + ":" + operand(node)
    case .filter(let filter): filter.description
    case .either(let parts):
      parts.enumerated().map { alternative($1.node, isFirst: $0 == 0) }.joined(separator: " OR ")
    case .group(let parts): "(" + text(parts) + ")"
    }
  }

  /// A node that stands beside an operator which binds closer than OR.
  private static func operand(_ node: Node) -> String {
    if case .either = node { "(" + text(node) + ")" } else { text(node) }
  }

  /// A node that stands beside OR.
  ///
  /// AND binds closer, so it takes no parentheses: else printing would nest deeper than what was
  /// typed. But OR is not followed by a sign.
  private static func alternative(_ node: Node, isFirst: Bool) -> String {
    guard case .group(let parts) = node, parts.count > 1,
      !parts.contains(where: { $0.role == .plain }),
      isFirst || parts.first?.role == .required
    else { return text(node) }
    return text(parts, isConjunction: true)
  }

  private static func nearItem(_ item: String) -> String {
    item.unicodeScalars.allSatisfy(\.isTokenCharacter) ? item : quoted(item)
  }

  /// A phrase holds marks of one family at most: it ended at the first of the other.
  private static func quoted(_ phrase: String) -> String {
    phrase.unicodeScalars.contains("\"") ? "\u{201C}\(phrase)\u{201D}" : "\"\(phrase)\""
  }
}
