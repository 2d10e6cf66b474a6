@testable import Formats
import TestSupport
import Testing

extension KnownArticle {
  /// Fails unless `draft` becomes this article, published at `published`.
  static func expect(
    _ draft: ArticleDraft, docno: String? = nil, published: String = published,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let article = try draft.normalized()
    #expect(article.title == title, sourceLocation: sourceLocation)
    #expect(article.author == author, sourceLocation: sourceLocation)
    #expect(article.publisher == publisher, sourceLocation: sourceLocation)
    #expect(article.published == published, sourceLocation: sourceLocation)
    #expect(article.language == language, sourceLocation: sourceLocation)
    #expect(article.url == url, sourceLocation: sourceLocation)
    #expect(article.text == text, sourceLocation: sourceLocation)
    if let docno { #expect(article.docno == docno, sourceLocation: sourceLocation) }
  }
}
