internal import FullTextIndex
internal import Ranking

extension ArchiveGroup {
  /// Returns the posting lists of the clauses of a plan whose words must be written in a certain way,
  /// by the index of the clause.
  ///
  /// If all forms of some stems match a clause, its pattern is set to these stems instead.
  ///
  /// - Complexity: O(n) in the postings of the stems of all matching words.
  func formLists(_ plan: inout QueryPlan?) throws -> [Int: ExternalPostings] {
    let clauses = plan?.clauses ?? []
    var lists: [Int: ExternalPostings] = [:]
    for (index, clause) in clauses.enumerated() where clause.term.written != nil {
      switch try formList(of: clause.term) {
      case .pattern(let pattern): plan?.clauses[index].term.pattern = pattern
      case .postings(let postings): lists[index] = postings
      }
    }
    return lists
  }

  private func formList(of term: TermSpec) throws -> FormList {
    let lists = try members.map { try $0.formLists.list(of: term) }
    if lists.count == 1, members[0].offsets.passage == 0 { return lists[0] }
    let patterns = lists.compactMap { list in
      if case .pattern(let pattern) = list { pattern } else { nil }
    }
    if patterns.count == lists.count { return .pattern(Pattern.union(patterns)) }
    let postings = try zip(members, lists).map { member, list in
      if case .postings(let postings) = list { return postings }
      guard case .postings(let postings) = try member.formLists.list(of: term, findsPattern: false)
      else { throw IndexError.unsupportedQuery }
      return postings
    }
    return .postings(try .joined(postings, offsets: members.map(\.offsets.passage)))
  }

  /// Returns the numbers of occurrences, in the given texts of a passage, of a term whose words must
  /// be written in a certain way.
  func counts(_ term: TermSpec, _ texts: [String]) throws -> [Int] {
    try members[0].formLists.counts(term, texts)
  }
}

extension Pattern {
  /// Returns the pattern that finds what any of these finds: terms, or phrases of as many terms.
  fileprivate static func union(_ patterns: [Pattern]) -> Pattern {
    if Set(patterns).count == 1 { return patterns[0] }
    let phrases = patterns.map { pattern in
      if case .phrase(let parts) = pattern { parts } else { [pattern] }
    }
    let length = phrases.lazy.map(\.count).max() ?? 0
    let parts = (0..<length).map { place -> Pattern in
      let terms = Set(phrases.flatMap { place < $0.count ? $0[place].terms : [] })
      let sorted = terms.sorted { $0.lexicographicallyPrecedes($1) }
        .map { Pattern.term(String(decoding: $0, as: UTF8.self)) }
      return sorted.count == 1 ? sorted[0] : .any(sorted)
    }
    return parts.count == 1 ? parts[0] : .phrase(parts)
  }

  /// The bytes of the terms of a choice.
  private var terms: [[UInt8]] {
    switch self {
    case .term(let term): [Array(term.utf8)]
    case .any(let patterns): patterns.flatMap(\.terms)
    default: []
    }
  }
}
