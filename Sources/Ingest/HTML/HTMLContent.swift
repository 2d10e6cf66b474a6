/// Finds the article in an HTML page, and what in it is not the article's.
///
/// The part of the page is, in this order: the element that says it holds the article's body, the
/// `article` element with the most text, `main`, or the smallest element around all paragraphs.
/// Inside it, navigation, asides, forms, share buttons and the like are left out, by their element,
/// role, class or id. What holds a third of the page's running text is never left out: a page whose
/// whole body is a form, or of class `with-sidebar`, keeps its text.
///
/// Where all this keeps less than a quarter of the page's running text, it was wrong: then the whole
/// page is taken, but for the elements that HTML has for what is not the article.
struct HTMLContent {
  /// The part of the page.
  private(set) var range: Range<Int>

  private let page: HTMLPage
  /// How many bytes of running text stand before each node.
  private let runningText: [Int]
  private var trust = Trust.names

  /// What of a page is believed when it says what is not the article.
  private enum Trust {
    /// Elements, roles, classes and ids.
    case names
    /// Elements only.
    case elements
    case nothing
  }

  init(of page: HTMLPage) {
    self.page = page
    runningText = Self.runningText(of: page)
    range = page.wholePage
    range = declaredBody() ?? largestArticle() ?? mainElement() ?? aroundParagraphs()
    if keepsTooLittle {
      trust = .elements
      range = page.elements("body").first.map(page.range(of:)) ?? page.wholePage
    }
    if keepsTooLittle { trust = .nothing }
  }

  private var keepsTooLittle: Bool {
    var kept = amount(in: range)
    var index = range.lowerBound
    while index < range.upperBound {
      if !page.nodes[index].isText && isLeftOut(index) {
        kept -= amount(in: page.range(of: index))
        index = page.nodes[index].end
      } else {
        index += 1
      }
    }
    return kept * 4 < amount(in: page.wholePage)
  }

  /// Whether the element at `index` is not the article's.
  func isLeftOut(_ index: Int) -> Bool {
    guard index != range.lowerBound, isMarkedBoilerplate(page.nodes[index]) else { return false }
    return amount(in: page.range(of: index)) * 3 < amount(in: page.wholePage)
  }

  private func isMarkedBoilerplate(_ node: MarkupNode) -> Bool {
    if trust == .nothing { return false }
    if Self.boilerplateElements.contains(node.name) || node.name == "header" && !isInArticle {
      return true
    }
    if trust == .elements { return false }
    if node.attributes["hidden"] != nil || node.attributes["aria-hidden"] == "true" { return true }
    if let role = node.attributes["role"], Self.boilerplateRoles.contains(role) { return true }
    return [node.attributes["class"], node.attributes["id"]].contains { names in
      names?.split { !$0.isLetter && !$0.isNumber }.contains {
        Self.boilerplateNames.contains($0.lowercased())
      } == true
    }
  }

  private var isInArticle: Bool {
    ["article", "main"].contains(page.nodes[range.lowerBound].name)
      || page.nodes[range.lowerBound].attributes["role"] == "main"
  }

  private func amount(in range: Range<Int>) -> Int {
    runningText[range.upperBound] - runningText[range.lowerBound]
  }

  private func declaredBody() -> Range<Int>? {
    page.wholePage.first {
      page.nodes[$0].itemProperties.contains("articlebody")
    }.map(page.range(of:)).flatMap { holdsMost($0) ? $0 : nil }
  }

  private func largestArticle() -> Range<Int>? {
    page.elements("article").map(page.range(of:)).max { amount(in: $0) < amount(in: $1) }
      .flatMap { holdsMost($0) ? $0 : nil }
  }

  private func mainElement() -> Range<Int>? {
    page.wholePage.first {
      page.nodes[$0].name == "main" || page.nodes[$0].attributes["role"] == "main"
    }.map(page.range(of:)).flatMap { holdsMost($0) ? $0 : nil }
  }

  /// Whether half of the page's running text is in `range`: else the markup does not mean what it
  /// says, and text would be lost.
  private func holdsMost(_ range: Range<Int>) -> Bool {
    let amount = amount(in: range)
    return amount > 0 && amount * 2 >= self.amount(in: page.wholePage)
  }

  /// The smallest element that holds every paragraph and all running text outside of boilerplate.
  private func aroundParagraphs() -> Range<Int> {
    var first: Int?
    var last = 0
    var index = 0
    while index < page.nodes.count {
      let node = page.nodes[index]
      if !node.isText && (HTMLText.withoutText.contains(node.name) || isLeftOut(index)) {
        index = node.end
        continue
      }
      if node.name == "p" || runningText[index] < runningText[index + 1] {
        first = first ?? index
        last = index
      }
      index += 1
    }
    guard let first else { return page.elements("body").first.map(page.range(of:)) ?? range }
    let around = (0..<first).last { !page.nodes[$0].isText && page.nodes[$0].end > last }
    return around.map(page.range(of:)) ?? range
  }

  /// Counts the running text: that of paragraphs or, on a page that has its text elsewhere, all.
  private static func runningText(of page: HTMLPage) -> [Int] {
    let inParagraphs = amounts(of: page, isInParagraphs: true, longerThan: 40)
    let long = amounts(of: page, isInParagraphs: false, longerThan: 40)
    guard let all = long.last, let some = inParagraphs.last, all > 0 else {
      return amounts(of: page, isInParagraphs: false, longerThan: 0)
    }
    return some * 2 >= all ? inParagraphs : long
  }

  /// How many bytes of text stand before each node, outside of links, in runs that are long enough.
  private static func amounts(
    of page: HTMLPage, isInParagraphs: Bool, longerThan limit: Int
  ) -> [Int] {
    var total = 0
    var skippedEnd = 0
    var paragraphEnd = 0
    var amounts = [0]
    amounts.reserveCapacity(page.nodes.count + 1)
    for (index, node) in page.nodes.enumerated() {
      if node.isText {
        if index >= skippedEnd, index < paragraphEnd || !isInParagraphs {
          let bytes = node.text.utf8.count
          if bytes > limit && node.text.contains(where: { !$0.isWhitespace }) { total += bytes }
        }
      } else if ["p", "blockquote", "pre"].contains(node.name) {
        paragraphEnd = max(paragraphEnd, node.end)
      } else if node.name == "a" || HTMLText.withoutText.contains(node.name) {
        skippedEnd = max(skippedEnd, node.end)
      }
      amounts.append(total)
    }
    return amounts
  }

  /// HTML's own, and those of AMP (https://amp.dev/documentation/components).
  private static let boilerplateElements: Set<String> = [
    "nav", "aside", "footer", "form", "menu", "amp-ad", "amp-auto-ads", "amp-consent", "amp-embed",
    "amp-next-page", "amp-sidebar", "amp-social-share", "amp-sticky-ad", "amp-user-notification",
  ]

  private static let boilerplateRoles: Set<String> = [
    "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog",
    "menu", "menubar", "toolbar",
  ]

  private static let boilerplateNames: Set<String> = [
    "ad", "ads", "advert", "advertisement", "banner", "breadcrumb", "breadcrumbs", "byline",
    "comments", "consent", "cookie", "cookies", "disqus", "footer", "gdpr", "login",
    "masthead", "menu", "modal", "nav", "navbar", "navigation", "newsletter", "pagination",
    "paywall", "popular", "popup", "promo", "recommended", "related", "respond", "share",
    "sharing", "sidebar", "signup", "skip", "social", "sponsored", "subscribe", "tags", "toolbar",
    "trending", "outbrain", "taboola",
  ]
}
