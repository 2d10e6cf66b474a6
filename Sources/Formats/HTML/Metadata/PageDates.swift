internal import CivilCalendar
internal import TextAnalysis

/// Finds the date of publication that a page shows, for pages whose metadata has none.
///
/// These places are searched in order: `time` elements, of which those that are marked as the date
/// of publication come first; the page's address; elements whose names tell that they hold a date;
/// the text near the main heading.
struct PageDates {
  let page: HTMLPage
  let scanner: DateScanner
  /// The index of the main heading.
  let heading: Int?
  private let article: Range<Int>

  /// - Parameters:
  ///   - page: The page.
  ///   - article: The nodes of the article.
  ///   - language: The language of the page. In American English, the month comes first.
  init(of page: HTMLPage, article: Range<Int>, language: String?) {
    self.page = page
    self.article = article
    scanner = DateScanner(order: Self.order(in: language))
    heading = page.elements("h1", in: page.wholePage).first { $0 <= article.upperBound }
  }

  /// Returns the order of the day and the month in a language.
  static func order(in language: String?) -> DateScanner.Order {
    let tag = language?.lowercased().replacing("_", with: "-") ?? ""
    return tag == "en" || tag == "en-us" ? .monthFirst : .dayFirst
  }

  // MARK: Elements

  /// Returns the date of an element that has it as a property in microdata or RDFa, and is not in
  /// comments or the like.
  func propertyDate(isLeftOut: (Int) -> Bool) -> String? {
    var created: String?
    var index = 0
    while index < min(page.nodes.count, Self.maxNodes) {
      defer { index += 1 }
      let node = page.nodes[index]
      if !node.isText, isLeftOut(index) {
        index = node.end - 1
        continue
      }
      guard !node.isText, node.attributes.contains(anyOf: ["property", "itemprop"]),
        node.name != "meta"
      else { continue }
      let attributes = node.attributes
      let names = [attributes["property"], attributes["itemprop"]].compactMap { $0?.lowercased() }
      let isPublished = names.contains { $0.hasSuffix("datepublished") }
      guard isPublished || created == nil && names.contains(where: { $0.hasSuffix("datecreated") })
      else { continue }
      let text =
        attributes["content"] ?? attributes["datetime"] ?? page.text(in: page.range(of: index))
      guard let date = text.flatMap(scanner.firstDate)?.description else { continue }
      if isPublished { return date }
      created = date
    }
    return created
  }

  /// Returns the date in the first `time` element that is marked as the date of publication, else in
  /// the first of the article, else in the first of the page.
  ///
  /// With `isNear`, only the elements near the main heading count, if the page has one.
  func markedDate(isNear: Bool, isLeftOut: (Int) -> Bool) -> String? {
    let times = shownTimes(isLeftOut: isLeftOut).filter { index in
      !isNear || heading.map { Self.near.contains(index - $0) } ?? true
    }
    let marked = times.filter { index in
      let attributes = page.nodes[index].attributes
      return page.nodes[index].itemProperties.contains("datepublished")
        || attributes["pubdate"] != nil || names(of: attributes).contains("publish")
    }
    let others = times.filter { !names(of: page.nodes[$0].attributes).contains("updated") }
    let inside = others.filter { article.contains($0) }
    return (marked + inside + others).lazy.compactMap { index in
      normalizedLine(page.nodes[index].attributes["datetime"])
        ?? page.text(in: page.range(of: index))
    }.first { PublicationDate(parsing: $0)?.day != nil }
      ?? (marked + inside + others).lazy.compactMap {
        page.text(in: page.range(of: $0)).flatMap(scanner.firstDate)?.description
      }.first
  }

  /// Returns the first `time` elements that are not left out.
  private func shownTimes(isLeftOut: (Int) -> Bool) -> [Int] {
    var times: [Int] = []
    var index = 0
    while index < page.nodes.count, times.count < Self.maxElements {
      let name = page.nodes.name(at: index)
      if !name.isEmpty, isLeftOut(index) {
        index = page.nodes.end(of: index)
        continue
      }
      if name == "time" { times.append(index) }
      index += 1
    }
    return times
  }

  private func names(of attributes: MarkupAttributes) -> String {
    (attributes["class"] ?? "").lowercased()
  }

  /// Returns the date in an address such as `https://ports.example/2021/10/18/harbour`.
  func date(inAddress address: String?) -> String? {
    guard let address, let start = address.firstBytes(of: "://")?.upperBound else { return nil }
    let path = address[start...].drop { $0 != "/" }
    let parts = path.split { $0 == "/" || $0 == "-" || $0 == "_" || $0 == "." }
    for index in parts.indices where parts[index].utf8.count == 4 && index + 2 < parts.count {
      let figures = parts[index...(index + 2)]
      guard figures.dropFirst().allSatisfy({ $0.utf8.count == 2 }) else { continue }
      if let date = scanner.firstDate(in: figures.joined(separator: "-")) {
        return date.description
      }
    }
    for index in parts.indices.dropFirst(2) where parts[index].utf8.count == 4 {
      let figures = parts[(index - 2)...index]
      guard figures.dropLast().allSatisfy({ $0.utf8.count == 2 }) else { continue }
      let date = DateScanner(order: .dayFirst).firstDate(in: figures.joined(separator: "."))
      if let date { return date.description }
    }
    for part in parts where part.utf8.count == 8 && (part.hasPrefix("20") || part.hasPrefix("19")) {
      if let date = PublicationDate(parsing: String(part)), date.day != nil {
        return date.description
      }
    }
    return nil
  }

  func date(inText text: String) -> String? { scanner.firstDate(in: text)?.description }

  /// Returns the day that the page shows instead of a time in UTC.
  ///
  /// In the time zone of the publisher, the article may be of the day before or after.
  func localDate(of text: String, address: String?, isLeftOut: (Int) -> Bool) -> String? {
    guard let date = PublicationDate(parsing: text), let month = date.month, let day = date.day,
      date.time.hasSuffix("Z") || date.time.hasSuffix("+00:00"),
      let hour = Int(date.time.dropFirst().prefix(2)), !(9..<21).contains(hour),
      let declared = CalendarDay(year: date.year, month: month, day: day)
    else { return nil }
    let shown =
      self.date(inAddress: address) ?? likeliest(of: visibleDates(isLeftOut: isLeftOut))
    let neighbor = hour < 9 ? declared.adding(days: -1) : declared.adding(days: 1)
    guard let shown, let other = PublicationDate(parsing: shown), other.year == neighbor.year,
      other.month == neighbor.month, other.day == neighbor.day
    else { return nil }
    return shown
  }

  /// The distances from the main heading at which the date of an article stands.
  static let near = -30...150
  static let maxElements = 200
  /// The part of a page that is searched; an article's date stands near its start.
  static let maxNodes = 100_000
}
