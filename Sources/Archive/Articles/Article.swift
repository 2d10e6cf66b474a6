internal import TextAnalysis

/// The metadata of an article: everything but its text.
public struct ArticleMetadata: Equatable, Sendable {
  /// The stable key of the article, by which a later run finds it again to update it.
  ///
  /// It starts with the file's path as it was given. For a member of a container, the member's name
  /// follows. If a file has many articles, `#docno` or `:line` follows. An exported article keeps
  /// its own location.
  public var location: String
  /// The source's own identifier of the article; if there is none, the location.
  public var docno: String
  /// The headline; never empty.
  public var title: String
  /// The byline.
  public var author: String?
  /// The outlet.
  public var publisher: String?
  /// The publication date in ISO 8601, as precise as known: `2021`, `2021-10`, `2021-10-18`.
  public var published: String?
  /// The language as a BCP 47 tag: `en`, `pt-BR`.
  public var language: String?
  /// The address of the article on the web.
  public var url: String?

  /// Creates metadata; only the location and the title are required.
  public init(
    location: String, docno: String? = nil, title: String, author: String? = nil,
    publisher: String? = nil, published: String? = nil, language: String? = nil, url: String? = nil
  ) {
    self.location = location
    self.docno = docno ?? location
    self.title = title
    self.author = author
    self.publisher = publisher
    self.published = published
    self.language = language
    self.url = url
  }
}

/// A field of an article's metadata; the raw value is its column in `articles` and its key in JSON.
///
/// All lists of an article's fields are derived from this enumeration.
public enum ArticleField: String, CodingKey, CaseIterable, Sendable {
  case location, docno, title, author, publisher, published, language, url

  private static let indices = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

  /// The index of the field among all fields.
  var index: Int { Self.indices[self] ?? 0 }
}

extension ArticleMetadata {
  /// The value of a field; nil if the article has none.
  public subscript(field: ArticleField) -> String? {
    switch field {
    case .location: location
    case .docno: docno
    case .title: title
    case .author: author
    case .publisher: publisher
    case .published: published
    case .language: language
    case .url: url
    }
  }

  /// Creates metadata with the value that `value` returns for each field.
  package init(_ value: (ArticleField) -> String?) {
    self.init(
      location: value(.location) ?? "", docno: value(.docno), title: value(.title) ?? "",
      author: value(.author), publisher: value(.publisher), published: value(.published),
      language: value(.language), url: value(.url))
  }
}

/// A piece of an article's text: the unit that is indexed, ranked and shown.
public struct Passage: Equatable, Sendable {
  /// The offset of its first byte in the article's text, in UTF-8.
  public var start: Int
  /// The text of the passage.
  public var text: String

  /// Creates a passage.
  public init(start: Int, text: String) {
    self.start = start
    self.text = text
  }

  /// Returns the passages of an article's text, which must be normalized.
  public static func passages(of text: String) -> [Passage] {
    var text = text
    let ranges = PassageSplitter.passages(of: text)
    return text.withUTF8 { utf8 in
      ranges.map { range in
        let slice = UnsafeBufferPointer(rebasing: utf8[range])
        return Passage(start: range.lowerBound, text: String(decoding: slice, as: UTF8.self))
      }
    }
  }
}

/// An article as stored, without its text.
public struct StoredArticle: Equatable, Sendable {
  /// The row id.
  public var id: Int64
  /// The metadata of the article.
  public var metadata: ArticleMetadata
  /// The SHA-256 of the text, in hexadecimal.
  public var contentHash: String
  /// The row id of the file that the article was read from.
  public var fileID: Int64?
}
