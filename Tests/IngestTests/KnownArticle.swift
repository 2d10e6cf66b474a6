import Archive
@testable import Ingest
import TestSupport
import Testing

extension KnownArticle {
  /// Fails unless `draft` becomes this article, published at `published`.
  static func expect(
    _ draft: ArticleDraft, docno: String? = nil, published: String = published,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let metadata = try draft.prepared().metadata
    #expect(metadata.title == title, sourceLocation: sourceLocation)
    #expect(metadata.author == author, sourceLocation: sourceLocation)
    #expect(metadata.publisher == publisher, sourceLocation: sourceLocation)
    #expect(metadata.published == published, sourceLocation: sourceLocation)
    #expect(metadata.language == language, sourceLocation: sourceLocation)
    #expect(metadata.url == url, sourceLocation: sourceLocation)
    #expect(normalize(draft.text) == text, sourceLocation: sourceLocation)
    if let docno { #expect(metadata.docno == docno, sourceLocation: sourceLocation) }
  }
}
