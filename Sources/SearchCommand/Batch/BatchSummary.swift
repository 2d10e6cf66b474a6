/// What became of the queries of a batch.
struct BatchSummary: Equatable {
  /// How many found something.
  var found = 0
  /// How many found nothing.
  var empty = 0
  /// How many could not be read or answered.
  var failed = 0

  /// The exit status: 2 for trouble, 1 where nothing was found.
  var exitStatus: Int32 { failed > 0 ? 2 : found == 0 ? 1 : 0 }

  /// The summary, for people.
  var sentence: String {
    let queries = found + empty + failed
    let count = "\(grouped(queries)) \(queries == 1 ? "query" : "queries")"
    return "\(count): \(grouped(found)) found something, \(grouped(empty)) nothing, "
      + "\(grouped(failed)) failed"
  }
}
