/// Chooses the element that holds the article, by the running text that is not excluded.
extension HTMLContent {
  /// Returns the nodes of the element that holds the article.
  func chosenRange() -> Range<Int> {
    tightened(declaredBody() ?? articles() ?? mainElement() ?? aroundParagraphs())
  }

  /// Returns the element that is marked or named as the article's body.
  ///
  /// One such element is trusted if it holds a quarter of the text: a short article can have a lot
  /// of text around it. Inside it, another such element with nearly all of its text is preferred.
  private func declaredBody() -> Range<Int>? {
    var bodies: [Range<Int>] = []
    for index in page.wholePage where exclusions.marks[index] == .body {
      if let last = bodies.last, last.contains(index) { continue }
      bodies.append(page.range(of: index))
    }
    guard var body = bodies.max(by: { kept.amount(in: $0) < kept.amount(in: $1) }) else {
      return nil
    }
    let others = bodies.reduce(0) { $0 + kept.amount(in: $1) } - kept.amount(in: body)
    guard holdsMost(body) || holds(body, oneIn: 4) && others * 4 <= kept.amount(in: body) else {
      return nil
    }
    for index in body where exclusions.marks[index] == .body {
      let inner = page.range(of: index)
      if body.contains(index), kept.amount(in: inner) * 10 >= kept.amount(in: body) * 9 {
        body = inner
      }
    }
    return body
  }

  /// Returns the innermost division in `range` that holds all but a thirtieth of its text.
  private func tightened(_ range: Range<Int>) -> Range<Int> {
    let whole = kept.amount(in: range)
    guard whole > 0 else { return range }
    var range = range
    var index = range.lowerBound + 1
    while index < range.upperBound {
      let inner = page.range(of: index)
      if Self.divisions.contains(page.nodes.name(at: index)), !excluded[index],
        kept.amount(in: inner) * 100 >= whole * 97
      {
        range = inner
        index += 1
      } else {
        index = inner.upperBound
      }
    }
    return range
  }

  private static let divisions: Set<String> = [
    "div", "section", "article", "main", "center", "form", "table", "tbody", "tr", "td",
  ]

  /// Returns the nodes of the `article` element with the most text, or of the parent of several
  /// such elements.
  private func articles() -> Range<Int>? {
    let ranges = page.elements("article").map(page.range(of:))
    guard let largest = ranges.max(by: { kept.amount(in: $0) < kept.amount(in: $1) }) else {
      return nil
    }
    let parent = element(around: largest.lowerBound..<(largest.lowerBound + 1))
    let around = parent.map(page.range(of:)) ?? page.wholePage
    var beside = 0
    var index = parent.map { $0 + 1 } ?? around.lowerBound
    while index < around.upperBound {
      if page.nodes.name(at: index) == "article" {
        beside += kept.amount(in: page.range(of: index))
      }
      index = page.nodes.end(of: index)
    }
    // Long siblings are not just teasers of other articles. If the parent holds most of the page,
    // the siblings are parts of the text. Otherwise they may be comments on an article elsewhere.
    if kept.amount(in: largest) * 5 < beside * 4 {
      return kept.amount(in: around) * 5 >= kept.amount(in: page.wholePage) * 4 ? around : nil
    }
    let hasTitle = holds(largest, oneIn: 4) && !page.elements("h1", in: largest).isEmpty
    return holdsMost(largest) || hasTitle ? largest : nil
  }

  /// Returns the index of the smallest element around these nodes that starts before them.
  private func element(around nodes: Range<Int>) -> Int? {
    (0..<nodes.lowerBound).last {
      !page.nodes.name(at: $0).isEmpty && page.nodes.end(of: $0) >= nodes.upperBound
    }
  }

  private func mainElement() -> Range<Int>? {
    page.wholePage.first {
      page.nodes.name(at: $0) == "main" || page.nodes[$0].attributes["role"] == "main"
    }.map(page.range(of:)).flatMap { holdsMost($0) || holds($0, oneIn: 3) ? $0 : nil }
  }

  /// True if a range holds a paragraph, and this part of the page's running text.
  private func holds(_ range: Range<Int>, oneIn divisor: Int) -> Bool {
    let amount = kept.amount(in: range)
    return amount >= 200 && amount * divisor >= kept.amount(in: page.wholePage)
  }

  /// True if half of the page's running text is in `range`.
  ///
  /// If not, the markup is misleading, and relying on the markup would lose text.
  private func holdsMost(_ range: Range<Int>) -> Bool {
    let amount = kept.amount(in: range)
    return amount > 0 && amount * 2 >= kept.amount(in: page.wholePage)
  }

  /// Returns the nodes of the smallest element that holds all paragraphs and all running text
  /// outside boilerplate.
  private func aroundParagraphs() -> Range<Int> {
    var first: Int?
    var last = 0
    var index = 0
    while index < page.nodes.count {
      let name = page.nodes.name(at: index)
      if !name.isEmpty && (HTMLText.withoutText.contains(name) || excluded[index]) {
        index = page.nodes.end(of: index)
        continue
      }
      if name == "p" || kept.amount(in: index..<(index + 1)) > 0 {
        first = first ?? index
        last = index
      }
      index += 1
    }
    guard let first else {
      return page.elements("body").first.map(page.range(of:)) ?? page.wholePage
    }
    return element(around: first..<(last + 1)).map(page.range(of:)) ?? page.wholePage
  }
}
