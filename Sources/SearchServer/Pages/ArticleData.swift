internal import Archive
internal import FoundationEssentials
internal import Output

/// What an article says about itself to programs such as reference managers.
///
/// These are Dublin Core, the tags of scholarly search engines, and JSON-LD of schema.org.
struct ArticleData {
  private let metadata: ArticleMetadata
  private let title: String
  private let address: String?
  private let published: ReadableDate?
  private let authors: [(name: String, isPerson: Bool)]

  init(_ metadata: ArticleMetadata) {
    self.metadata = metadata
    title = TextModel.title(metadata)
    address = webAddress(of: metadata)
    authors = authorNames(metadata.author)
    published = ReadableDate(metadata.published)
  }

  /// The elements `<meta>` of the page.
  var tags: [PageModel] {
    let authors = authors.map(\.name)
    let publisher = TextModel.line(metadata.publisher)
    let language = languageTag(metadata.language)
    var values: [(String, String?)] = [
      ("DC.title", title), ("DC.publisher", publisher),
      ("DC.date", published?.iso), ("DC.language", language), ("DC.identifier", address),
      ("DC.type", "Text"), ("citation_title", title),
      ("citation_publisher", publisher), ("citation_journal_title", publisher),
      ("citation_publication_date", published?.iso.replacing("-", with: "/")),
      ("citation_language", language), ("citation_public_url", address),
    ]
    values += authors.map { ("DC.creator", $0) } + authors.map { ("citation_author", $0) }
    return values.compactMap { name, value in
      value.map { ["metaName": name, "metaValue": $0] as PageModel }
    }
  }

  private struct Name: Encodable {
    var type: String
    var name: String

    enum CodingKeys: String, CodingKey {
      case name
      case type = "@type"
    }
  }

  private struct Article: Encodable {
    var context = "https://schema.org"
    var type = "NewsArticle"
    var headline: String
    var author: [Name]
    var publisher: Name?
    var datePublished: String?
    var inLanguage: String?
    var url: String?

    enum CodingKeys: String, CodingKey {
      case headline, author, publisher, datePublished, inLanguage, url
      case context = "@context"
      case type = "@type"
    }
  }

  /// The article as JSON-LD, in which no character can end the element `<script>`.
  var json: String {
    let article = Article(
      headline: title,
      author: authors.map { Name(type: $0.isPerson ? "Person" : "Organization", name: $0.name) },
      publisher: TextModel.line(metadata.publisher).map { Name(type: "Organization", name: $0) },
      datePublished: published?.iso, inLanguage: languageTag(metadata.language), url: address)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(article) else { return "{}" }
    // Outside strings, JSON has none of these characters.
    var escaped = ""
    for scalar in String(decoding: data, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "<", ">", "&", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
