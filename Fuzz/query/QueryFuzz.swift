import CivilCalendar
// Fuzzes the query language: `make fuzz`. Any bytes must be a valid query. Printing and parsing it
// must give the same query again, and FTS5 must accept its expression.
import FuzzDriver
import QueryLanguage
import SearchModel
import SQLite

/// An index that queries run on, with the tokenizer of `schema.sql`.
struct QueryTarget {
  let connection: Connection

  init() throws {
    connection = try Connection(path: ":memory:", access: .create)
    try connection.execute(
      """
      CREATE VIRTUAL TABLE f USING fts5(
        title, text, tokenize = 'porter unicode61 remove_diacritics 2');
      INSERT INTO f VALUES ('a b', 'a b c near and or not x y z'), ('c', 'b d');
      """)
  }

  func run(_ input: some Collection<UInt8>) throws {
    let text = String(decoding: input, as: UTF8.self)
    let query = Query(text)
    for notice in query.notices {
      precondition(
        (notice.range?.upperBound ?? 0) <= text.utf8.count, "a notice outside of the text")
    }
    check(query)
    check(query.withoutStopWords().query)
    check(Query(text, syntax: .words))
    checkFilter(query)
    for mode in Query.Mode.allCases {
      guard let compiled = query.compiled(mode) else { continue }
      precondition(compiled.clauses == query.compiled()?.clauses, "clauses depend on the mode")
      for expression in [compiled.match, compiled.scoringExpression] {
        precondition(!expression.utf8.contains { $0 < 0x20 || $0 == 0x7F }, "a control character")
        _ = try connection.first("SELECT count(*) FROM f WHERE f MATCH ?1", [.text(expression)]) {
          $0.integer(at: 0)
        }
      }
    }
  }

  private func check(_ query: Query) {
    let canonical = query.description
    // A text entirely in capital letters is read by other rules, unless it has signs that the
    // canonical form omits, such as an unmatched parenthesis.
    guard canonical.utf8.count <= Query.maxBytes,
      canonical.unicodeScalars.contains(where: { $0.properties.isLowercase })
    else { return }
    precondition(Query(canonical).parts == query.parts, "printed otherwise than it was read")
  }

  private func checkFilter(_ query: Query) {
    guard let filter = query.filter, let today = CalendarDay(year: 2_024, month: 2, day: 29) else {
      return
    }
    let text = filter.description
    if text.utf8.count <= Query.maxBytes, text.count(where: { $0 == "(" }) <= Query.maxDepth {
      precondition(Query(text).notices.isEmpty && Query(text).hasOnlyFilters, "no filter: \(text)")
    }
    for date in dates(in: filter) {
      let (since, until) = date.days(on: today)
      precondition(since != nil || until != nil, "a date without bounds")
    }
  }

  private func dates(in filter: FilterExpression) -> [DateRange] {
    switch filter {
    case .leaf(.date(let date)): [date]
    case .leaf: []
    case .any(let inner), .all(let inner): inner.flatMap(dates)
    case .not(let inner): dates(in: inner)
    }
  }
}

nonisolated(unsafe) private var target: QueryTarget?  // libFuzzer calls from one thread

/// The function that libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzQuery(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    let made = try target ?? QueryTarget()
    target = made
    try made.run(UnsafeBufferPointer(start: start, count: count))
  } catch {
    fatalError("FTS5 refuses a query: \(error)")
  }
  return 0
}

@main
enum QueryFuzz {
  static func main() { runFuzzer { fuzzQuery($0, $1) } }
}
