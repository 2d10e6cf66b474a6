internal import QueryLanguage

/// How a query is read, in words: what is looked for first and then, and which words are not, or in
/// other spellings too.
struct Understanding: CustomStringConvertible {
  let description: String

  init(
    _ query: Query, _ mode: Query.Mode, _ dropped: [String], _ plan: QueryPlan?,
    _ filter: FilterExpression?
  ) {
    var sentences = [query.understood(mode)]
    if let filter { sentences.append("only \(filter)") }
    if !dropped.isEmpty {
      sentences.append("not ranked: " + dropped.joined(separator: ", "))
    }
    let added = plan?.leaves.filter(\.isExpansion).map(\.text) ?? []
    if !added.isEmpty { sentences.append("expanded by: " + added.joined(separator: ", ")) }
    for leaf in plan?.leaves ?? [] where !leaf.spellings.isEmpty {
      let shown = leaf.spellings.prefix(Self.mostSpellings).map { "\"\($0)\"" }
      let more = leaf.spellings.count - shown.count
      sentences.append(
        "\(leaf.text) also as " + shown.joined(separator: ", ")
          + (more > 0 ? " and \(more) more" : ""))
    }
    description = sentences.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// A part of a run of ideographs may stand in thousands of terms.
  private static let mostSpellings = 5
}
