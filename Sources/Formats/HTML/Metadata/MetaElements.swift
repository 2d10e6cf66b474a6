internal import TextAnalysis
internal import JSON

/// The `meta` elements of a page by name.
///
/// The elements come from OpenGraph (https://ogp.me), Dublin Core
/// (https://www.dublincore.org/specifications/dublin-core/dcq-html), Highwire Press
/// (`citation_title`, for papers), Parse.ly, Sailthru, and HTML itself.
struct MetaElements {
  private var values: [String: [String]] = [:]

  init(of page: HTMLPage) {
    for index in page.elements("meta") {
      let attributes = page.nodes[index].attributes
      let key =
        attributes["property"] ?? attributes["name"] ?? attributes["itemprop"]
        ?? attributes["http-equiv"]
      guard let key, let value = normalizedLine(attributes["content"]) else { continue }
      add(key.lowercased(), value)
    }
  }

  /// Returns the first value of the first of these names that is present.
  func first(_ names: [String]) -> String? { names.lazy.compactMap { values[$0]?.first }.first }

  /// Returns the first value of each of these names.
  func all(_ names: [String]) -> [String] { names.compactMap { values[$0]?.first } }

  /// Returns the people under the first of these names that has any, joined with commas.
  ///
  /// Values that are no names, such as web addresses and `@outlet`, are ignored.
  func names(_ names: [String]) -> String? {
    for name in names {
      let people = (values[name] ?? []).compactMap(AuthorNames.name)
      if !people.isEmpty { return people.joined(separator: ", ") }
    }
    return nil
  }

  private mutating func add(_ key: String, _ value: String) {
    if key == "parsely-page" { return addParselyPage(value) }
    // `DC.title`, `DC:title` and `DCTERMS.title` are the same name.
    let name = key.hasPrefix("dc") ? key.replacing(":", with: ".") : key
    if values[name]?.contains(value) != true, (values[name]?.count ?? 0) < Self.maxValues {
      values[name, default: []].append(value)
    }
  }

  /// Reads the JSON in `parsely-page`, which Parse.ly used before it had a name for each field.
  private mutating func addParselyPage(_ json: String) {
    guard let value = try? JSONValue(reading: Array(json.utf8)) else {
      return
    }
    for (key, name) in [
      ("title", "parsely-title"), ("author", "parsely-author"), ("authors", "parsely-author"),
      ("pub_date", "parsely-pub-date"), ("link", "parsely-link"),
    ] {
      if let text = normalizedLine(value[key]?.name) { add(name, text) }
    }
  }

  /// The maximum number of values for one name.
  ///
  /// No page has more authors.
  private static let maxValues = 100

  static let titles = [
    "og:title", "twitter:title", "citation_title", "dc.title", "dcterms.title", "parsely-title",
    "sailthru.title", "headline",
  ]
  static let authors = [
    "author", "citation_author", "dc.creator", "dcterms.creator", "byl", "parsely-author",
    "article:author", "sailthru.author", "citation_authors", "twitter:creator",
  ]
  static let sites = ["og:site_name", "application-name", "twitter:site", "al:ios:app_name"]
  static let publishers = [
    "og:site_name", "citation_journal_title", "citation_publisher", "publisher", "dc.publisher",
    "dcterms.publisher", "application-name",
  ]
  static let dates = [
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "date", "pubdate", "publishdate", "publish-date", "publish_date", "og:publish_date",
    "publication_date", "publication-date", "published", "published-date", "published_date",
    "published_time", "published_on", "w-published-date", "article.published", "article:published",
    "article_date_original", "iso-8601-publish-date", "cxenseparse:recs:publishtime",
    "og:release_date", "release_date", "citation_publication_date", "citation_online_date",
    "citation_date", "bepress_citation_date", "dc.date.issued", "dcterms.issued", "dc.date",
    "dcterms.date", "dc.date.created", "dcterms.created", "parsely-pub-date", "sailthru.date",
    "originalpublicationdate", "datecreated", "date_published", "time", "ptime", "pub_date",
    "creation_date", "dateposted", "displaydate", "eprints.date", "rnews:datepublished",
  ]
  /// The names of dates of changes, for pages without another date.
  static let changes = [
    "article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod",
    "article:modified", "dc.date.modified", "dcterms.modified", "updated", "modified", "dateupdate",
    "revised", "last_updated",
  ]
  static let languages = [
    "content-language", "citation_language", "dc.language", "dcterms.language", "inlanguage",
  ]
  static let addresses = [
    "og:url", "parsely-link", "citation_public_url", "citation_abstract_html_url",
    "citation_fulltext_html_url", "dc.identifier", "dcterms.identifier", "twitter:url",
  ]
}
