/// Finds the article in an HTML page, and the parts inside it that do not belong to it.
///
/// The article is the first of these that holds enough text: the element marked as the article's
/// body; the `article` element with the most text, or the element around several `article` elements
/// side by side; `main`; the smallest element around all paragraphs. Inside the article,
/// navigation, asides, forms, share buttons and the like are excluded by their element, role, class
/// or id. An element with a third of the page's running text is never excluded. A page whose whole
/// body is a form, or has the class `sidebar`, therefore keeps its text.
///
/// Classes and ids can be misleading. If classes and ids alone would exclude more than three tenths
/// of the article's running text, or more than half of the page's running text, they are ignored.
/// If less than a quarter of the page's running text would be left, the markup is wrong. The whole
/// page is then the article, except for elements such as `nav` that HTML defines for other content.
struct HTMLContent {
  /// The nodes of the article.
  private(set) var range: Range<Int>

  private let page: HTMLPage
  /// The number of bytes of running text before each node.
  private let runningText: [Int]
  /// The elements whose classes or ids mark them as boilerplate.
  private let named: Set<Int>
  /// Headers of articles and footers of quotations, which belong to the text.
  private let parts: Set<Int>
  private var trust = Trust.names

  /// The markup that is trusted to show which elements to exclude, from the least to the most.
  private enum Trust: Int {
    case nothing
    case elements
    /// Elements, roles, and hidden content.
    case markup
    /// Everything, including classes and ids.
    case names
  }

  init(of page: HTMLPage) {
    self.page = page
    runningText = Self.runningText(of: page)
    named = BoilerplateNames.elements(of: page)
    parts = Self.partsOfArticles(on: page)
    range = page.wholePage
    range = markedArticle() ?? aroundParagraphs()
    if namesLeaveOutMuch {
      trust = .markup
      range = page.wholePage
      range = markedArticle() ?? aroundParagraphs()
    }
    if keepsTooLittle {
      trust = .elements
      range = page.elements("body").first.map(page.range(of:)) ?? page.wholePage
    }
    if keepsTooLittle { trust = .nothing }
  }

