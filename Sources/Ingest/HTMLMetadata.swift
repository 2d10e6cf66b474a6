internal import FoundationEssentials

/// What a page says of itself: JSON-LD first, then OpenGraph and other `meta`, then its markup.
struct HTMLMetadata {
  private(set) var draft = ArticleDraft()

  private let page: HTMLPage
  private var meta: [String: String] = [:]

  /// Reads the metadata of a page on which the nodes of `article` hold the text.
  init(of page: HTMLPage, article: Range<Int>) {
    self.page = page
    for index in page.elements("meta") {
      let attributes = page.nodes[index].attributes
      let key =
        attributes["property"] ?? attributes["name"] ?? attributes["itemprop"]
        ?? attributes["http-equiv"]
      guard let key = key?.lowercased(), let value = normalizedLine(attributes["content"]) else {
        continue
      }
      if meta[key] == nil { meta[key] = value }
    }
    readJSONLD()
    readMeta()
    readMarkup(article: article)
  }

  private mutating func readJSONLD() {
    for index in page.elements("script")
    where page.nodes[index].attributes["type"]?.lowercased().hasPrefix("application/ld+json")
      == true
    {
      let source = page.nodes[page.range(of: index)].map(\.text).joined()
      guard let value = try? JSONValue(parsing: Array(source.utf8)),
        let article = value.objects.first(where: \.isArticle)
      else { continue }
      draft.title = draft.title ?? article["headline"]?.name ?? article["name"]?.name
      draft.author = draft.author ?? article["author"]?.name
      draft.publisher = draft.publisher ?? article["publisher"]?.name
      draft.published = draft.published ?? date(article["datePublished"]?.name)
      draft.language = draft.language ?? article["inLanguage"]?.name
      draft.url = draft.url ?? address(article["url"]?.name)
      let itsPage = article["mainEntityOfPage"]
      draft.url = draft.url ?? address(itsPage?["@id"]?.name ?? itsPage?.name)
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
      ?? [
        "article:published_time", "datepublished", "date", "pubdate", "publishdate", "dc.date",
        "dc.date.issued", "dcterms.created", "parsely-pub-date", "sailthru.date", "publish-date",
      ].compactMap { date(meta[$0]) }.first
    draft.language = draft.language ?? first("content-language", "dc.language", "inlanguage")
  }

  private mutating func readMarkup(article: Range<Int>) {
    if draft.title == nil, let title = page.text(ofFirst: "title") {
      draft.title = withoutSiteName(title)
    }
    draft.author = draft.author ?? markedAuthor()
    draft.published = draft.published ?? markedDate(article: article)
    let html = attributes(of: "html").first ?? [:]
    draft.language = normalizedLine(html["lang"] ?? html["xml:lang"]) ?? draft.language
    let canonical = attributes(of: "link").filter { $0["rel"]?.lowercased() == "canonical" }
    draft.url =
      canonical.compactMap { address($0["href"]) }.first ?? draft.url ?? address(meta["og:url"])
  }

  private func markedAuthor() -> String? {
    page.wholePage.filter { index in
      let attributes = page.nodes[index].attributes
      return attributes["rel"] == "author" || attributes["itemprop"] == "author"
    }.compactMap { page.text(in: page.range(of: $0)) }.first
  }

  /// The first `time` that says it is the date of publication, else the first in the article, else
  /// the first on the page.
  private func markedDate(article: Range<Int>) -> String? {
    let times = page.elements("time")
    let marked = times.filter { index in
      let attributes = page.nodes[index].attributes
      return attributes["itemprop"]?.lowercased() == "datepublished" || attributes["pubdate"] != nil
    }
    let inside = times.filter { article.contains($0) }
    return (marked + inside + times).compactMap { index in
      date(page.nodes[index].attributes["datetime"] ?? page.text(in: page.range(of: index)))
    }.first
  }

  /// The text, if it can be read as a date.
  private func date(_ text: String?) -> String? {
    text.flatMap { PublicationDate(parsing: $0) == nil ? nil : $0 }
  }

  /// The text, if it is an address that holds outside of the page.
  private func address(_ text: String?) -> String? {
    text.flatMap { $0.contains("://") ? $0 : nil }
  }

  private func attributes(of name: String) -> [[String: String]] {
    page.elements(name).map { page.nodes[$0].attributes }
  }

  private func first(_ keys: String...) -> String? { keys.lazy.compactMap { meta[$0] }.first }

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
