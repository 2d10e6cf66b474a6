internal import TextAnalysis

extension Query: CustomStringConvertible {
  /// The query in the query language; parsing it gives the same parts again.
  public var description: String { rawExpression ?? Printer.text(parts) }

  /// Returns the query that finds in the default mode what this one finds in `mode`.
  public func reading(_ mode: Mode) -> String {
    guard rawExpression == nil, mode != .best else { return description }
    return Self.joined(wordReading(mode), filterText, by: " ")
  }

  /// Describes for people how the query is interpreted in a mode.
  ///
  /// In the default mode the description names both tiers: `gas AND oil, then gas OR oil; only
  /// publisher:bbc`. In the others it is `reading(mode)`.
  public func understood(_ mode: Mode = .best) -> String {
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
    // A single wanted part has to match, with a sign or without.
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
  /// The parts with the mode written out: plain parts are joined by OR, or required.
  ///
  /// Plain parts remain only beside required ones, where they only add to the score.
  /// If `excludesAny`, excluded parts are read as in any mode but `all`.
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

  /// A node beside an operator that binds closer than OR.
  private static func operand(_ node: Node) -> String {
    if case .either = node { "(" + text(node) + ")" } else { text(node) }
  }

  /// A node beside OR.
  ///
  /// AND binds closer, so it takes no parentheses; otherwise printing would nest deeper than what was
  /// typed. But a sign cannot follow OR.
  private static func alternative(_ node: Node, isFirst: Bool) -> String {
    guard case .group(let parts) = node, parts.count > 1,
      !parts.contains(where: { $0.role == .plain }),
      isFirst || parts.first?.role == .required
    else { return text(node) }
    return text(parts, isConjunction: true)
  }
}
