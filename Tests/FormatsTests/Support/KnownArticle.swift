@testable import Formats
import Testing

/// The one article that a fixture of every format holds, so that all readers are held to one result.
enum KnownArticle {
  static let title = "The harbour reopens"
  static let author = "Ada Quill"
  static let publisher = "The Tidewater Post"
  static let published = "2021-10-18"
  static let language = "en"
  static let url = "https://tidewater.example/harbour"
  static let paragraphs = [
    "After three winters of repairs the harbour of Tidewater is open again, and the first boat in "
      + "was a ferry with nobody on board but its crew.",
    "The mayor cut the ribbon at noon & thanked the masons; the gulls, said one of them, had never "
      + "left.",
  ]
  /// The paragraphs as they are stored, an empty line between them.
  static let text = paragraphs.joined(separator: "\n\n")
  /// The paragraphs as HTML and XML have them.
  static let html = paragraphs.map { "<p>\($0.replacing("&", with: "&amp;"))</p>" }
    .joined(separator: "\n")

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
