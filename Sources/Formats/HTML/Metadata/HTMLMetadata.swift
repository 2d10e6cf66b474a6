internal import TextAnalysis
internal import JSON

/// The metadata of a page, from these sources in order: JSON-LD; microdata; OpenGraph, Dublin Core
/// and other `meta` elements; what the page shows.
struct HTMLMetadata {
  private(set) var draft = ArticleDraft()

  private let page: HTMLPage
  private let meta: MetaElements
  private let linked: LinkedData
  private let scanner: DateScanner
  /// The first date that cannot be parsed.
  ///
  /// It is reported if no other date is found.
  private var unreadableDate: String?
  /// The titles and the authors that the page declares, the best first.
  private var (declaredTitles, declaredAuthors): ([String], [String]) = ([], [])
  private var siteName: SiteNames?

  /// Reads the metadata of a page.
  ///
  /// - Parameters:
  ///   - page: The page.
  ///   - content: The article on the page.
  init(of page: HTMLPage, content: HTMLContent) {
    self.page = page
    let html = page.elements("html").first.map { page.nodes[$0].attributes }
    scanner = DateScanner(order: PageDates.order(in: html?["lang"]))
    meta = MetaElements(of: page)
    linked = LinkedData(of: page)
    readJSONLD()
    readMicrodata()
    readMeta()
    readMarkup()
    chooseTitle()
    chooseAuthor(content)
    if let declared = draft.published, content.isWebPage {
      let dates = PageDates(of: page, article: content.range, language: draft.language)
      draft.published =
        dates.localDate(of: declared, address: draft.url, isLeftOut: content.isElsewhere)
        ?? declared
    } else if draft.published == nil {
      findDate(content)
    }
    draft.published = draft.published ?? unreadableDate
  }

  /// The text of the article in the page's JSON-LD, if any.
  var body: String? { linked.body(leavingOut: draft.title) }

  private mutating func readJSONLD() {
    for article in linked.articles {
      func line(_ name: String) -> String? { linked.line(name, of: article) }
      declaredTitles += [line("headline") ?? line("name")].compactMap(\.self)
      addAuthor(line("author") ?? line("creator"))
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
    declaredTitles += [article.text("headline") ?? article.text("name")].compactMap(\.self)
    addAuthor(article.text("author") ?? article.text("creator"))
    draft.publisher = draft.publisher ?? article.text("publisher")
    draft.published = draft.published ?? date(article.text("datepublished"))
    draft.language = draft.language ?? article.text("inlanguage")
    draft.url = draft.url ?? article.address("url") ?? article.address("mainentityofpage")
  }

  private mutating func readMeta() {
    declaredTitles += meta.all(MetaElements.titles).compactMap(HTMLFragment.decodingEntities)
    addAuthor(meta.names(MetaElements.authors))
    draft.publisher = draft.publisher ?? meta.first(MetaElements.publishers)
    for name in MetaElements.dates where draft.published == nil {
      draft.published = date(meta.first([name]))
    }
    draft.language = draft.language ?? meta.first(MetaElements.languages)
  }

  private mutating func readMarkup() {
    declaredTitles += [page.text(ofFirst: "title")].compactMap(\.self)
    let html = attributes(of: "html").first
    draft.language = normalizedLine(html?["lang"] ?? html?["xml:lang"]) ?? draft.language
    let canonical = attributes(of: "link").filter { $0["rel"]?.lowercased() == "canonical" }
    let declared = MetaElements.addresses.compactMap { address(meta.first([$0])) }.first
    draft.url = canonical.compactMap { address($0["href"]) }.first ?? draft.url ?? declared
  }

  // MARK: Choices

  private mutating func chooseTitle() {
    let headings = page.elements("h1").prefix(50).compactMap { page.text(in: page.range(of: $0)) }
    let names =
      [draft.publisher].compactMap(\.self) + meta.all(MetaElements.sites) + linked.siteNames
    let site = SiteNames(names: names, address: draft.url)
    draft.title = PageTitle(declared: declaredTitles, headings: headings, site: site).text
    declaredAuthors = declaredAuthors.filter { !$0.isEmpty }
    siteName = site
  }

  private mutating func addAuthor(_ text: String?) {
    guard let text, let name = AuthorNames.name(in: text) else { return }
    declaredAuthors.append(name)
  }

  /// Chooses the first declared author who is not the site itself, else the author that the page
  /// shows.
  private mutating func chooseAuthor(_ content: HTMLContent) {
    let person = declaredAuthors.first { author in
      author != draft.publisher && siteName?.contains(author) != true
    }
    draft.author = person ?? shownAuthors(content) ?? declaredAuthors.first
  }

  private func shownAuthors(_ content: HTMLContent) -> String? {
    guard content.isWebPage else { return nil }
    return PageAuthors(of: page, article: content.range).authors(isLeftOut: content.isElsewhere)
  }

  /// Finds a date that the page shows; failing that, the date of its last change.
  private mutating func findDate(_ content: HTMLContent) {
    for object in linked.pages where draft.published == nil {
      draft.published = date(object["datePublished"]?.name)
    }
    if draft.published != nil { return }
    let dates = PageDates(of: page, article: content.range, language: draft.language)
    draft.published = dates.propertyDate ?? dates.markedDate
    if draft.published == nil, content.isWebPage {
      draft.published =
        dates.date(inAddress: draft.url) ?? dates.visibleDate(isLeftOut: content.isElsewhere)
        ?? dates.visibleDate(isLeftOut: content.isComment)
        ?? meta.first(["description", "og:description"]).flatMap(dates.date(inText:))
    }
    for object in linked.articles + linked.pages where draft.published == nil {
      draft.published = date((object["dateCreated"] ?? object["dateModified"])?.name)
    }
    for name in MetaElements.changes where draft.published == nil {
      draft.published = date(meta.first([name]))
    }
  }

  /// Returns the text if it can be parsed as a date.
  ///
  /// If not, records that it cannot be parsed.
  private mutating func date(_ text: String?) -> String? {
    guard let text = normalizedLine(text) else { return nil }
    if let date = PublicationDate(parsing: text) {
      // The language of the page decides on `3/4/2021`.
      return date.day == nil ? scanner.firstDate(in: text)?.description ?? text : text
    }
    unreadableDate = unreadableDate ?? text
    return nil
  }

  /// Returns the text if it is an absolute address.
  private func address(_ text: String?) -> String? {
    text.flatMap { $0.contains("://") ? $0 : nil }
  }

  private func attributes(of name: String) -> [MarkupAttributes] {
    page.elements(name).map { page.nodes[$0].attributes }
  }
}
