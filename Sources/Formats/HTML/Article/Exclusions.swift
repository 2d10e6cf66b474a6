/// The elements of a page that its markup excludes from the article: navigation, forms, comments,
/// hidden content and the like.
struct Exclusions {
  /// The markup that is trusted to show which elements to exclude, from the least to the most.
  enum Trust: Int {
    case nothing
    case elements
    /// Elements, roles, and hidden content.
    case markup
    /// Everything, including classes and ids.
    case names
  }

  /// Marks for each node.
  ///
  /// An element is marked whether or not an element around it is marked too.
  private(set) var marks: [Mark]
  /// The indices of the elements that are marked as the article's description.
  private(set) var descriptions: [Int] = []

  /// The least trust at which an element is excluded.
  enum Mark: UInt8 {
    case none
    case element
    case markup
    case name
    case comments
    /// The element is named as the text of the article.
    case body
    case article
  }

  init(of page: HTMLPage, measure: TextMeasure, isWebPage: Bool) {
    marks = Array(repeating: .none, count: page.nodes.count)
    var names = BoilerplateNames()
    var (articleEnd, quotationEnd) = (0, 0)
    for index in page.wholePage {
      let name = page.nodes.name(at: index)
      guard !name.isEmpty else { continue }
      let isPart =
        name == "header" && index < articleEnd || name == "footer" && index < quotationEnd
      if name == "article" { articleEnd = max(articleEnd, page.nodes.end(of: index)) }
      if name == "blockquote" { quotationEnd = max(quotationEnd, page.nodes.end(of: index)) }
      if Self.boilerplateElements.contains(name) && !isPart {
        marks[index] = .element
        continue
      }
      if name == "html" || name == "body" { continue }
      let node = page.nodes[index]
      marks[index] = Self.mark(of: node, at: index, on: page, measure, &names)
      if marks[index] == .none, name != "meta", descriptions.count < 20, !node.attributes.isEmpty,
        node.itemProperties.contains("description")
      {
        descriptions.append(index)
      }
      guard isWebPage, marks[index] == .none else { continue }
      let announces =
        Self.divisions.contains(name) && Self.isMostlyLinks(page.range(of: index), measure)
        && !Self.isListOfContents(page.nodes[index])
      if name == "figcaption" || announces { marks[index] = .name }
    }
  }

  private static func mark(
    of node: MarkupNode, at index: Int, on page: HTMLPage, _ measure: TextMeasure,
    _ names: inout BoilerplateNames
  ) -> Mark {
    let attributes = node.attributes
    if attributes.isEmpty { return .none }
    var properties: [String] = []
    if attributes.contains(anyOf: markupAttributes) {
      if node.isHidden { return .markup }
      if let role = attributes["role"], boilerplateRoles.contains(role) { return .markup }
      if node.isCommentItem { return .comments }
      properties = node.itemProperties
    }
    if properties.contains("articlebody") { return .body }
    let meaning = names.meaning(of: node)
    if properties.contains("description"), !properties.contains("caption") {
      return meaning == .comments ? .comments : .none
    }
    let range = page.range(of: index)
    switch meaning {
    case .none: return .none
    case .article: return .article
    case .body: return .body
    case .comments: return .comments
    case .boilerplate: return .name
    case .likelyBoilerplate:
      return measure.long.amount(in: range) == 0 || isMostlyLinks(range, measure) ? .name : .none
    case .note:
      let isShort = measure.text.amount(in: range) < 200 && measure.long.amount(in: range) == 0
      return isShort ? .name : .none
    }
  }

  /// True if the links of an element lead to the sections or to the sources of the article itself.
  private static func isListOfContents(_ node: MarkupNode) -> Bool {
    let attributes = node.attributes
    let names = [attributes["class"], attributes["id"]].compactMap(\.self).flatMap(
      ElementWords.names)
    return names.contains { words in
      words.contains { ["toc", "tableofcontents", "reflist", "references"].contains($0) }
        || words.joined(separator: "-").contains("table-of-contents")
    }
  }

  private static func isMostlyLinks(_ range: Range<Int>, _ measure: TextMeasure) -> Bool {
    measure.linked.amount(in: range) * 2 > measure.text.amount(in: range)
  }

  /// True if the element at `index` is excluded at this level of trust.
  func excludes(_ index: Int, at trust: Trust) -> Bool {
    switch marks[index] {
    case .none, .body, .article: false
    case .element: trust.rawValue >= Trust.elements.rawValue
    case .markup: trust.rawValue >= Trust.markup.rawValue
    case .name, .comments: trust == .names
    }
  }

  /// Elements that hold no list, table or paragraph of the author's: a division that consists of
  /// links announces other pages.
  private static let divisions: Set<String> = ["div", "section", "figure"]

  /// Elements of HTML, and those of AMP (https://amp.dev/documentation/components).
  private static let boilerplateElements: Set<String> = [
    "nav", "aside", "footer", "form", "menu", "header", "amp-ad", "amp-auto-ads", "amp-consent",
    "amp-embed", "amp-next-page", "amp-sidebar", "amp-social-share", "amp-sticky-ad",
    "amp-user-notification",
  ]

  /// The attributes that mark elements otherwise than by names.
  private static let markupAttributes: Set<String> = [
    "aria-hidden", "hidden", "itemprop", "itemtype", "role", "style",
  ]

  private static let boilerplateRoles: Set<String> = [
    "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog",
    "menu", "menubar", "toolbar",
  ]
}

extension MarkupNode {
  /// True if the element is a microdata item that is a reader's comment.
  fileprivate var isCommentItem: Bool {
    let attributes = attributes
    if let type = attributes["itemtype"],
      type.hasSuffix("/Comment") || type.hasSuffix("/UserComments")
    {
      return true
    }
    return attributes["itemprop"] == "comment"
  }
}
