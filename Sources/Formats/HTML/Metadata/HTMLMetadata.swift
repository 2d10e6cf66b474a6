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
  /// The dates of publication and of changes that the page declares, in the order of their sources.
  private var (publications, changes): ([String], [String]) = ([], [])
  /// Those of them whose day and month could be swapped.
  private var ambiguous: Set<String> = []

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
    chooseDate(content)
  }

  /// The text of the article in the page's JSON-LD, if any.
  var body: String? { linked.body(leavingOut: draft.title) }

  private mutating func readJSONLD() {
    for article in linked.articles {
      func line(_ name: String) -> String? { linked.line(name, of: article) }
      declaredTitles += [line("headline") ?? line("name")].compactMap(\.self)
      addAuthor(line("author") ?? line("creator"))
      draft.publisher = draft.publisher ?? line("publisher")
      publications += [date(article["datePublished"]?.name)].compactMap(\.self)
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
    publications += [date(article.text("datepublished"))].compactMap(\.self)
    changes += [article.text("datemodified")].compactMap(\.self)
    draft.language = draft.language ?? article.text("inlanguage")
    draft.url = draft.url ?? article.address("url") ?? article.address("mainentityofpage")
  }

  private mutating func readMeta() {
    declaredTitles += meta.all(MetaElements.titles).compactMap(HTMLFragment.decodingEntities)
    addAuthor(meta.names(MetaElements.authors))
    draft.publisher = draft.publisher ?? meta.first(MetaElements.publishers)
    let dates = MetaElements.dates.compactMap { date(meta.first([$0])) }
    publications += dates
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

  /// Chooses the first declared date of publication, or another one that the page shows.
  private mutating func chooseDate(_ content: HTMLContent) {
    let objects = linked.articles + linked.pages
    let ofPages = linked.pages.compactMap { date($0["datePublished"]?.name) }
    publications += ofPages
    changes += objects.compactMap { $0["dateModified"]?.name }
    changes += MetaElements.changes.compactMap { meta.first([$0]) }
    let dates = PageDates(of: page, article: content.range, language: draft.language)
    guard let declared = earliestDeclared else {
      let created = objects.compactMap { $0["dateCreated"]?.name }
      draft.published = shownDate(dates, content)
      for text in created + changes where draft.published == nil { draft.published = date(text) }
      draft.published = draft.published ?? unreadableDate
      return
    }
    draft.published = declared
    guard content.isWebPage, let day = PublicationDate(parsing: declared) else { return }
    draft.published =
      (ambiguous.contains(declared)
        ? dates.reordered(day, isLeftOut: content.isElsewhere) : nil)
      ?? dates.localDate(of: declared, address: draft.url, isLeftOut: content.isElsewhere)
      ?? dates.shownDate(
        insteadOf: day,
        others: (publications + changes).compactMap { PublicationDate(parsing: $0) },
        address: draft.url, isLeftOut: content.isElsewhere) ?? declared
  }

  /// The first declared date of publication; if that is the date of the last change, an earlier one.
  private var earliestDeclared: String? {
    guard let first = publications.first else { return nil }
    guard changes.contains(where: { $0.prefix(16) == first.prefix(16) }) else { return first }
    func day(_ text: String) -> Substring? {
      readable(text).flatMap { PublicationDate(parsing: $0)?.description.prefix(10) }
    }
    guard let last = day(first) else { return first }
    let earlier = publications.filter { !ambiguous.contains($0) }
    return earlier.first { day($0).map { $0 < last } == true } ?? first
  }

  /// Finds a date that the page shows.
  private func shownDate(_ dates: PageDates, _ content: HTMLContent) -> String? {
    if let date = dates.propertyDate(isLeftOut: content.isComment)
      ?? dates.markedDate(isNear: true, isLeftOut: content.isElsewhere)
    {
      return date
    }
    let far = { dates.markedDate(isNear: false, isLeftOut: content.isComment) }
    guard content.isWebPage else { return far() }
    if let date = dates.date(inAddress: draft.url) { return date }
    let visible = dates.visibleDates(isLeftOut: content.isElsewhere)
    return dates.likeliest(of: visible, isNear: true) ?? far() ?? dates.likeliest(of: visible)
      ?? dates.likeliest(of: dates.visibleDates(isLeftOut: content.isComment))
      ?? meta.first(["description", "og:description"]).flatMap(dates.date(inText:))
  }

  /// Returns the text if it can be parsed as a date with a day.
  private func readable(_ text: String) -> String? {
    normalizedLine(text).flatMap { PublicationDate(parsing: $0)?.day == nil ? nil : $0 }
  }

  /// Returns the text if it can be parsed as a date.
  ///
  /// If not, records that it cannot be parsed.
  private mutating func date(_ text: String?) -> String? {
    guard let text = normalizedLine(text) else { return nil }
    if let date = PublicationDate(parsing: text) {
      guard date.day == nil, let found = scanner.first(in: text) else { return text }
      // The language of the page decides on `3/4/2021`, or what the page shows.
      if found.isAmbiguous { ambiguous.insert(found.date.description) }
      return found.date.description
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
