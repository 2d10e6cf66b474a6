/// Filters, which hold for the whole query or not at all.
extension Parser {
  /// What a leaf is where a filter's name stands before it, or before the group around it.
  ///
  /// What is no date is read as it was typed: `date:soon` as one word.
  mutating func value(
    _ leaf: Node, of name: FilterName?, isNamed: Bool, _ range: Range<Int>
  ) -> Node {
    guard let name, let text = leaf.filterText else { return leaf }
    if let filter = Filter(name, text) {
      if case .prefix = leaf { report(.strayStar, range) }
      if case .near = leaf { report(.malformedNear, range) }
      return .filter(filter)
    }
    report(.malformedDate, range)
    guard isNamed else { return leaf }
    switch leaf {
    case .word(let word): return .word("\(name.rawValue):\(word)")
    case .prefix(let word): return .prefix("\(name.rawValue):\(word)")
    default: return leaf
    }
  }

  /// The parts of a group, without its filters if there are words too.
  mutating func wordsOrFilters(_ parts: [Part]) -> [Part] {
    let (words, filters) = parts.parted
    guard !words.isEmpty && !filters.isEmpty else { return parts }
    hoist([filters])
    return words
  }

  /// The alternatives of an OR, without their filters if there are words too.
  mutating func wordsOrFilters(_ alternatives: [[Part]]) -> [[Part]] {
    let parted = alternatives.map(\.parted)
    let words = parted.map(\.words).filter { !$0.isEmpty }
    let filters = parted.map(\.filters).filter { !$0.isEmpty }
    guard !words.isEmpty && !filters.isEmpty else { return alternatives }
    hoist(filters)
    return words
  }

  /// Takes filters out of a group or an OR, to hold for the whole query.
  ///
  /// FTS5 knows nothing of articles, so "words here, or a publisher" cannot be asked of it. What is
  /// taken out keeps its form without the words: `(moon AND publisher:a) OR publisher:b` leaves
  /// `publisher:a OR publisher:b`.
  private mutating func hoist(_ alternatives: [[Part]]) {
    var operands: [Part] = []
    for parts in alternatives {
      for part in parts { report(.filterInGroup, part.range) }
      if parts.allSatisfy({ $0.role == .excluded }) {
        hoisted += parts
      } else if let node = Node(group: parts) {
        if alternatives.count > 1, case .either(let inner) = node {
          operands += inner
        } else {
          operands.append(Part(node, range: parts.range))
        }
      }
    }
    hoisted += spliced(
      operands.count > 1 ? [Part(.either(operands), range: operands.range)] : operands)
  }

  /// Leaves out what was taken out of a group that is left out.
  ///
  /// What the group itself leaves out is passed over, as words would be.
  mutating func excludeHoisted(from start: Int) {
    let taken = hoisted[start...]
    hoisted.removeSubrange(start...)
    for var part in taken {
      if part.role == .excluded {
        report(.onlyExclusions, part.range)
      } else {
        part.role = .excluded
        hoisted.append(part)
      }
    }
  }
}

extension [Part] {
  fileprivate var parted: (words: [Part], filters: [Part]) {
    (filter { !$0.node.isFilter }, filter(\.node.isFilter))
  }
}

extension Node {
  /// The text of a leaf, as a filter's value.
  fileprivate var filterText: String? {
    switch self {
    case .word(let text), .exact(let text), .prefix(let text), .phrase(let text): text
    case .near(let items, _): items.joined(separator: " ")
    case .field, .filter, .either, .group: nil
    }
  }
}
