internal import TextAnalysis

/// What is known of an article beside its text.
public struct ArticleMetadata: Equatable, Sendable {
  /// Where it was found: the stable key, under which it is found again and updated.
  ///
  /// A path as it was given, with `#docno` in a file of many articles.
  public var location: String
  /// The source's own name for the article, else its location.
  public var docno: String
  /// Its headline; never empty.
  public var title: String
  /// Its byline.
  public var author: String?
  /// The outlet.
  public var publisher: String?
  /// The publication date as ISO 8601, as exact as known: `2021`, `2021-10`, `2021-10-18`.
  public var published: String?
  /// Its language, as in BCP 47: `en`, `pt-BR`.
  public var language: String?
  /// Where it stands on the web.
  public var url: String?

  /// Creates the metadata of an article, of which only its place and its title must be known.
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

/// A field of an article's metadata, by its name as a column of `articles` and as a member in JSON.
///
/// Everything that lists the fields of an article derives the list from this one.
public enum ArticleField: String, CodingKey, CaseIterable, Sendable {
  case location, docno, title, author, publisher, published, language, url

  private static let indices = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

  /// Its index among all fields.
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

  /// Creates the metadata that `value` returns for each field.
  init(_ value: (ArticleField) -> String?) {
    self.init(
      location: value(.location) ?? "", docno: value(.docno), title: value(.title) ?? "",
      author: value(.author), publisher: value(.publisher), published: value(.published),
      language: value(.language), url: value(.url))
  }
}

/// A piece of an article's text: what is indexed, ranked and shown.
public struct Passage: Equatable, Sendable {
  /// Where it begins in the article's text, in UTF-8 bytes.
  public var start: Int
  /// Its own text.
  public var text: String

  /// Creates a passage.
  public init(start: Int, text: String) {
    self.start = start
    self.text = text
  }

  /// The passages of an article's text, which must have been normalised.
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

/// An article as it is stored, without its text.
public struct StoredArticle: Equatable, Sendable {
  /// Its row id.
  public var id: Int64
  /// What is known of it.
  public var metadata: ArticleMetadata
  /// The SHA-256 of its text, in hexadecimal.
  public var contentHash: String
  /// The row id of the file that it was read from.
  public var fileID: Int64?
}
