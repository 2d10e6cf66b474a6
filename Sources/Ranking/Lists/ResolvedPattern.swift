internal import FullTextIndex

/// A pattern whose terms have been looked up in the index.
struct ResolvedPattern {
  /// A term and its entry in the catalog.
  struct Term {
    var bytes: [UInt8]
    var entry: TermEntry
  }

  /// A token of a phrase: any of `terms`, at `offset` tokens from the first token of the phrase.
  struct Element {
    var terms: [Term]
    var offset: Int
  }

  indirect enum Kind {
    /// One token that is any of these terms.
    case terms([Term])
    /// Adjacent tokens.
    case phrase([Element])
    /// Patterns with at most `distance` tokens between them.
    case near([ResolvedPattern], distance: Int)
    /// Any of these patterns.
    case any([ResolvedPattern])
  }

  var kind: Kind
  /// The length in tokens; if there are alternatives, that of the longest one.
  var length: Int

  /// An estimate of the number of postings to visit, and roughly of the number of rows that contain
  /// the pattern.
  var cost: Int {
    switch kind {
    case .terms(let terms): Self.cost(terms)
    case .phrase(let elements): elements.map { Self.cost($0.terms) }.min() ?? 0
    case .near(let parts, _): parts.map(\.cost).min() ?? 0
    case .any(let parts): parts.reduce(0) { $0 + $1.cost }
    }
  }

  static func cost(_ terms: [Term]) -> Int { terms.reduce(0) { $0 + $1.entry.cost } }
}

extension TermEntry {
  /// An estimate of the number of postings.
  var cost: Int {
    if let documentFrequency { return documentFrequency }
    var cost = 0
    for (index, start) in starts.enumerated() {
      // A posting takes about five bytes, and a leaf has four thousand.
      cost += 1 + start.range.count / 5
      if index < skips.count, let skips = skips[index] { cost += 800 * skips.limits.count }
    }
    return cost
  }
}

extension TermCatalog {
  /// The maximum depth of nested patterns.
  private static let maxDepth = 16

  /// Looks up the terms of a pattern.
  ///
  /// - Throws: `unsupportedQuery`, if a part of a phrase is not a single token, or a part of a NEAR
  ///   is a NEAR.
  func resolve(_ pattern: Pattern, depth: Int = 0) throws(IndexError) -> ResolvedPattern {
    guard depth < Self.maxDepth else { throw .unsupportedQuery }
    switch pattern {
    case .term, .prefix:
      return ResolvedPattern(kind: .terms(try terms(pattern)), length: 1)
    case .any(let alternatives):
      var parts: [ResolvedPattern] = []
      for alternative in alternatives { parts.append(try resolve(alternative, depth: depth + 1)) }
      return .any(parts)
    case .phrase(let patterns):
      var elements: [ResolvedPattern.Element] = []
      for pattern in patterns {
        let part = try resolve(pattern, depth: depth + 1)
        guard case .terms(let terms) = part.kind else { throw .unsupportedQuery }
        elements.append(ResolvedPattern.Element(terms: terms, offset: elements.count))
      }
      if elements.count == 1 { return ResolvedPattern(kind: .terms(elements[0].terms), length: 1) }
      return ResolvedPattern(kind: .phrase(elements), length: elements.count)
    case .near(let patterns, let distance):
      guard distance >= 0 else { throw .unsupportedQuery }
      var parts: [ResolvedPattern] = []
      for pattern in patterns {
        let part = try resolve(pattern, depth: depth + 1)
        guard !part.isNear else { throw .unsupportedQuery }
        parts.append(part)
      }
      if parts.count == 1 { return parts[0] }
      let length = parts.reduce(0) { $0 + $1.length }
      return ResolvedPattern(
        kind: .near(parts, distance: min(distance, 1 << 30)), length: length)
    }
  }

  private func terms(_ pattern: Pattern) throws(IndexError) -> [ResolvedPattern.Term] {
    switch pattern {
    case .term(let text):
      let bytes = Array(text.utf8)
      let entry = try entry(bytes)
      return entry.starts.isEmpty ? [] : [ResolvedPattern.Term(bytes: bytes, entry: entry)]
    case .prefix(let text):
      var terms: [ResolvedPattern.Term] = []
      for found in try prefixTerms(Array(text.utf8)) {
        var entry = TermEntry(starts: found.starts)
        for start in found.starts { entry.skips.append(try skipTable(start)) }
        terms.append(ResolvedPattern.Term(bytes: found.bytes, entry: entry))
      }
      return terms
    default: return []
    }
  }
}

extension ResolvedPattern {
  fileprivate var isNear: Bool {
    switch kind {
    case .near: true
    case .any(let parts): parts.contains { $0.isNear }
    default: false
    }
  }

  /// Returns a pattern for any of `parts`; a single token if all of `parts` are single tokens.
  fileprivate static func any(_ parts: [ResolvedPattern]) -> ResolvedPattern {
    if parts.count == 1 { return parts[0] }
    var terms: [[UInt8]: Term] = [:]
    var others: [ResolvedPattern] = []
    for part in parts {
      if case .terms(let found) = part.kind {
        for term in found { terms[term.bytes] = term }
      } else {
        others.append(part)
      }
    }
    let tokens = ResolvedPattern(
      kind: .terms(terms.keys.sorted { $0.lexicographicallyPrecedes($1) }.compactMap { terms[$0] }),
      length: 1)
    if others.isEmpty { return tokens }
    if !terms.isEmpty { others.append(tokens) }
    return ResolvedPattern(kind: .any(others), length: others.map(\.length).max() ?? 1)
  }
}
