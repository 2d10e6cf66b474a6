public import CivilCalendar
public import SearchModel

/// The range of days in a date filter, as it was written.
public struct DateRange: Hashable, Sendable {
  /// The first bound; nil if the range has no beginning.
  public var since: DateBound?
  /// The last bound; nil if the range has no end.
  public var until: DateBound?
  /// True if the range starts after `since` has ended, as in `after:2021`.
  public var excludesSince = false
  /// True if the range ends before `until` begins, as in `before:2021`.
  public var excludesUntil = false

  /// Creates a range with inclusive bounds.
  public init(since: DateBound?, until: DateBound?) {
    self.since = since
    self.until = until
  }

  /// Creates the range of all days after a bound.
  public init(after bound: DateBound) {
    self.init(since: bound, until: nil)
    excludesSince = true
  }

  /// Creates the range of all days before a bound.
  public init(before bound: DateBound) {
    self.init(since: nil, until: bound)
    excludesUntil = true
  }

  /// True if the range has both a beginning and an end.
  ///
  /// Several closed ranges are alternatives. A range that is open at one end is a bound, and all
  /// bounds must hold.
  public var isClosed: Bool { since != nil && until != nil }

  /// Returns the first and the last day of the range; `today` is the day of the search.
  ///
  /// Bounds in the wrong order are swapped.
  public func days(on today: CalendarDay) -> (first: CalendarDay?, last: CalendarDay?) {
    let range = ordered(on: today)
    let (since, until) = (range.since?.days(on: today), range.until?.days(on: today))
    return (
      range.excludesSince ? since?.upperBound.adding(days: 1) : since?.lowerBound,
      range.excludesUntil ? until?.lowerBound.adding(days: -1) : until?.upperBound
    )
  }

  /// Returns the range with its bounds in order.
  func ordered(on today: CalendarDay) -> DateRange {
    guard let since, let until, since.isAfter(until, on: today) else { return self }
    var range = DateRange(since: until, until: since)
    (range.excludesSince, range.excludesUntil) = (excludesUntil, excludesSince)
    return range
  }
}

extension DateBound {
  /// Returns true if the bound starts after `other` has ended.
  fileprivate func isAfter(_ other: DateBound, on today: CalendarDay) -> Bool {
    days(on: today).lowerBound > other.days(on: today).upperBound
  }
}

extension DateRange: CustomStringConvertible {
  /// The filter in the query language, with its name.
  public var description: String {
    switch (since, until) {
    case (let since?, nil): (excludesSince ? "after:" : "since:") + since.asValue
    case (nil, let until?): (excludesUntil ? "before:" : "until:") + until.asValue
    case (let since?, let until?) where excludesSince || excludesUntil:
      "date:\(excludesSince ? "{" : "[")\(since) TO \(until)\(excludesUntil ? "}" : "]")"
    case (.ago(let count, let unit)?, .today?): "date:\(DateBound.ago(count, unit))"
    case (let since?, let until?) where since == until && !since.isAgo: "date:" + since.asValue
    case (let since, let until):
      "date:\(since.map(\.description) ?? "")..\(until.map(\.description) ?? "")"
    }
  }
}

extension DateBound {
  /// The bound as written after a colon.
  ///
  /// A date without a year is quoted; otherwise, a year after it would belong to it.
  fileprivate var asValue: String {
    if case .date(let date) = self, date.year == nil { "\"\(self)\"" } else { description }
  }
}

// MARK: Bounds in the wrong order

extension BooleanExpression where Leaf == Filter {
  /// Returns the condition with dates in the wrong order exchanged, and a notice for each exchange.
  ///
  /// This concerns ranges such as `date:2022..2021`, and a beginning and an end that must both
  /// hold, such as `since:2022 until:2021`. Several beginnings or ends stay as they are.
  public func orderingDates(on today: CalendarDay) -> (filter: FilterExpression, notices: [Notice])
  {
    var notices: [Notice] = []
    let filter = orderingDates(on: today, &notices)
    return (filter, notices)
  }

  private func orderingDates(on today: CalendarDay, _ notices: inout [Notice]) -> FilterExpression {
    switch self {
    case .leaf(.date(let range)):
      let ordered = range.ordered(on: today)
      if ordered != range { notices.append(Notice(kind: .swappedDates(ordered.description))) }
      return .leaf(.date(ordered))
    case .leaf: return self
    case .not(let part): return .not(part.orderingDates(on: today, &notices))
    case .any(let parts): return .any(parts.map { $0.orderingDates(on: today, &notices) })
    case .all(let parts):
      let parts = parts.map { $0.orderingDates(on: today, &notices) }
      return .all(Self.exchangingBounds(parts, on: today, &notices))
    }
  }

  /// Exchanges the only beginning and the only end among `parts` if they are in the wrong order.
  private static func exchangingBounds(
    _ parts: [FilterExpression], on today: CalendarDay, _ notices: inout [Notice]
  ) -> [FilterExpression] {
    let ranges = parts.enumerated().compactMap { index, part -> (index: Int, range: DateRange)? in
      if case .leaf(.date(let range)) = part, !range.isClosed { (index, range) } else { nil }
    }
    let (starts, ends) = (
      ranges.filter { $0.range.since != nil }, ranges.filter { $0.range.until != nil }
    )
    guard starts.count == 1, ends.count == 1, let since = starts[0].range.since,
      let until = ends[0].range.until, since.isAfter(until, on: today)
    else { return parts }
    var (start, end, parts) = (starts[0].range, ends[0].range, parts)
    (start.since, end.until) = (until, since)
    parts[starts[0].index] = .leaf(.date(start))
    parts[ends[0].index] = .leaf(.date(end))
    notices.append(Notice(kind: .swappedDates("\(start) \(end)")))
    return parts
  }
}

