internal import TextAnalysis

/// The readable text of a part of an HTML page: paragraphs, headings, lists, tables.
///
/// Paragraphs are separated by empty lines, and the parts of lists, tables and the like by line ends
/// (`TextAssembly`). Headings are marked with `#` as in Markdown, list items with a dash or their
/// number, and the cells of a table row are separated by bars.
struct HTMLText {
  /// The text.
  var text: String { assembly.text }

  private let page: HTMLPage
  private var assembly = TextAssembly()
  private var block = ""
  private var prefix = ""
  /// The index after the element that the prefix belongs to.
  private var prefixEnd = 0
  private var prefixIsItem = false
  /// The element whose start tag is the last that began a block; empty after an end tag.
  private var opener = ""
  /// The number of cells in the current table row.
  private var cells = 0
  private var hasHeaderCell = false
  private var openBlocks: [Int] = []
  private var containers: [TextContainer] = []
  /// True if the current preformatted text is code.
  private var isCode = false
  /// The indices after preformatted text, a link, a caption and a row of short cells.
  private var (preformattedEnd, linkEnd, captionEnd, compactEnd) = (0, 0, 0, 0)

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
    assembly.finish()
  }

  private mutating func read(
    _ range: Range<Int>, leavingOut title: String, isLeftOut: (Int) -> Bool
  ) {
    var index = range.lowerBound
    while index < range.upperBound {
      endElements(before: index)
      let node = page.nodes[index]
      if node.isText {
        if !isLeftOut(index) { append(node.text, isPreformatted: index < preformattedEnd) }
      } else if Self.withoutText.contains(node.name) || isLeftOut(index)
        || node.name == "del" && isReplaced(node)
        || node.name == "a" && isBackLink(node)
        || node.name == "h1" && title.hasPrefix(page.text(in: page.range(of: index)) ?? "")
      {
        index = node.end
        continue
      } else if isRaised(node), appendSuperscript(at: index) {
        index = node.end
        continue
      } else if node.name == "note", appendNote(at: index) {
        index = node.end
        continue
      } else {
        begin(node, at: index)
      }
      index += 1
    }
    endElements(before: .max)
    endBlock()
    prefix = ""
  }

  // MARK: Elements

  /// Ends the blocks and containers that end before the node at `index`.
  private mutating func endElements(before index: Int) {
    while let end = openBlocks.last, end <= index {
      endBlock()
      if end >= prefixEnd { prefix = "" }
      opener = ""
      openBlocks.removeLast()
      while let last = containers.last, last.end <= end { containers.removeLast() }
    }
  }

  private mutating func begin(_ node: MarkupNode, at index: Int) {
    switch node.name {
    case "br": block += "\n"
    case "a": linkEnd = max(linkEnd, node.end)
    case "td", "th": beginCell(isHeader: node.name == "th")
    case _ where Self.blocks.contains(node.name): beginBlock(node, at: index)
    default: break
    }
  }

  private mutating func beginBlock(_ node: MarkupNode, at index: Int) {
    if index < compactEnd, TableRow.isParagraph(node.name) {
      block += " "
      return
    }
    endBlock()
    openBlocks.append(node.end)
    opener = node.name
    if let container = TextContainer(node, at: index, inside: containers.last) {
      containers.append(container)
    }
    switch node.name {
    case "pre", "poem":
      preformattedEnd = max(preformattedEnd, node.end)
      isCode = index + 1 < page.nodes.count && page.nodes.name(at: index + 1) == "code"
    case "figcaption": captionEnd = max(captionEnd, node.end)
    case "tr" where TableRow.isCompact(page, at: index): compactEnd = node.end
    default: break
    }
    beginPrefix(of: node, at: index)
  }

  private mutating func beginPrefix(of node: MarkupNode, at index: Int) {
    switch node.name {
    case "p", "div": return
    case "h1", "h2", "h3", "h4", "h5", "h6":
      // The title of a figure is a part of its caption.
      if index < captionEnd || containers.last?.kind == .figure { return }
      prefix = String(repeating: "#", count: Int(node.name.dropFirst()) ?? 1) + " "
      prefixIsItem = false
    case "li":
      let last = containers.indices.last
      let isInList = last.map { containers[$0].kind == .list } ?? false
      prefix = isInList ? last.map { containers[$0].nextMark() } ?? "" : "- "
      prefixIsItem = true
    default: prefix = ""
    }
    prefixEnd = node.end
  }

  /// True if other text directly follows deleted text in its place.
  private func isReplaced(_ deletion: MarkupNode) -> Bool {
    var next = deletion.end
    if next < page.nodes.count, page.nodes[next].isText, page.nodes[next].isBlank { next += 1 }
    return next < page.nodes.count && page.nodes.name(at: next) == "ins"
  }

  /// True for the arrow after a footnote that leads back to its mark.
  private func isBackLink(_ link: MarkupNode) -> Bool {
    let attributes = link.attributes
    guard !attributes.isEmpty else { return false }
    return attributes["role"] == "doc-backlink"
      || attributes["class"].map { $0 == "footnote-back" || $0 == "reversefootnote" } == true
  }

  // MARK: Superscripts

  /// True for an element whose text may be a footnote mark or an exponent.
  private func isRaised(_ node: MarkupNode) -> Bool {
    switch node.name {
    case "sup": true
    // TEI.
    case "hi": node.attributes["rend"]?.contains("sup") == true
    // JATS: a reference is a mark only if no space is before it.
    case "xref": block.last.map { $0.isLetter || $0.isNumber || ".,;:)”\"".contains($0) } ?? false
    default: false
    }
  }

  /// Appends the text of a superscript; returns false for one that is too long to be a mark.
  private mutating func appendSuperscript(at index: Int) -> Bool {
    let range = page.range(of: index)
    guard range.count <= 12, let content = page.text(in: range), content.utf8.count <= 20 else {
      return false
    }
    let isLink =
      index < linkEnd || page.nodes[range].contains { $0.name == "a" || $0.name == "xref" }
    block += Superscript.text(of: content, after: block, isLink: isLink)
    return true
  }

  /// Appends a note of TEI or DocBook, which stands in the text where its mark would be.
  ///
  /// - Returns: False for a note that is not inside a paragraph.
  private mutating func appendNote(at index: Int) -> Bool {
    guard !block.isEmpty, let note = page.text(in: page.range(of: index)) else { return false }
    block += " [\(note)]"
    return true
  }

  // MARK: Text

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
    let row = TableRow.text(of: block, cells: cells, hasHeaderCell: hasHeaderCell)
    block = ""
    (cells, hasHeaderCell) = (0, false)
    guard !row.text.isEmpty else { return }
    var content = row.text
    let container = containers.last
    let isHeading = prefix.hasPrefix("#")
    let isItem = !prefix.isEmpty && prefixIsItem
    // A heading must fit on one line.
    if isHeading { content = normalizedLine(content) ?? "" }
    // Some authors number the items of a numbered list themselves.
    if !content.hasPrefix(prefix) { content = prefix + content }
    prefix = ""
    // Pandoc writes the caption of a table twice.
    if opener == "caption", assembly.isLast(content) { return }
    let kind: TextAssembly.Block.Kind =
      isHeading ? .heading : isItem ? .item : kind(of: content, in: container?.kind, row.isRow)
    if kind == .code, isCode { content = content.replacing("\n\n", with: "\n") }
    assembly.append(
      TextAssembly.Block(
        text: content, kind: kind, group: isHeading ? nil : container?.group,
        level: containers.count))
  }

  /// Returns the kind of a block that is neither a heading nor the start of an item.
  private func kind(
    of content: String, in container: TextContainer.Kind?, _ isRow: Bool
  ) -> TextAssembly.Block.Kind {
    switch container {
    case .table: isRow ? .row : .paragraph
    // An empty line in text in a field without elements was marked as a paragraph.
    case .code: opener == "p" ? .paragraph : .code
    case .verse: .verse
    case .quotation: opener == "footer" ? .source : .quotation
    case .figure: .caption
    case .definitions: opener == "dt" ? .term : .definition
    case .list:
      opener != "p" && content.utf8.count <= TextAssembly.maxItemLine
        && !content.utf8.contains(0x0A) ? .itemLine : .paragraph
    case nil: .paragraph
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
    "details", "summary", "form", "fieldset", "legend", "center", "menu", "dir", "poem",
  ]
}
