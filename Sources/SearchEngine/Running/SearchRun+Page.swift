internal import Archive
internal import Ranking
internal import SQLite

/// The hits of one page.
struct HitPage {
  /// The hits of the page, in order.
  var hits: [RankingHit] = []
  /// The ids of the copies of each hit's article, by its passage.
  var copies: [Int64: [Int64]] = [:]
  /// True if there are more hits after the page.
  var hasMore = false
  /// The ranking, with the numbers of all hits.
  var ranked: RankedPassages
}

extension SearchRun {
  /// Returns the hits of the requested page.
  func page(_ store: HitStore) throws -> HitPage {
    switch (request.order, asksForWords) {
    case (_, false): return try page(store) { count in try listed(count: count) }
    case (.relevance, true): return try page(store) { count in try best(count: count, store) }
    case (.newest, true), (.oldest, true):
      var page = try page(store) { count in try dated(count: count) }
      try scoreByDate(&page, store)
      return page
    }
  }

  /// Returns the hits of the requested page; `first` returns the first hits, given their number.
  private func page(
    _ store: HitStore, _ first: (Int) throws -> RankedPassages
  ) throws -> HitPage {
    let wanted = request.offset + request.limit
    guard request.collapsesCopies else {
      let ranked = try first(wanted)
      let hits = Array(ranked.hits.dropFirst(request.offset))
      return HitPage(
        hits: hits, hasMore: request.offset + hits.count < ranked.total || !ranked.totalIsExact,
        ranked: ranked)
    }
    var copies = ArticleCopies(self, store)
    // One more hit shows whether there is another page.
    var count = wanted + 1
    while true {
      let ranked = try first(count)
      let shown = try copies.collapsing(ranked.hits)
      guard ranked.hits.count == count, shown.count <= wanted, !ranked.isPartial else {
        let hits = Array(shown.dropFirst(request.offset).prefix(request.limit))
        return HitPage(
          hits: hits, copies: copies.byPassage, hasMore: shown.count > wanted, ranked: ranked)
      }
      count += 2 * (count - shown.count)
    }
  }
}
