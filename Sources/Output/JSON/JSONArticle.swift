internal import Archive
internal import SearchEngine

/// The metadata of an article, in JSON.
struct JSONArticle: Encodable {
  private let article: StoredArticle

  init(_ article: StoredArticle) { self.article = article }

  private enum Key: CodingKey {
    case id
  }

  func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Key.self)
    try members.encode(article.id, forKey: .id)
    var fields = encoder.container(keyedBy: ArticleField.self)
    for field in ArticleField.allCases {
      try fields.encodeIfPresent(article.metadata[field], forKey: field)
    }
  }
}

/// A passage in JSON.
struct JSONPassage: Encodable {
  var id: Int64
  var ordinal: Int
  /// The offset in the article's text, in UTF-8 bytes.
  var start: Int
  var text: String

  init(_ passage: StoredPassage) {
    id = passage.id
    ordinal = passage.ordinal
    start = passage.passage.start
    text = passage.passage.text
  }
}

/// A citation in JSON.
struct JSONCitation: Encodable {
  /// The whole citation in one line, for people.
  var text: String
  var contentHash: String
  var passage: Int?
  /// The offset of the passage in the article's text, in code points.
  var offset: Int?
  /// The address of the passage on the web, with a text fragment.
  var link: String?

  enum CodingKeys: String, CodingKey {
    case text, passage, offset, link
    case contentHash = "content_hash"
  }

  init(_ citation: Citation) {
    text = citation.line
    contentHash = citation.article.contentHash
    passage = citation.passage?.ordinal
    offset = citation.passage?.locator.offset
    link = citation.textFragmentLink
  }
}
