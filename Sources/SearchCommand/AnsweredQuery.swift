internal import Archive
internal import SearchEngine

/// A query and its answer.
struct AnsweredQuery {
  var query: BatchQuery
  var request: SearchRequest
  var results: SearchResults
  var elapsed: Duration
  /// Where each hit was found, in the order of the hits, if that was asked for.
  var citations: [Citation] = []

  /// Where the hit at `index` was found.
  func citation(_ index: Int) -> Citation? { index < citations.count ? citations[index] : nil }
}
