internal import FoundationEssentials

/// What a page says of itself: JSON-LD first, then OpenGraph and other `meta`, then its markup.
struct HTMLMetadata {
  private(set) var draft = ArticleDraft()

  private let page: HTMLPage
  private var meta: [String: String] = [:]

  init(of page: HTMLPage) {
    self.page = page
    for index in page.elements("meta") {
      let attributes = page.nodes[index].attributes
      let key = attributes["property"] ?? attributes["name"] ?? attributes["itemprop"]
      guard let key = key?.lowercased(), let value = normalizedLine(attributes["content"]) else {
        continue
      }
      if meta[key] == nil { meta[key] = value }
    }
    readJSONLD()
    readMeta()
    readMarkup()
  }

  private mutating func readJSONLD() {
    for index in page.elements("script")
    where page.nodes[index].attributes["type"]?.lowercased() == "application/ld+json" {
      let source = page.nodes[page.range(of: index)].map(\.text).joined()
      guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(source.utf8)),
        let article = value.objects.first(where: \.isArticle)
      else { continue }
      draft.title = draft.title ?? article["headline"]?.name ?? article["name"]?.name
      draft.author = draft.author ?? article["author"]?.name
      draft.publisher = draft.publisher ?? article["publisher"]?.name
      draft.published = draft.published ?? article["datePublished"]?.name
      draft.language = draft.language ?? article["inLanguage"]?.name
      draft.url = draft.url ?? article["url"]?.name
    }
  }

  private mutating func readMeta() {
    draft.title = draft.title ?? first("og:title", "twitter:title", "dc.title", "headline")
    draft.author =
      draft.author
      ?? first("author", "dc.creator", "byl", "parsely-author", "article:author", "twitter:creator")
      .flatMap { $0.contains("://") ? nil : $0 }
    draft.publisher =
      draft.publisher ?? first("og:site_name", "publisher", "dc.publisher", "application-name")
    draft.published =
      draft.published
      ?? first(
        "article:published_time", "datepublished", "date", "pubdate", "publishdate", "dc.date",
        "dc.date.issued", "dcterms.created", "parsely-pub-date", "sailthru.date", "publish-date")
    draft.language = draft.language ?? first("content-language", "dc.language", "inlanguage")
  }

  private mutating func readMarkup() {
    if draft.title == nil, let title = page.text(ofFirst: "title") {
      draft.title = withoutSiteName(title)
    }
    draft.author = draft.author ?? text { $0["rel"] == "author" || $0["itemprop"] == "author" }
    draft.published = draft.published ?? attributes(of: "time").compactMap { $0["datetime"] }.first
    draft.language = attributes(of: "html").first?["lang"] ?? draft.language
    let canonical = attributes(of: "link").first { $0["rel"]?.lowercased() == "canonical" }
    draft.url = canonical?["href"] ?? draft.url ?? meta["og:url"]
  }

  private func attributes(of name: String) -> [[String: String]] {
    page.elements(name).map { page.nodes[$0].attributes }
  }

  private func first(_ keys: String...) -> String? { keys.lazy.compactMap { meta[$0] }.first }

  private func text(where isWanted: ([String: String]) -> Bool) -> String? {
    page.wholePage.first { isWanted(page.nodes[$0].attributes) }
      .flatMap { page.text(in: page.range(of: $0)) }
  }

  /// `Headline` from `Headline | Outlet`, where the page has a heading or a site name that says so.
  private func withoutSiteName(_ title: String) -> String {
    let heading = page.text(ofFirst: "h1")
    for separator in [" | ", " - ", " – ", " — ", " · ", " « ", " :: "] {
      guard let at = title.ranges(of: separator).last else { continue }
      let front = String(title[..<at.lowerBound])
      let back = String(title[at.upperBound...])
      if front == heading || back == draft.publisher { return front }
    }
    return title
  }
}

/// Any JSON, for data whose shape is not known beforehand.
enum JSONValue: Decodable {
  case object([String: JSONValue])
  case array([JSONValue])
  case string(String)
  case other

  init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: AnyKey.self) {
      var members: [String: JSONValue] = [:]
      for key in object.allKeys {
        members[key.stringValue] = try object.decode(JSONValue.self, forKey: key)
      }
      self = .object(members)
    } else if var array = try? decoder.unkeyedContainer() {
      var elements: [JSONValue] = []
      while !array.isAtEnd { elements.append(try array.decode(JSONValue.self)) }
      self = .array(elements)
    } else {
      let value = try decoder.singleValueContainer()
      self = (try? .string(value.decode(String.self))) ?? .other
    }
  }

  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  /// This object, or those of a list or an `@graph`.
  var objects: [JSONValue] {
    switch self {
    case .object(let members):
      if let graph = members["@graph"] { [self] + graph.objects } else { [self] }
    case .array(let elements): elements.flatMap(\.objects)
    default: []
    }
  }

  /// Whether its `@type` is one of schema.org's articles.
  var isArticle: Bool {
    switch self["@type"] {
    case .string(let type): type.hasSuffix("Article") || type.hasSuffix("Posting")
    case .array(let types): types.contains { JSONValue.object(["@type": $0]).isArticle }
    default: false
    }
  }

  /// The string itself, an object's `name`, or the names of a list.
  var name: String? {
    switch self {
    case .string(let string): return string
    case .object: return self["name"]?.name
    case .array(let elements):
      let names = elements.compactMap(\.name)
      return names.isEmpty ? nil : names.joined(separator: ", ")
    case .other: return nil
    }
  }
}

/// A key of a JSON object.
struct AnyKey: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