// MARK: Parsing

extension DateRange {
  /// Parses the text after `date:`; nil if it is neither a date nor a range.
  ///
  ///     value = bound | [bound] ".." [bound] | sign bound | ("[" | "{") end " TO " end ("]" | "}")
  ///     end   = bound | "*"
  ///
  /// A single date is a range too: a year or a month lasts from its first day to its last, and `7d`
  /// lasts until today. The sign and the brackets are those of Lucene: `<2021` is before 2021 and
  /// `>2021` after it; a bound beside a brace is excluded.
  public init?(_ text: String) { self.init(.date, text) }

  /// Parses the text after the name of a date filter; nil if it is not a date, or if its sign
  /// contradicts the name, as in `since:<2021`.
  init?(_ name: FilterName, _ text: String) {
    let text = text.withoutQuotes
    if name == .date, let range = DateRange(brackets: text) {
      self = range
    } else if let (comparison, rest) = Comparison.prefix(of: text) {
      guard let name = comparison.name(with: name) else { return nil }
      self.init(name, date: rest.withoutMarks)
    } else {
      self.init(name, date: text.withoutMarks)
    }
  }

  private init?(_ name: FilterName, date text: String) {
    guard name != .date else {
      self.init(dots: text)
      return
    }
    guard let bound = DateBound(text) else { return nil }
    switch name {
    case .after: self.init(after: bound)
    case .before: self.init(before: bound)
    case .until: self.init(since: nil, until: bound)
    default: self.init(since: bound, until: nil)
    }
  }

  /// Parses a date, or two with `..` between them.
  private init?(dots text: String) {
    let bytes = Array(text.utf8)
    let dots = bytes.indices.dropLast().first { bytes[$0...$0 + 1].allSatisfy { $0 == 0x2E } }
    guard let dots else {
      guard let bound = DateBound(text) else { return nil }
      self.init(since: bound, until: bound.isAgo ? .today : bound)
      return
    }
    let (left, right) = (bytes[..<dots], bytes[(dots + 2)...])
    let since = DateBound(String(decoding: left, as: UTF8.self))
    let until = DateBound(String(decoding: right, as: UTF8.self))
    guard since != nil || left.isEmpty, until != nil || right.isEmpty, bytes.count > 2 else {
      return nil
    }
    self.init(since: since, until: until)
  }

  /// Parses a range of Lucene, such as `[2021 TO 2022}`.
  private init?(brackets text: String) {
    guard text.utf8.count <= Self.maxBracketBytes, let first = text.first, let last = text.last,
      first == "[" || first == "{", last == "]" || last == "}"
    else { return nil }
    let words = text.dropFirst().dropLast().split(separator: " ")
    let seams = words.indices.filter { words[$0].uppercased() == "TO" }
    guard seams.count == 1 else { return nil }
    let ends = [words[..<seams[0]], words[(seams[0] + 1)...]].map { $0.joined(separator: " ") }
    let bounds = ends.map(DateBound.init)
    guard zip(ends, bounds).allSatisfy({ $0 == "*" || $1 != nil }), ends != ["*", "*"] else {
      return nil
    }
    self.init(since: bounds[0], until: bounds[1])
    excludesSince = since != nil && first == "{"
    excludesUntil = until != nil && last == "}"
  }

  /// The length of the longest range in brackets, with two dates such as `18 de septiembre de 2021`.
  static let maxBracketBytes = 100
}

/// A sign before a date that compares it with the dates of articles.
struct Comparison {
  /// True for `>`, false for `<`, nil for `=`.
  private let isLater: Bool?
  private let includesBound: Bool

  /// Returns the sign at the start of a text and the rest of the text; nil if there is no sign.
  ///
  /// A sign without a meaning, such as `<>`, is left in the text, which is then not a date.
  static func prefix(of text: String) -> (comparison: Comparison, rest: String)? {
    let sign = text.unicodeScalars.prefix(while: \.isComparison)
    let rest = String(text.unicodeScalars.dropFirst(sign.count))
    switch String(sign) {
    case "=", "==": return (Comparison(isLater: nil, includesBound: true), rest)
    case "<": return (Comparison(isLater: false, includesBound: false), rest)
    case "<=", "=<", "\u{2264}": return (Comparison(isLater: false, includesBound: true), rest)
    case ">": return (Comparison(isLater: true, includesBound: false), rest)
    case ">=", "=>", "\u{2265}": return (Comparison(isLater: true, includesBound: true), rest)
    default: return nil
    }
  }

  /// Returns the name that means the sign together with `name`; nil if the two contradict each
  /// other.
  func name(with name: FilterName) -> FilterName? {
    guard let isLater else { return name }
    switch name {
    case .since, .after: guard isLater else { return nil }
    case .until, .before: guard !isLater else { return nil }
    default: break
    }
    return isLater ? (includesBound ? .since : .after) : (includesBound ? .until : .before)
  }
}

extension Unicode.Scalar {
  /// True for the signs that compare a date.
  var isComparison: Bool {
    switch self {
    case "<", ">", "=", "\u{2264}", "\u{2265}": true
    default: false
    }
  }
}
