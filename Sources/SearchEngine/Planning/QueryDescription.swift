internal import CivilCalendar
internal import QueryLanguage
internal import SearchModel

/// Describes how a query was interpreted: the order of its tiers, the words that are not ranked,
/// and the words that are looked up in other spellings too.
struct QueryDescription: CustomStringConvertible {
  let description: String

  /// Describes a query with a filter besides those that it contains.
  ///
  /// If dates are in the wrong order, all filters are shown as they were applied on `today`.
  init(
    _ query: Query, _ mode: Query.Mode, dropped: [String], _ plan: QueryPlan?,
    _ filter: FilterExpression?, today: CalendarDay
  ) {
    let clauses = plan?.clauses ?? []
    let all = FilterExpression.all(of: [query.filter, filter].compactMap(\.self))
    var sentences: [String]
    if let (ordered, notices) = all?.orderingDates(on: today), !notices.isEmpty {
      sentences = [query.understood(mode, filter: ordered)]
    } else {
      sentences = [query.understood(mode)] + (filter.map { ["only \($0)"] } ?? [])
    }
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
