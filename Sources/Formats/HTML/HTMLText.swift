internal import TextAnalysis

/// The readable text of a part of an HTML page: paragraphs, headings, list items, table rows.
///
/// Blocks are separated by empty lines. Headings are marked with `#` as in Markdown, list items
/// with a dash, and the cells of a table row are separated by bars.
struct HTMLText {
  private(set) var text = ""

  private let page: HTMLPage
  private var block = ""
  private var prefix = ""
  /// The number of cells in the current table row.
  private var cells = 0
  private var hasHeaderCell = false

  /// - Parameters:
  ///   - page: The page.
  ///   - ranges: The nodes to read.
  ///   - title: The article's title. A main heading is left out if it is the title or the start of
  ///     the title.
  ///   - isLeftOut: Returns true for a text that is left out, and for an element that is left out
  ///     with its content.
  init(
    of page: HTMLPage, in ranges: [Range<Int>], leavingOut title: String?,
    isLeftOut: (Int) -> Bool = { _ in false }
  ) {
    self.page = page
    let title = normalizedLine(title) ?? ""
    for range in ranges { read(range, leavingOut: title, isLeftOut: isLeftOut) }
  }

  private mutating func read(
    _ range: Range<Int>, leavingOut title: String, isLeftOut: (Int) -> Bool
  ) {
    var openBlocks: [Int] = []
    var preformattedEnd = 0
    var index = range.lowerBound
    while index < range.upperBound {
      while let end = openBlocks.last, end <= index {
        endBlock()
        prefix = ""
        openBlocks.removeLast()
      }
      let node = page.nodes[index]
      if node.isText {
        if !isLeftOut(index) { append(node.text, isPreformatted: index < preformattedEnd) }
      } else if Self.withoutText.contains(node.name) || isLeftOut(index)
        || node.name == "del" && isReplaced(node)
        || node.name == "h1" && title.hasPrefix(page.text(in: page.range(of: index)) ?? "")
      {
        index = node.end
        continue
      } else if node.name == "sup", appendSuperscript(at: index) {
        index = node.end
        continue
      } else {
        begin(node)
        if Self.blocks.contains(node.name) { openBlocks.append(node.end) }
        if node.name == "pre" { preformattedEnd = max(preformattedEnd, node.end) }
      }
      index += 1
    }
    endBlock()
    prefix = ""
  }

  private mutating func begin(_ node: MarkupNode) {
    switch node.name {
    case "br": block += "\n"
    case "td", "th": beginCell(isHeader: node.name == "th")
    case _ where Self.blocks.contains(node.name):
      endBlock()
      prefix = Self.prefix(of: node.name) ?? prefix
    default: break
    }
  }

  /// True if other text directly follows deleted text in its place.
  private func isReplaced(_ deletion: MarkupNode) -> Bool {
    var next = deletion.end
    if next < page.nodes.count, page.nodes[next].isText, page.nodes[next].isBlank { next += 1 }
    return next < page.nodes.count && page.nodes.name(at: next) == "ins"
  }

  /// Appends the text of a superscript; returns false for one that is too long to be a mark.
  private mutating func appendSuperscript(at index: Int) -> Bool {
    let range = page.range(of: index)
    guard range.count <= 12, let content = page.text(in: range), content.utf8.count <= 20 else {
      return false
    }
    let isLink = page.nodes[range].contains { $0.name == "a" }
    block += Superscript.text(of: content, after: block, isLink: isLink)
    return true
  }

  private mutating func append(_ text: String, isPreformatted: Bool) {
    // A line end in HTML source counts as a space.
    if isPreformatted || text.utf8.allSatisfy({ $0 >= 0x20 }) {
      block += text
      return
    }
    block += String(decoding: text.utf8.map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self)
  }

  private mutating func beginCell(isHeader: Bool) {
    if cells > 0 { block += " | " }
    cells += 1
    hasHeaderCell = hasHeaderCell || isHeader
  }

  private mutating func endBlock() {
    let content = cells > 1 ? row(block) : normalize(block)
    block = ""
    (cells, hasHeaderCell) = (0, false)
    guard !content.isEmpty else { return }
    if !text.isEmpty { text += "\n\n" }
    // A heading must fit on one line.
    text += prefix.hasPrefix("#") ? prefix + (normalizedLine(content) ?? "") : prefix + content
    prefix = ""
  }

  /// Returns the text of a table row.
  ///
  /// An empty first cell is kept, so that the other cells stay in their columns.
  private func row(_ cells: String) -> String {
    let content = normalize(cells)
    let isBlank = { (character: Character) in character == "|" || character.isWhitespace }
    if content.allSatisfy(isBlank) { return "" }
    // In a table that is used for layout, an empty cell is a margin.
    let isData = hasHeaderCell || content.utf8.count <= 200
    return isData ? content : String(content.drop(while: isBlank))
  }

  private static func prefix(of name: String) -> String? {
    switch name {
    case "h1", "h2", "h3", "h4", "h5", "h6":
      String(repeating: "#", count: Int(name.dropFirst()) ?? 1) + " "
    case "li": "- "
    case "p", "div": nil
    default: ""
    }
  }

  /// Elements whose content is never readable text: scripts, controls, and the readings above
  /// Chinese characters (`rt`).
  static let withoutText: Set<String> = [
    "rt", "rp", "rtc",
    "head", "title", "script", "style", "noscript", "template", "iframe", "object", "svg", "math",
    "canvas",
    "audio", "video", "map", "button", "select", "option", "textarea", "input", "datalist",
    "dialog", "amp-analytics", "amp-iframe", "amp-lightbox", "amp-list", "amp-pixel", "amp-state",
  ]

  /// Elements that start and end a paragraph.
  static let blocks: Set<String> = [
    "html", "body", "p", "div", "section", "article", "main", "header", "footer", "aside", "nav",
    "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre",
    "figure", "figcaption", "table", "caption", "thead", "tbody", "tfoot", "tr", "hr", "address",
    "details", "summary", "form", "fieldset", "legend", "center",
  ]
}
