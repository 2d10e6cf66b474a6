/// Finds the article in an HTML page, and the parts inside it that do not belong to it.
///
/// The article is the first of these that holds enough text: the element marked or named as the
/// article's body; the `article` element with the most text, or the element around several
/// `article` elements side by side; `main`; the smallest element around all paragraphs. Inside the
/// article, navigation, asides, forms, share buttons and the like are excluded by their element,
/// role, class or id (`Exclusions`), and then what only its content gives away
/// (`TextBlocks`).
///
/// An element with a third of the page's running text is never excluded, unless it holds comments.
/// A page whose whole body is a form, or has the class `sidebar`, therefore keeps its text.
///
/// Classes and ids can be misleading. If classes and ids alone would exclude more than three tenths
/// of the article's running text, or more than half of the page's running text, they are ignored.
/// If less than a quarter of the page's running text would be left, the markup is wrong. The whole
/// page is then the article, except for elements such as `nav` that HTML defines for other content.
/// Comments are not counted in any of this.
struct HTMLContent {
  /// The nodes of the article.
  private(set) var range: Range<Int>
  /// The nodes of the sentences between the main heading and the article, if they are outside it.
  private(set) var standfirst: [Range<Int>] = []

  let page: HTMLPage
  let isWebPage: Bool
  let measure: TextMeasure
  let exclusions: Exclusions
  private var trust = Exclusions.Trust.names
  private var commentsAreExcluded = true
  /// True for each outermost element that is excluded.
  private(set) var excluded: [Bool] = []
  /// The running text before each node, without that in excluded elements.
  private(set) var kept = TextSums(nodes: 0)
  /// The running text of the page without comments.
  private var total = 0

  /// Finds the article in a page, or in a document that is not a web page.
  init(of page: HTMLPage, isWebPage: Bool) {
    self.page = page
    self.isWebPage = isWebPage
    var measure = TextMeasure(of: page)
    let exclusions = Exclusions(of: page, measure: measure, isWebPage: isWebPage)
    measure.ignore(page) { exclusions.excludes($0, at: .names) }
    self.measure = measure
    self.exclusions = exclusions
    range = page.wholePage
    exclude()
    range = chosenRange()
    if namesLeaveOutMuch {
      trust = .markup
      exclude()
      range = chosenRange()
    }
    if keepsTooLittle {
      trust = .elements
      exclude()
      range = page.elements("body").first.map(page.range(of:)) ?? page.wholePage
    }
    if keepsTooLittle {
      trust = .nothing
      exclude()
    }
    if trust == .names && isWebPage { refine() }
  }

  /// Excludes the blocks that only their content gives away, and adds the standfirst.
  private mutating func refine() {
    let blocks = TextBlocks(of: page, in: range, measure: measure, isLeftOut: isLeftOut)
    for block in blocks.teasers {
      for index in block where page.nodes.name(at: index).isEmpty { excluded[index] = true }
    }
    standfirst = standfirstAbove()
  }

  /// Returns the nodes of the sentences between the main heading and the article, and of elements
  /// above the article that are marked as its description.
  private func standfirstAbove() -> [Range<Int>] {
    let isAbove = { [range] (nodes: Range<Int>) in nodes.upperBound <= range.lowerBound }
    let heading = page.elements("h1", in: 0..<range.lowerBound).map(page.range(of:)).last {
      isAbove($0) && measure.text.amount(in: $0) > 0
    }
    let descriptions = exclusions.descriptions.map(page.range(of:)).filter {
      isAbove($0) && !excluded[$0.lowerBound]
    }
    guard let start = heading?.upperBound ?? descriptions.first?.lowerBound else { return [] }
    let above = TextBlocks(
      of: page, in: start..<range.lowerBound, measure: measure, isLeftOut: { excluded[$0] })
    return above.standfirst(isBelowHeading: heading != nil, descriptions: descriptions)
  }

  /// True if the element or the text at `index` is excluded from the article.
  func isLeftOut(_ index: Int) -> Bool { excluded[index] && index != range.lowerBound }

  /// True if the element at `index` holds something other than the article and what is said about
  /// it: navigation, comments, other articles.
  func isElsewhere(_ index: Int) -> Bool {
    switch exclusions.marks[index] {
    case .element: page.nodes.name(at: index) != "header"
    case .comments, .markup: commentsAreExcluded || exclusions.marks[index] == .markup
    default: false
    }
  }

  /// True if the element at `index` is hidden or holds comments.
  func isComment(_ index: Int) -> Bool {
    exclusions.marks[index] == .comments
      || exclusions.marks[index] == .markup && page.nodes[index].isHidden
  }

  // MARK: Exclusions

  /// Marks the excluded elements, and measures the text that is left.
  private mutating func exclude() {
    total = measure.running.amount(in: page.wholePage)
    commentsAreExcluded = trust == .names
    if commentsAreExcluded {
      let comments = amountOfComments
      // A page of nothing but comments, such as a forum.
      commentsAreExcluded = comments == 0 || total - comments >= 200
      if commentsAreExcluded { total -= comments }
    }
    excluded = Array(repeating: false, count: page.nodes.count)
    kept = TextSums(nodes: page.nodes.count)
    var excludedEnd = 0
    for index in page.wholePage {
      if index >= excludedEnd, exclusions.marks[index] != .none, isExcluded(index) {
        excluded[index] = true
        excludedEnd = page.nodes.end(of: index)
      }
      let amount = index < excludedEnd ? 0 : measure.running.amount(in: index..<(index + 1))
      kept.add(UInt32(amount))
    }
  }

  private func isExcluded(_ index: Int) -> Bool {
    guard exclusions.excludes(index, at: trust) else { return false }
    if commentsAreExcluded, exclusions.marks[index] == .comments { return true }
    return measure.running.amount(in: page.range(of: index)) * 3 <= total
  }

  private var amountOfComments: Int {
    var (amount, index) = (0, 0)
    while index < page.nodes.count {
      if exclusions.marks[index] == .comments {
        amount += measure.running.amount(in: page.range(of: index))
        index = page.nodes.end(of: index)
      } else {
        index += 1
      }
    }
    return amount
  }

  /// True if classes and ids alone exclude more than three tenths of the article's running text, or
  /// more than half of the page's running text.
  private var namesLeaveOutMuch: Bool {
    var (inside, all) = (0, 0)
    for index in page.wholePage where excluded[index] && exclusions.marks[index] == .name {
      let amount = measure.running.amount(in: page.range(of: index))
      all += amount
      if range.contains(index) { inside += amount }
    }
    let whole = kept.amount(in: range) + inside
    return inside * 10 > whole * 3 || all * 2 > total
  }

  private var keepsTooLittle: Bool { kept.amount(in: range) * 4 < total }
}
