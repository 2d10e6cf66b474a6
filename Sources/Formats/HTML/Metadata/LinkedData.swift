internal import JSON

/// A page's description of its article in JSON-LD (https://schema.org/Article), collected from all
/// scripts.
struct LinkedData {
  /// The articles in page order.
  ///
  /// For each field, the first article that has the field counts.
  private(set) var articles: [JSONValue] = []
  /// The other descriptions that have a date, such as a `WebPage` or a `Recipe`.
  private(set) var pages: [JSONValue] = []
  /// The names of the site and of the organizations behind it.
  private(set) var siteNames: [String] = []

  /// Named objects by their `@id`, so that references to them can be resolved.
  private var things: [String: JSONValue] = [:]

  init(of page: HTMLPage) {
    for index in page.elements("script")
    where page.nodes[index].attributes["type"]?.lowercased().hasPrefix("application/ld+json")
      == true
    {
      let source = page.nodes[page.range(of: index)].map(\.text).joined()
      // Skip a large script: the description of an article is short, and decoding takes ten times
      // as much memory.
      guard source.utf8.count <= 2 << 20, let value = Self.value(of: Array(source.utf8)) else {
        continue
      }
      let objects = value.objects.flatMap { [$0] + ($0["mainEntity"]?.objects ?? []) }
      if let article = objects.first(where: \.isArticle) { articles.append(article) }
      for object in objects where !object.isArticle { add(object) }
      collectThings(in: value)
    }
  }

  private mutating func add(_ object: JSONValue) {
    guard let types = object["@type"]?.name else { return }
    if types.contains("WebSite") || types.contains("Organization") {
      if let name = object["name"]?.name, siteNames.count < 20 { siteNames.append(name) }
    } else if object["datePublished"] != nil || object["dateModified"] != nil,
      !["Object", "Comment", "Answer"].contains(where: types.hasSuffix)
    {
      pages.append(object)
    }
  }

  /// Returns a member of an article as a line of text: a name, or several names.
  func line(_ name: String, of article: JSONValue) -> String? {
    article[name].flatMap(resolved)?.name.flatMap(HTMLFragment.decodingEntities)
  }

  /// Returns the text of the article, if the JSON-LD contains it.
  func body(leavingOut title: String?) -> String? {
    for article in articles {
      guard let (words, _) = article["articleBody"]?.text else { continue }
      if HTMLFragment.isHTML(words) || words.contains("</p>") {
        return try? HTMLFragment.text(of: words, leavingOut: title)
      }
      // The text is plain, with a paragraph on each line, but it may contain entities.
      let lines = words.split(whereSeparator: \.isNewline).joined(separator: "\n\n")
      return try? HTMLFragment.text(of: lines.replacing("<", with: "&lt;"), hasBlankLines: true)
    }
    return nil
  }

  /// Parses JSON, and repairs it first if necessary.
  ///
  /// Many pages assemble their JSON by hand.
  private static func value(of source: [UInt8]) -> JSONValue? {
    (try? JSONValue(reading: source)) ?? (try? JSONValue(reading: JSONRepair.repaired(source)))
  }

  /// Adds the named objects in `value` to `things`.
  ///
  /// The recursion is bounded by the parser's limit on nesting.
  private mutating func collectThings(in value: JSONValue) {
    switch value {
    case .object(let members):
      if case .string(let id)? = members["@id"], value.name != nil, things[id] == nil {
        things[id] = value
      }
      for member in members.values { collectThings(in: member) }
    case .array(let elements):
      for element in elements { collectThings(in: element) }
    default: break
    }
  }

  /// Returns the value, with a reference by `@id` replaced by the object.
  private func resolved(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object:
      if value.name == nil, case .string(let id)? = value["@id"] { return things[id] ?? value }
      return value
    case .string(let id): return things[id] ?? value
    case .array(let elements): return .array(elements.map(resolved))
    default: return value
    }
  }
}
