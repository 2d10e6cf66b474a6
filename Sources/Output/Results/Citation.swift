package import Archive
package import SearchEngine

/// A reference to a passage or an article, precise enough to find it again and to tell whether its
/// text has changed.
package struct Citation: Equatable, Sendable {
  /// A passage of the article, and its offset in the article's text, in code points.
  package struct Place: Equatable, Sendable {
    package var ordinal: Int
    package var offset: Int
  }

  /// The article.
  package let article: StoredArticle
  /// The passage; nil for the whole article.
  package let passage: Place?

  /// Creates a citation of a whole article or of a passage.
  package init(_ article: StoredArticle, passage: Place? = nil) {
    self.article = article
    self.passage = passage
  }

  /// Creates the citation of a hit; nil unless the request asks for citations.
  package init?(_ hit: SearchHit) {
    guard let offset = hit.codePointOffset else { return nil }
    self.init(hit.article, passage: Place(ordinal: hit.passage.ordinal, offset: offset))
  }

  /// The citation on one line.
  ///
  /// `Publisher, "Title", 2023-03-15, https://..., passage 3, character 1438, sha256 0123456789ab`
  package var line: String {
    let metadata = article.metadata
    let parts = [
      metadata.publisher.map(printableLine), "\"\(printableLine(metadata.title))\"",
      metadata.published.map { printableLine(day($0)) },
      printableLine(webAddress(metadata.url) ?? metadata.location),
      passage.map { "passage \($0.ordinal)" }, passage.map { "character \($0.offset)" },
      "sha256 \(printableLine(String(article.contentHash.prefix(12))))",
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }
}
