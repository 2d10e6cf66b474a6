internal import TextAnalysis

/// A page's description of its article in microdata (https://schema.org/Article in HTML's
/// `itemprop`).
struct Microdata {
  private let page: HTMLPage
  /// The indices of the elements that hold each property of the article.
  ///
  /// Properties of nested items, such as the author's name, are not included.
  private var properties: [String: [Int]] = [:]

  /// Reads the first article; returns nil if there is none.
  init?(of page: HTMLPage) {
    self.page = page
    guard let article = page.wholePage.first(where: { page.nodes[$0].isArticleItem }) else {
      return nil
    }
    properties = Self.properties(of: article, on: page)
  }

  /// Returns the text of a property; several values are joined with commas.
  func text(_ name: String) -> String? {
    // No article has more authors than this.
    let texts = (properties[name] ?? []).prefix(100).compactMap(text(of:))
    return texts.isEmpty ? nil : texts.joined(separator: ", ")
  }

  /// Returns the first absolute address among the values of a property.
  func address(_ name: String) -> String? {
    (properties[name] ?? []).lazy.compactMap { element in
      let attributes = page.nodes[element].attributes
      return attributes["href"] ?? attributes["content"] ?? attributes["itemid"]
    }.first { $0.contains("://") }
  }

  private func text(of element: Int) -> String? {
    let node = page.nodes[element]
    if node.attributes["itemscope"] != nil {
      let names = Self.properties(of: element, on: page)["name"] ?? []
      return names.lazy.compactMap(plainText(of:)).first ?? page.text(in: page.range(of: element))
    }
    return plainText(of: element)
  }

  private func plainText(of element: Int) -> String? {
    let attributes = page.nodes[element].attributes
    return normalizedLine(attributes["content"] ?? attributes["datetime"])
      ?? page.text(in: page.range(of: element))
  }

  private static func properties(of item: Int, on page: HTMLPage) -> [String: [Int]] {
    var found: [String: [Int]] = [:]
    var index = item + 1
    while index < page.nodes[item].end {
      let node = page.nodes[index]
      for name in node.itemProperties { found[name, default: []].append(index) }
      index = node.attributes["itemscope"] == nil ? index + 1 : node.end
    }
    return found
  }
}

extension MarkupNode {
  /// The names in the element's `itemprop`, in lower case.
  var itemProperties: [String] {
    attributes["itemprop"]?.split(whereSeparator: \.isWhitespace).map { $0.lowercased() } ?? []
  }

  /// True if the element is a microdata item whose type is one of schema.org's articles.
  fileprivate var isArticleItem: Bool {
    attributes["itemtype"]?.split(whereSeparator: \.isWhitespace).contains { type in
      type.contains("schema.org") && (type.hasSuffix("Article") || type.hasSuffix("Posting"))
    } == true
  }
}
