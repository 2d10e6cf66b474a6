/// A kind of XML document, and where its articles are.
struct XMLKind: Sendable {
  /// The names of the root elements.
  let roots: Set<String>
  /// True if an element inside `parent`, which is empty for the root, holds an article.
  let isRecord: @Sendable (_ name: String, _ parent: String) -> Bool
  /// True if an element describes the whole document or holds its articles.
  let isContainer: @Sendable (_ name: String) -> Bool
  /// Creates a record from the element that holds it.
  let record: @Sendable (MarkupList) -> any XMLRecord
  /// True if the start of a record ends the one before, whose end tag is then missing.
  var endsAtNextRecord = false
  /// True if end tags are often missing in records.
  var isFeed = false
  /// The namespace of documents that do not declare it.
  var usualNamespace: String?
  /// The elements whose text is never part of an article, such as encoded pictures.
  var textsLeftOut: Set<String> = []

  /// RSS, RDF and WordPress exports; channels in CDF, whose root is the channel.
  static let feed = XMLKind(
    roots: ["rss", "rdf:rdf", "atom:feed", "atom:entry", "channel"], isRecord: isFeedRecord,
    isContainer: isFeedContainer, record: { FeedItem($0) }, endsAtNextRecord: true, isFeed: true)

  /// Atom without its namespace.
  static let plainAtom = XMLKind(
    roots: ["feed", "entry"], isRecord: isFeedRecord, isContainer: isFeedContainer,
    record: { FeedItem($0) }, endsAtNextRecord: true, isFeed: true,
    usualNamespace: "http://www.w3.org/2005/Atom")

  private static func isFeedRecord(_ name: String, _ parent: String) -> Bool {
    switch name {
    case "item": parent == "channel" || parent == "rdf:rdf" || parent == "rss"
    case "atom:entry": parent == "atom:feed" || parent.isEmpty
    default: false
    }
  }

  private static func isFeedContainer(_ name: String) -> Bool {
    name == "channel" || name == "atom:feed" || name == "rdf:rdf" || name == "rss"
  }

  /// All kinds.
  static let all: [XMLKind] = [
    .feed, .plainAtom, .nitf, .newsML, .jats, .docBook, .tei, .alto, .mets, .mediaWiki, .notes,
  ]

  /// The root elements of documents that describe or list others and hold no articles: lists of
  /// feeds (OPML), and items of NewsML-G2 that are not news.
  static let rootsWithoutArticles: Set<String> = [
    "opml", "packageitem", "conceptitem", "knowledgeitem", "planningitem",
  ]
}

/// An element of an XML document that holds an article.
protocol XMLRecord: Sendable {
  /// False for an element that holds something else, such as a draft or a picture.
  var isArticle: Bool { get }

  /// Returns the article; `feed` is the metadata of the whole document.
  func draft(in feed: Feed) throws(ReadError) -> ArticleDraft
}
