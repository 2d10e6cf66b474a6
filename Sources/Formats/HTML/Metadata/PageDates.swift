internal import CivilCalendar
internal import TextAnalysis

/// Finds the date of publication that a page shows, for pages whose metadata has none.
///
/// These places are searched in order: `time` elements, of which those that are marked as the date
/// of publication come first; the page's address; elements whose names tell that they hold a date;
/// the text near the main heading.
struct PageDates {
  private let page: HTMLPage
  private let article: Range<Int>
  private let scanner: DateScanner

  /// - Parameters:
  ///   - page: The page.
  ///   - article: The nodes of the article.
  ///   - language: The language of the page. In American English, the month comes first.
  init(of page: HTMLPage, article: Range<Int>, language: String?) {
    self.page = page
    self.article = article
    scanner = DateScanner(order: Self.order(in: language))
  }

  /// Returns the order of the day and the month in a language.
  static func order(in language: String?) -> DateScanner.Order {
    let tag = language?.lowercased().replacing("_", with: "-") ?? ""
    return tag == "en" || tag == "en-us" ? .monthFirst : .dayFirst
  }

  // MARK: Elements

  /// The date of an element that has it as a property in microdata or RDFa.
  var propertyDate: String? {
    var created: String?
    for index in page.wholePage.prefix(Self.maxNodes) {
      let node = page.nodes[index]
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

  /// The date in the first `time` element that is marked as the date of publication, else in the
  /// first of the article, else in the first of the page.
  var markedDate: String? {
    let times = page.elements("time").prefix(Self.maxElements)
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
      self.date(inAddress: address) ?? visibleDate(isLeftOut: isLeftOut)
    let neighbor = hour < 9 ? declared.adding(days: -1) : declared.adding(days: 1)
    guard let shown, let other = PublicationDate(parsing: shown), other.year == neighbor.year,
      other.month == neighbor.month, other.day == neighbor.day
    else { return nil }
    return shown
  }

  // MARK: Text

  /// A date in the text of a page.
  private struct Found {
    var date: String
    var index: Int
    var isNamed: Bool
    var isChange: Bool
  }

  /// Returns the date in the visible text that is most likely the date of publication.
  ///
  /// An element that is named for a date is preferred, then the date that is nearest to the main
  /// heading. Dates in navigation, comments and the like are ignored.
  func visibleDate(isLeftOut: (Int) -> Bool) -> String? {
    let heading = page.elements("h1", in: page.wholePage).first { $0 <= article.upperBound }
    let found = visibleDates(isLeftOut: isLeftOut)
    func rank(_ one: Found) -> (Int, Int) {
      let distance = heading.map { one.index - $0 } ?? one.index
      let isNear = (-30...150).contains(distance)
      let isBelow = heading == nil || distance >= 0
      let group =
        switch (one.isNamed, isNear) {
        case (true, true): 0
        case (false, true): 1
        case (true, false): 2
        case (false, false): 3
        }
      return (group + (one.isChange ? 4 : 0) + (isBelow ? 0 : 1), abs(distance))
    }
    return found.min { rank($0) < rank($1) }?.date
  }

  private func visibleDates(isLeftOut: (Int) -> Bool) -> [Found] {
    var found: [Found] = []
    var (index, blockStart, namedEnd, attempts) = (0, 0, 0, 0)
    while index < min(page.nodes.count, Self.maxNodes), found.count < Self.maxElements,
      attempts < Self.maxTexts
    {
      let name = page.nodes.name(at: index)
      if name.isEmpty {
        if index < namedEnd || page.nodes[index].hasDigit {
          attempts += 1
          if let one = date(at: index, from: blockStart, namedEnd) { found.append(one) }
        }
      } else if HTMLText.withoutText.contains(name) || isLeftOut(index) {
        index = page.nodes.end(of: index)
        continue
      } else {
        if HTMLText.blocks.contains(name) { blockStart = index }
        if index >= namedEnd, Self.isNamedForDate(page.nodes[index].attributes) {
          let range = page.range(of: index)
          if range.count < 40 { namedEnd = range.upperBound }
        }
      }
      index += 1
    }
    return found
  }

  /// Returns the date whose year is in the text at `index`.
  ///
  /// The day and the month may be in the texts before it, in elements of their own.
  private func date(at index: Int, from start: Int, _ namedEnd: Int) -> Found? {
    let text = page.nodes[index].text
    let before = max(start, index - 8)
    // A report can start with its date.
    if text.utf8.count > 300 {
      return scanner.firstDate(in: text.prefix(24)).map {
        Found(date: $0.description, index: index, isNamed: false, isChange: false)
      }
    }
    guard
      let date = scanner.firstDate(in: text)
        ?? page.text(in: before..<(index + 1)).flatMap(scanner.firstDate)
        ?? (index < namedEnd ? scanner.shortDate(in: text) : nil)
    else { return nil }
    let line = (page.text(in: before..<(index + 1)) ?? text).lowercased()
    let isChange = Self.changes.contains { line.firstBytes(of: $0) != nil }
    return Found(
      date: date.description, index: index, isNamed: index < namedEnd, isChange: isChange)
  }

  private static func isNamedForDate(_ attributes: MarkupAttributes) -> Bool {
    guard let names = attributes["class"] ?? attributes["id"] ?? attributes["itemprop"] else {
      return false
    }
    return ElementWords.names(in: names).contains { words in
      words.contains { word in dateWords.contains { word.hasPrefix($0) } }
    }
  }

  private static let dateWords = [
    "date", "datum", "time", "publi", "posted", "byline", "meta", "info", "stamp", "data", "fecha",
    "pub", "created", "dateline",
  ]

  /// Words beside the date of a later change.
  private static let changes = [
    "update", "modified", "changed", "aktualisiert", "geändert", "modifié", "mis à jour",
    "actualizado", "aggiornato", "reviewed", "zuletzt", "expires", "copyright", "©",
  ]

  private static let maxElements = 200
  private static let maxTexts = 5_000
  /// The part of a page that is searched; an article's date stands near its start.
  private static let maxNodes = 100_000
}

extension MarkupNode {
  /// True if the start of a text contains a digit.
  fileprivate var hasDigit: Bool {
    guard byteCount >= 4, byteCount <= 2_000 else { return false }
    let text = text.prefix(300)
    return text.utf8.contains { (0x30...0x39).contains($0) }
  }
}