  /// True if classes and ids alone exclude more than three tenths of the article's running text, or
  /// more than half of the page's running text.
  private var namesLeaveOutMuch: Bool {
    let region = markedArticle() ?? page.wholePage
    var (inside, all) = (0, 0)
    var index = region.lowerBound
    while index < region.upperBound {
      if !page.nodes[index].isText && isLeftOut(index) {
        if !isMarked(index, .markup) {
          all += amount(in: page.range(of: index))
          if range.contains(index) { inside += amount(in: page.range(of: index)) }
        }
        index = page.nodes[index].end
      } else {
        index += 1
      }
    }
    return inside * 10 > amount(in: range) * 3 || all * 2 > amount(in: region)
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

  /// True if the element at `index` is excluded from the article.
  func isLeftOut(_ index: Int) -> Bool {
    guard index != range.lowerBound, isMarked(index, trust) else { return false }
    return amount(in: page.range(of: index)) * 3 < amount(in: page.wholePage)
  }

  /// True if, at this level of trust, the element at `index` is marked as not part of the article.
  private func isMarked(_ index: Int, _ trust: Trust) -> Bool {
    if trust == .nothing { return false }
    let node = page.nodes[index]
    if Self.boilerplateElements.contains(node.name) || node.name == "header" && !isInArticle {
      return !parts.contains(index)
    }
    if trust == .elements { return false }
    if node.isHidden { return true }
    if let role = node.attributes["role"], Self.boilerplateRoles.contains(role) { return true }
    if trust == .markup { return false }
    return named.contains(index)
  }

  private var isInArticle: Bool {
    ["article", "main"].contains(page.nodes[range.lowerBound].name)
      || page.nodes[range.lowerBound].attributes["role"] == "main"
  }

  private func amount(in range: Range<Int>) -> Int {
    runningText[range.upperBound] - runningText[range.lowerBound]
  }

  private func markedArticle() -> Range<Int>? { declaredBody() ?? articles() ?? mainElement() }

  private func declaredBody() -> Range<Int>? {
    page.wholePage.first {
      page.nodes[$0].itemProperties.contains("articlebody")
    }.map(page.range(of:)).flatMap { holdsMost($0) ? $0 : nil }
  }

  /// Returns the nodes of the `article` element with the most text, or of the parent of several
  /// such elements.
  private func articles() -> Range<Int>? {
    let ranges = page.elements("article").map(page.range(of:))
    guard let largest = ranges.max(by: { amount(in: $0) < amount(in: $1) }) else { return nil }
    let parent = element(around: largest.lowerBound)
    let around = parent.map(page.range(of:)) ?? page.wholePage
    var beside = 0
    var index = parent.map { $0 + 1 } ?? around.lowerBound
    while index < around.upperBound {
      if page.nodes[index].name == "article" { beside += amount(in: page.range(of: index)) }
      index = page.nodes[index].end
    }
    // Long siblings are not just teasers of other articles. If the parent holds most of the page,
    // the siblings are parts of the text. Otherwise they may be comments on an article elsewhere.
    if amount(in: largest) * 5 < beside * 4 {
      return amount(in: around) * 5 >= amount(in: page.wholePage) * 4 ? around : nil
    }
    return holdsMost(largest) ? largest : nil
  }

  /// Returns the index of the parent of the element at `index`.
  private func element(around index: Int) -> Int? {
    (0..<index).last { !page.nodes[$0].isText && page.nodes[$0].end > index }
  }

  private func mainElement() -> Range<Int>? {
    page.wholePage.first {
      page.nodes[$0].name == "main" || page.nodes[$0].attributes["role"] == "main"
    }.map(page.range(of:)).flatMap { holdsMost($0) ? $0 : nil }
  }

  /// True if half of the page's running text is in `range`.
  ///
  /// If not, the markup is misleading, and relying on the markup would lose text.
  private func holdsMost(_ range: Range<Int>) -> Bool {
    let amount = amount(in: range)
    return amount > 0 && amount * 2 >= self.amount(in: page.wholePage)
  }

  /// Returns the nodes of the smallest element that holds all paragraphs and all running text
  /// outside boilerplate.
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

  /// Returns the number of bytes of running text before each node.
  ///
  /// Running text is the text of paragraphs. If less than half of the text is in paragraphs, all
  /// text is running text.
  private static func runningText(of page: HTMLPage) -> [Int] {
    let inParagraphs = amounts(of: page, isInParagraphs: true, longerThan: 40)
    let long = amounts(of: page, isInParagraphs: false, longerThan: 40)
    guard let all = long.last, let some = inParagraphs.last, all > 0 else {
      return amounts(of: page, isInParagraphs: false, longerThan: 0)
    }
    return some * 2 >= all ? inParagraphs : long
  }

  /// Returns the number of bytes of text before each node, without links and short runs of text.
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

  private static func partsOfArticles(on page: HTMLPage) -> Set<Int> {
    var (parts, articleEnd, quotationEnd): (Set<Int>, Int, Int) = ([], 0, 0)
    for (index, node) in page.nodes.enumerated() {
      switch node.name {
      case "article": articleEnd = max(articleEnd, node.end)
      case "blockquote": quotationEnd = max(quotationEnd, node.end)
      case "header" where index < articleEnd, "footer" where index < quotationEnd:
        parts.insert(index)
      default: break
      }
    }
    return parts
  }

  /// Elements of HTML, and those of AMP (https://amp.dev/documentation/components).
  private static let boilerplateElements: Set<String> = [
    "nav", "aside", "footer", "form", "menu", "amp-ad", "amp-auto-ads", "amp-consent", "amp-embed",
    "amp-next-page", "amp-sidebar", "amp-social-share", "amp-sticky-ad", "amp-user-notification",
  ]

  private static let boilerplateRoles: Set<String> = [
    "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog",
    "menu", "menubar", "toolbar",
  ]
}
