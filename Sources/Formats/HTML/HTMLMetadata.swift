internal import TextAnalysis
internal import JSON

/// The metadata of a page, from these sources in order: JSON-LD; microdata; OpenGraph, Dublin Core
/// and other `meta` elements; the markup.
struct HTMLMetadata {
  private(set) var draft = ArticleDraft()

  private let page: HTMLPage
  private let meta: MetaElements
  private let linked: LinkedData
  /// The first date that cannot be parsed.
  ///
  /// It is reported if no other date is found.
  private var unreadableDate: String?

  /// Reads the metadata of a page.
  ///
  /// The nodes in `article` hold the text.
  init(of page: HTMLPage, article: Range<Int>) {
    self.page = page
    meta = MetaElements(of: page)
    linked = LinkedData(of: page)
    readJSONLD()
    readMicrodata()
    readMeta()
    readMarkup(article: article)
    draft.published = draft.published ?? unreadableDate
  }

  /// The text of the article in the page's JSON-LD, if any.
  var body: String? { linked.body(leavingOut: draft.title) }

  private mutating func readJSONLD() {
    for article in linked.articles {
      func line(_ name: String) -> String? { linked.line(name, of: article) }
      draft.title = draft.title ?? line("headline") ?? line("name")
      draft.author = draft.author ?? line("author") ?? line("creator")
      draft.publisher = draft.publisher ?? line("publisher")
      draft.published = draft.published ?? date(article["datePublished"]?.name)
      draft.language = draft.language ?? article["inLanguage"]?.name
      draft.url = draft.url ?? address(article["url"]?.name)
      let itsPage = article["mainEntityOfPage"]
      draft.url = draft.url ?? address(itsPage?["@id"]?.name ?? itsPage?.name)
    }
  }

  private mutating func readMicrodata() {
    guard let article = Microdata(of: page) else { return }
    draft.title = draft.title ?? article.text("headline") ?? article.text("name")
    draft.author = draft.author ?? article.text("author") ?? article.text("creator")
    draft.publisher = draft.publisher ?? article.text("publisher")
    draft.published = draft.published ?? date(article.text("datepublished"))
    draft.language = draft.language ?? article.text("inlanguage")
    draft.url = draft.url ?? article.address("url") ?? article.address("mainentityofpage")
  }

  private mutating func readMeta() {
    draft.title =
      draft.title
      ?? meta.first(MetaElements.titles).flatMap(HTMLFragment.decodingEntities)
    draft.author = draft.author ?? meta.names(MetaElements.authors)
    draft.publisher = draft.publisher ?? meta.first(MetaElements.publishers)
    for name in MetaElements.dates where draft.published == nil {
      draft.published = date(meta.first([name]))
    }
    draft.language = draft.language ?? meta.first(MetaElements.languages)
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
    let declared = MetaElements.addresses.compactMap { address(meta.first([$0])) }.first
    draft.url = canonical.compactMap { address($0["href"]) }.first ?? draft.url ?? declared
  }

  private func markedAuthor() -> String? {
    page.wholePage.lazy.filter { index in
      let node = page.nodes[index]
      return node.attributes["rel"] == "author" || node.itemProperties.contains("author")
    }.compactMap { page.text(in: page.range(of: $0)) }.first
  }

  /// Returns the date in the first `time` element that is marked as the date of publication, else
  /// in the first `time` element of the article, else in the first `time` element of the page.
  private func markedDate(article: Range<Int>) -> String? {
    let times = page.elements("time")
    let marked = times.filter { index in
      let node = page.nodes[index]
      return node.itemProperties.contains("datepublished") || node.attributes["pubdate"] != nil
    }
    let inside = times.filter { article.contains($0) }
    return (marked + inside + times).lazy.compactMap { index in
      normalizedLine(page.nodes[index].attributes["datetime"])
        ?? page.text(in: page.range(of: index))
    }.first { PublicationDate(parsing: $0) != nil }
  }

  /// Returns the text if it can be parsed as a date.
  ///
  /// If not, records that it cannot be parsed.
  private mutating func date(_ text: String?) -> String? {
    guard let text = normalizedLine(text) else { return nil }
    if PublicationDate(parsing: text) != nil { return text }
    unreadableDate = unreadableDate ?? text
    return nil
  }

  /// Returns the text if it is an absolute address.
  private func address(_ text: String?) -> String? {
    text.flatMap { $0.contains("://") ? $0 : nil }
  }

  private func attributes(of name: String) -> [[String: String]] {
    page.elements(name).map { page.nodes[$0].attributes }
  }

  /// Returns `Headline` for `Headline | Outlet` if a heading or the site name on the page confirms
  /// it.
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
