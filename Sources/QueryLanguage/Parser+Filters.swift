internal import CivilCalendar

/// Filters, which apply to the whole query.
extension Parser {
  /// Returns a clause as a value of the filter `name`; if `name` is nil, as a clause.
  ///
  /// `isNamed` is true if the name directly precedes the clause, and false if the clause is in a
  /// group after the name. A value that should be a date, but is not, is read as a word:
  /// `date:soon` as one word, together with its name.
  mutating func value(
    _ clause: Clause.Kind, of name: FilterName?, isNamed: Bool, _ range: Range<Int>
  ) -> Node {
    guard let name else { return .clause(clause) }
    if let filter = Filter(name, clause.text) {
      if case .wildcard = clause { report(.strayStar, range) }
      if case .near = clause { report(.malformedNear, range) }
      return .filter(filter)
    }
    report(.malformedDate, range)
    guard isNamed else { return .clause(clause.withoutComparison) }
    switch clause {
    case .word(let word): return .clause(.word("\(name.rawValue):\(word)"))
    default: return .clause(clause)
    }
  }

  /// Returns the value of a date filter together with the plain words after it, if the value is a
  /// month and all of them are one date, as in `date:october 2021` and `since:Oct. 18, 2021`.
  ///
  /// The canonical form of a month alone is quoted, so that it is never extended.
  mutating func withFollowingWords(_ value: Clause.Kind, of name: FilterName?) -> Clause.Kind {
    guard let name, name.isDate, case .word(let word) = value,
      let date = PartialDate(Comparison.prefix(of: word)?.rest ?? word), date.year == nil
    else { return value }
    var words = [word]
    var longest: (text: String, count: Int)?
    for token in tokens[position...].prefix(Self.maxWordsOfDate - 1) {
      guard case .clause(.word(let next)) = token.kind else { break }
      words.append(next)
      let text = words.joined(separator: " ")
      if Filter(name, text) != nil { longest = (text, words.count - 1) }
    }
    guard let longest else { return value }
    position += longest.count
    return .word(longest.text)
  }

  /// The number of words in `October the 18th of 2021`.
  private static let maxWordsOfDate = 5

  /// Returns the parts of a group; if it mixes words and filters, the filters are moved out of it.
  mutating func wordsOrFilters(_ parts: [Part]) -> [Part] {
    let (words, filters) = parts.wordsAndFilters
    guard !words.isEmpty && !filters.isEmpty else { return parts }
    hoist([filters])
    return words
  }

  /// Returns the alternatives of an OR; if they mix words and filters, the filters are moved out.
  mutating func wordsOrFilters(_ alternatives: [[Part]]) -> [[Part]] {
    let split = alternatives.map(\.wordsAndFilters)
    let words = split.map(\.words).filter { !$0.isEmpty }
    let filters = split.map(\.filters).filter { !$0.isEmpty }
    guard !words.isEmpty && !filters.isEmpty else { return alternatives }
    hoist(filters)
    return words
  }

  /// Moves filters out of a group or an OR, so that they apply to the whole query.
  ///
  /// FTS5 does not know articles, so it cannot evaluate "these words, or a publisher". The moved
  /// filters keep their structure: those of `(moon AND publisher:a) OR publisher:b` become
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

  /// Excludes the filters that were moved out of an excluded group.
  ///
  /// Exclusions within an excluded group are ignored, for filters as for words.
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

extension Clause.Kind {
  /// The clause without the sign before a date, which means nothing in a clause that is not a date.
  fileprivate var withoutComparison: Clause.Kind {
    guard case .word(let word) = self, word.unicodeScalars.first?.isComparison ?? false else {
      return self
    }
    // As a phrase, so that an operator or a field after the sign stays a word.
    return .phrase(String(word.unicodeScalars.drop(while: \.isComparison)).withoutMarks)
  }
}

extension [Part] {
  fileprivate var wordsAndFilters: (words: [Part], filters: [Part]) {
    (filter { !$0.node.isFilter }, filter(\.node.isFilter))
  }
}
