internal import Archive
internal import FullTextIndex
internal import Ranking
internal import SQLite

/// Finds the articles that are copies of others, of which only one is shown.
///
/// Two articles are copies if they have the same text, or if they are versions of one article: they
/// have the same docno, which the source gave to the article. Of such versions the newest is shown, at
/// the place of the best one; in an order by date, at its own place. Otherwise the first hit is shown.
struct ArticleCopies {
  private let run: SearchRun
  private let store: HitStore
  /// The articles that are found and have the same text, by its hash and, if it is short, the title.
  private var sameTexts: [TextKey: Set<Int64>] = [:]
  /// The articles that are found and have the same docno.
  private var sameDocnos: [String: [StoredArticle]] = [:]
  /// The ids of the copies of each hit's article, by its passage.
  private(set) var byPassage: [Int64: [Int64]] = [:]

  private struct TextKey: Hashable {
    var hash: String
    var title: String?
  }

  /// A text of at least this many bytes is hardly that of two articles by chance.
  private static let minBytes = 200

  init(_ run: SearchRun, _ store: HitStore) {
    self.run = run
    self.store = store
  }

  /// Returns the hits without those that are copies of other hits.
  ///
  /// - Complexity: O(log n) in the number of articles for each hit and each copy.
  mutating func collapsing(_ hits: [RankingHit]) throws -> [RankingHit] {
    byPassage = [:]
    var shown: [RankingHit] = []
    var hidden: Set<Int64> = []
    for hit in hits {
      try run.group.connection.checkInterruption()
      guard let stored = try store.hit(hit) else {
        run.group.noteDamagedIndex()
        continue
      }
      if hidden.contains(stored.article.id) { continue }
      let first = stored.article
      var best = stored
      let newest = try newest(first)
      if newest.id != first.id, !hidden.contains(newest.id) {
        // In an order by date, the newest version has a place of its own.
        guard run.isByRelevance, let other = try self.hit(in: newest.id, hits) else { continue }
        best = other
      }
      var copies = try copies(of: best)
      if best.article.id != first.id { copies.insert(first.id) }
      copies.remove(best.article.id)
      hidden.formUnion(copies)
      hidden.insert(best.article.id)
      if !copies.isEmpty { byPassage[best.ranking.passage] = copies.sorted() }
      shown.append(best.ranking)
    }
    return shown
  }

  /// Returns the hit in an article, which is found but may not be among `hits`.
  private func hit(in article: Int64, _ hits: [RankingHit]) throws -> StoredHit? {
    let passages = try run.group.range(ofArticle: article)
    if let hit = hits.first(where: { passages.contains($0.passage) }) { return try store.hit(hit) }
    guard let plan = run.plan, plan.fallback == nil else { return nil }
    return try run.ranked(inArticles: [article], of: plan).hits.first.flatMap { try store.hit($0) }
  }

  /// Returns the articles that are found and have the text of a hit's article or are versions of it.
  private mutating func copies(of hit: StoredHit) throws -> Set<Int64> {
    let versions = try versions(of: hit.article).map(\.id)
    return try articles(withTextOf: hit).union(versions)
  }

  private mutating func articles(withTextOf hit: StoredHit) throws -> Set<Int64> {
    let article = hit.article
    // Articles that have only a title have the same text: none.
    guard article.contentHash != ContentHash.ofNothing else { return [] }
    let isLong =
      try hit.passage.passage.text.utf8.count >= Self.minBytes
      || run.group.range(ofArticle: article.id).count > 1
    let key = TextKey(
      hash: article.contentHash, title: isLong ? nil : article.metadata.title)
    if let known = sameTexts[key] { return known }
    var ids = try run.group.articles(withHash: article.contentHash).filter { $0 != article.id }
    if !isLong {
      ids = try ids.filter { try store.article($0)?.metadata.title == article.metadata.title }
    }
    let found = Set(try run.foundArticles(among: ids)).union([article.id])
    sameTexts[key] = found
    return found
  }

  /// Returns the versions of an article that are found, itself included.
  private mutating func versions(of article: StoredArticle) throws -> [StoredArticle] {
    let metadata = article.metadata
    // Without a docno of its own, an article has its location, which is unique.
    guard metadata.docno != metadata.location else { return [article] }
    let others: [StoredArticle]
    if let known = sameDocnos[metadata.docno] {
      others = known
    } else {
      let ids = try run.group.articles(withDocno: metadata.docno)
      let found = ids.count > 1 ? try run.foundArticles(among: ids) : ids
      others = try found.compactMap { try store.article($0) }
      sameDocnos[metadata.docno] = others
    }
    return others.filter { $0.id == article.id || $0.isVersion(of: article) }
  }

  /// Returns the newest version of an article: the one published last or, of those published at the
  /// same time, the one in the file that was changed last.
  private mutating func newest(_ article: StoredArticle) throws -> StoredArticle {
    let versions = try versions(of: article)
    guard versions.count > 1 else { return article }
    let times = try versions.map { version in
      (version.metadata.published ?? "", try run.group.fileTime(of: version), version.id)
    }
    return zip(versions, times).max { $0.1 < $1.1 }?.0 ?? article
  }
}

extension StoredArticle {
  /// True if the two articles are versions of one: they have the same docno, and the same address,
  /// title or text.
  ///
  /// A docno such as 17 may be that of different articles in different files, unless it is globally
  /// unique.
  fileprivate func isVersion(of other: StoredArticle) -> Bool {
    let (first, second) = (metadata, other.metadata)
    guard first.docno == second.docno, first.docno != first.location,
      second.docno != second.location
    else { return false }
    return first.docno.isGloballyUnique || (first.url != nil && first.url == second.url)
      || first.title == second.title || contentHash == other.contentHash
  }
}

extension String {
  /// True if the text is an identifier that nobody else uses: an address, a tag (RFC 4151), a UUID
  /// or a DOI.
  fileprivate var isGloballyUnique: Bool {
    let text = lowercased()
    return !text.contains(where: \.isWhitespace)
      && (text.contains("://") || text.hasPrefix("urn:uuid:") || text.hasPrefix("doi:")
        || (text.hasPrefix("tag:") && text.contains(",")))
  }
}
