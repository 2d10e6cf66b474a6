/// The names that records use for an article's fields, without case, hyphens and underscores.
///
/// The names are those of schema.org, of the exports and interfaces of common programs, and of
/// collections that researchers share. If an object has several of them, the first one counts.
extension JSONFields {
  /// True if a member with this name is one of an article's fields.
  static func isKnown(_ name: String) -> Bool { all.contains(comparable(name)) }

  /// True if an object with a member of this name is an article and not a list of articles.
  static func isText(_ name: String) -> Bool {
    let name = comparable(name)
    return texts.contains(name) || htmlTexts.contains(name)
  }

  private static let all = Set(
    docnos + titles + authors + publishers + dates + languages + addresses
      + textCandidates.map(\.name))

  static let docnos = [
    "docno", "id", "_id", "@id", "idstr", "guid", "uuid", "identifier", "docid", "uri", "doi",
    "key",
  ]
  static let titles = [
    "title", "headline", "heading", "webtitle", "articletitle", "posttitle", "fulltitle",
    "booktitle", "documenttitle", "headlines", "subject",
  ]
  static let authors = [
    "author", "byline", "authors", "creator", "dc:creator", "creators", "by", "authorname",
    "bookauthor", "account", "attributedto",
  ]
  static let publishers = [
    "publisher", "source", "publication", "sitename", "outlet", "newspaper", "sourcename",
    "publicationtitle", "containertitle", "journal", "journaltitle", "provider", "feedtitle",
    "website", "subreddit",
  ]
  static let dates = [
    "published", "datepublished", "date", "publishedat", "publishedon", "publicationdate",
    "publisheddate", "publishdate", "pubdate", "publishtime", "webpublicationdate", "dategmt",
    "issued", "datetime", "firstcreated", "createdat", "datecreated", "created", "createdutc",
    "timestamp", "contentcreated", "versioncreated", "publicationyear", "highlightedat",
    "timeadded", "dateadded", "saveddate", "isodate", "time", "ts",
  ]
  static let languages = ["language", "lang", "inlanguage", "languagecode", "locale"]
  static let addresses = [
    "url", "link", "permalink", "canonicalurl", "weburl", "mainentityofpage", "externalurl",
    "resolvedurl", "givenurl", "sourceurl", "articleurl",
  ]

  private static let texts = [
    "text", "body", "content", "contents", "articlebody", "contenttext", "fulltext", "bodytext",
    "plaintext", "maintext", "paragraphs", "textcontent", "selftext", "ocrtext", "transcript",
    "articletext", "cleantext", "rawtext", "postcontent", "storytext", "bodymarkdown",
    "contentmarkdown", "markdown",
  ]
  private static let htmlTexts = [
    "contenthtml", "bodyhtml", "html", "bodyxhtml", "htmlcontent", "texthtml", "cooked",
  ]
  /// Names that other values have too, such as the status of a service's response.
  private static let otherTexts = ["bodies", "article", "story", "highlights", "highlight"]
  private static let summaries = [
    "summary", "description", "abstract", "abstractnote", "excerpt", "standfirst", "trailtext",
    "leadparagraph", "snippet", "selection", "message", "note",
  ]

  /// All names of the text, in the order in which they count.
  static let textCandidates: [(name: String, isHTML: Bool)] =
    texts.map { ($0, false) } + htmlTexts.map { ($0, true) } + otherTexts.map { ($0, false) }
    + summaries.map { ($0, false) }

  /// The members that hold the article in an object that says something about it.
  static let wrappers = [
    "data", "article", "story", "post", "item", "object", "tweet", "toot", "status", "note", "node",
    "document", "doc", "content", "response", "result", "entry", "message",
  ]
}
