internal import CivilCalendar
internal import FoundationEssentials
internal import QueryLanguage
internal import SQLite
internal import SearchModel

/// A filter on articles as a condition of SQL.
///
/// Names and languages are first looked up among those that the archive has, so that the condition
/// compares whole values and an index answers it.
struct ArticleFilter: Equatable {
  /// A condition on the table `articles`; what is NULL does not hold.
  private(set) var condition: String
  /// The values of its parameters, from `?1` on.
  private(set) var values: [Value] = []
  /// Notices of values that no article of the archive has.
  private(set) var notices: [Notice] = []

  /// What every article meets.
  static let everything = ArticleFilter()

  private init() { condition = "1" }

  /// Whether every article meets it.
  var isEverything: Bool { self == .everything }

  /// Looks up what `expression` names; `today` is the day that relative dates are counted from.
  init(
    _ expression: FilterExpression, today: CalendarDay, names: NameLookup
  ) throws(SQLiteError) {
    condition = ""
    condition = try sql(expression, today, names)
  }

  private mutating func sql(
    _ expression: FilterExpression, _ today: CalendarDay, _ names: NameLookup
  ) throws(SQLiteError) -> String {
    switch expression {
    case .any(let parts): return try sql(parts, " OR ", today, names)
    case .all(let parts): return try sql(parts, " AND ", today, names)
    // A date that is not known is not one of those that are left out.
    case .not(let part): return "NOT ifnull(\(try sql(part, today, names)), 0)"
    case .leaf(.date(let range)): return date(range.resolved(on: today))
    case .leaf(.field(let field, let value)):
      let found = try names.values(of: field, matching: value)
      if found.isEmpty { notices.append(Notice(kind: .unknownValue(field, value))) }
      // One parameter, however many names there are.
      return "\(field.rawValue) IN (SELECT value FROM json_each(\(parameter(json(found)))))"
    }
  }

  private mutating func sql(
    _ parts: [FilterExpression], _ word: String, _ today: CalendarDay, _ names: NameLookup
  ) throws(SQLiteError) -> String {
    var conditions: [String] = []
    for part in parts { conditions.append(try sql(part, today, names)) }
    return "(" + conditions.joined(separator: word) + ")"
  }

  private mutating func date(_ bounds: (since: String?, until: String?)) -> String {
    // ISO 8601 orders as text does. A year counts as its first day, and so does a month: `2021` is
    // not before `2021-01-01`. `~` is behind all that may follow the figures of a bound.
    let since = bounds.since.map { "published >= " + parameter($0.withoutFirsts) }
    let until = bounds.until.map { "published < " + parameter($0 + "~") }
    return "(" + [since, until].compactMap(\.self).joined(separator: " AND ") + ")"
  }

  private func json(_ names: [String]) -> String {
    // Strings can always be encoded.
    (try? JSONEncoder().encode(names)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
  }

  private mutating func parameter(_ text: String) -> String {
    values.append(.text(text))
    return "?\(values.count)"
  }
}

extension String {
  /// An ISO 8601 date without the first of January, or the first of a month, at its end.
  fileprivate var withoutFirsts: String {
    hasSuffix("-01") ? String(dropLast(3)).withoutFirsts : self
  }
}
