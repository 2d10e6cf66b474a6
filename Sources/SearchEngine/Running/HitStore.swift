internal import Archive
internal import Ranking

/// A hit with its passage and article, as they are stored.
struct StoredHit {
  var ranking: RankingHit
  var passage: StoredPassage
  var article: StoredArticle
}

/// The passages and articles of hits; what has been read whole is not read again.
final class HitStore {
  private let group: ArchiveGroup
  private var passages: [Int64: StoredPassage] = [:]
  private var articles: [Int64: StoredArticle] = [:]

  init(_ group: ArchiveGroup) { self.group = group }

  /// Returns a hit with its passage and article; nil if one of them is missing.
  func hit(_ ranking: RankingHit) throws(ArchiveError) -> StoredHit? {
    guard let passage = try passage(ranking.passage), let article = try article(passage.articleID)
    else { return nil }
    return StoredHit(ranking: ranking, passage: passage, article: article)
  }

  /// Returns the article of a passage; nil if it is missing.
  func article(ofPassage id: Int64) throws(ArchiveError) -> StoredArticle? {
    guard let passage = try passage(id) else { return nil }
    return try article(passage.articleID)
  }

  /// Reads the passages and articles of hits, which will be shown.
  func read(_ hits: ArraySlice<RankingHit>) throws(ArchiveError) {
    for hit in hits { _ = try self.hit(hit) }
  }

  /// Returns the title and the text of a passage; nil if it is missing.
  ///
  /// This is faster than reading the passage and its article, unless that has been done already.
  func texts(ofPassage id: Int64) throws(ArchiveError) -> (title: String, text: String)? {
    if let passage = passages[id], let article = articles[passage.articleID] {
      return (article.metadata.title, passage.passage.text)
    }
    return try group.texts(ofPassage: id)
  }

  /// Returns the article with this id; nil if it is missing.
  func article(_ id: Int64) throws(ArchiveError) -> StoredArticle? {
    if let article = articles[id] { return article }
    let article = try group.article(id: id)
    articles[id] = article
    return article
  }

  private func passage(_ id: Int64) throws(ArchiveError) -> StoredPassage? {
    if let passage = passages[id] { return passage }
    let passage = try group.passage(id: id)
    passages[id] = passage
    return passage
  }
}
