internal import QueryLanguage

/// Describes how a query was interpreted: the order of its tiers, the words that are not ranked,
/// and the words that are looked up in other spellings too.
struct QueryDescription: CustomStringConvertible {
  let description: String

  init(
    _ query: Query, _ mode: Query.Mode, dropped: [String], _ plan: QueryPlan?,
    _ filter: FilterExpression?
  ) {
    let clauses = plan?.clauses ?? []
    var sentences = [query.understood(mode)]
    if let filter { sentences.append("only \(filter)") }
    if !dropped.isEmpty {
      sentences.append("not ranked: " + dropped.joined(separator: ", "))
    }
    let added = clauses.filter(\.isExpansion).map(\.text)
    if !added.isEmpty { sentences.append("expanded by: " + added.joined(separator: ", ")) }
    for (index, clause) in clauses.enumerated() where clause.original == nil {
      let spellings = plan?.spellings(of: index) ?? []
      guard !spellings.isEmpty else { continue }
      let shown = spellings.prefix(Self.maxSpellings).map { "\"\($0)\"" }
      let more = spellings.count - shown.count
      sentences.append(
        "\(clause.text) also as " + shown.joined(separator: ", ")
          + (more > 0 ? " and \(more) more" : ""))
    }
    description = sentences.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// A word with CJK characters may be in thousands of terms.
  private static let maxSpellings = 5
}
