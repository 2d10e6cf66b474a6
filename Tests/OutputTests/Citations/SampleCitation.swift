import SearchEngine

@testable import Archive
@testable import Output

/// Citations made by hand.
enum SampleCitation {
  static func make(
    title: String, author: String? = nil, publisher: String? = nil, published: String? = nil,
    language: String? = nil, url: String? = nil, heading: String? = nil, text: String? = nil
  ) -> Citation {
    make(
      ArticleMetadata(
        location: "a.txt", title: title, author: author, publisher: publisher,
        published: published, language: language, url: url), heading: heading, text: text)
  }

  /// Returns the citation of a passage if it has a heading or a text, otherwise of the article.
  static func make(
    _ metadata: ArticleMetadata, id: Int64 = 12,
    hash: String = String(repeating: "0123456789abcdef", count: 4), heading: String? = nil,
    text: String? = nil
  ) -> Citation {
    let article = StoredArticle(id: id, metadata: metadata, contentHash: hash)
    guard heading != nil || text != nil else { return Citation(article) }
    return Citation(
      article,
      passage: Citation.Place(
        ordinal: 2, locator: PassageLocator(offset: 9, passageCount: 3, heading: heading),
        text: text ?? "Some words."))
  }
}
