/// The paragraphs, headings, list items and table cells of a part of a page, in order.
///
/// Some blocks announce other pages or speak about the article, and only their content gives them
/// away: `Related articles`, `Share this:`, `Tags: ports, navies`.
struct TextBlocks {
  private let page: HTMLPage
  private var blocks: [Block] = []

  /// A run of text that stands in a paragraph of its own.
  private struct Block {
    var nodes: Range<Int>
    /// The bytes of text.
    var text = 0
    /// The bytes of text in links.
    var linked = 0
    var isHeading = false
    var isListItem = false
    /// True in a table, a definition or preformatted text.
    var isInTable = false
    /// True if the block consists of sentences of running text.
    var isProse = false
    /// The text, if it is short.
    var words = ""

    var isMostlyLinks: Bool { linked * 2 > text }
    var isSentence: Bool { TextBlocks.endsLikeSentence(words) }
  }

  init(
    of page: HTMLPage, in range: Range<Int>, measure: TextMeasure, isLeftOut: (Int) -> Bool
  ) {
    self.page = page
    var open: [(end: Int, name: String)] = []
    var current: Block?
    var index = range.lowerBound
    while index < range.upperBound {
      guard blocks.count < Self.maxBlocks else {
        blocks = []
        return
      }
      while let last = open.last, last.end <= index {
        end(&current)
        open.removeLast()
      }
      let name = page.nodes.name(at: index)
      if name.isEmpty {
        if !isLeftOut(index) { add(index, to: &current, measure, inside: open) }
      } else if HTMLText.withoutText.contains(name) || isLeftOut(index) {
        index = page.nodes.end(of: index)
        continue
      } else if HTMLText.blocks.contains(name) {
        end(&current)
        open.append((page.nodes.end(of: index), name))
      }
      index += 1
    }
    end(&current)
  }

  private func add(
    _ index: Int, to current: inout Block?, _ measure: TextMeasure,
    inside open: [(end: Int, name: String)]
  ) {
    let node = index..<(index + 1)
    let amount = measure.text.amount(in: node)
    guard amount > 0 else { return }
    var block = current ?? Block(nodes: node)
    if current == nil {
      let names = open.suffix(8).map(\.name)
      block.isListItem = names.contains("li")
      block.isInTable = names.contains { ["tr", "pre", "dd"].contains($0) }
      block.isHeading = names.contains(where: Self.headings.contains)
    }
    block.nodes = block.nodes.lowerBound..<node.upperBound
    block.text += amount
    block.linked += measure.linked.amount(in: node)
    current = block
  }

  /// Completes a block, and starts the next one.
  private mutating func end(_ current: inout Block?) {
    guard var block = current else { return }
    current = nil
    if block.text <= Self.maxWords { block.words = page.text(in: block.nodes) ?? "" }
    let unlinked = block.text - block.linked
    // Chinese, Japanese and Korean sentences have fewer characters.
    let isWide = block.words.unicodeScalars.prefix(40).contains { $0.value >= 0x2E80 }
    let isLong = block.words.isEmpty || block.isSentence || unlinked >= 160
    block.isProse =
      !block.isHeading && !block.isMostlyLinks && isLong && unlinked >= (isWide ? 45 : 80)
    blocks.append(block)
  }

  /// A page with more blocks is a book or a large table, and is left as it is: all blocks together
  /// would take more memory than the page.
  private static let maxBlocks = 50_000
  /// A longer block is not a headline or a note.
  private static let maxWords = 400

  private static let headings: Set<String> = ["h1", "h2", "h3", "h4", "h5", "h6"]

  /// True if a text ends like a sentence.
  private static func endsLikeSentence(_ text: String) -> Bool {
    guard let last = text.last(where: { !"\"'”’»)]“‘ ".contains($0) }) else { return false }
    return ".!?…:;。！？،۔؟।".contains(last)
  }

  // MARK: Teasers

  /// The nodes of the blocks that do not belong to the article.
  ///
  /// A short block that is a known announcement is one of these. So are the links and headlines
  /// after it, up to the next heading or paragraph of running text. Before the first and after the
  /// last paragraph of running text, short blocks that are not sentences are notes about the
  /// article.
  var teasers: [Range<Int>] {
    guard let first = blocks.firstIndex(where: \.isProse),
      let last = blocks.lastIndex(where: \.isProse)
    else { return [] }
    var isTeaser = announced()
    for index in 0..<first where !isTeaser[index] {
      isTeaser[index] = isNoteAbove(blocks[index])
    }
    markNotes(below: last, &isTeaser)
    return blocks.indices.filter { isTeaser[$0] }.map { blocks[$0].nodes }
  }

  private func announced() -> [Bool] {
    var isAnnounced = Array(repeating: false, count: blocks.count)
    var isAfterAnnouncement = false
    for (index, block) in blocks.enumerated() {
      // A section of the article can be called `Popular`.
      let isSection =
        block.isHeading && !block.words.contains(" ") && index + 1 < blocks.count
        && blocks[index + 1].isProse
      if !isSection && Announcements.contains(block.words) {
        isAnnounced[index] = true
        isAfterAnnouncement = block.isHeading || block.words.last == ":" || block.linked == 0
      } else if isAfterAnnouncement {
        let isContent = block.isProse || block.isInTable || block.isHeading && block.linked == 0
        isAfterAnnouncement = !isContent && (block.isMostlyLinks || !block.isSentence)
        isAnnounced[index] = isAfterAnnouncement
      }
    }
    return isAnnounced
  }

  private func isNoteAbove(_ block: Block) -> Bool {
    if block.isInTable || block.isHeading || block.isListItem && block.linked == 0 { return false }
    return block.text <= 70 && (!block.isSentence || block.isMostlyLinks)
  }

  /// Marks the notes after the last paragraph, and headings with nothing after them.
  private func markNotes(below last: Int, _ isTeaser: inout [Bool]) {
    var isEnd = true
    for index in blocks.indices.reversed() where index > last && !isTeaser[index] {
      let block = blocks[index]
      if block.isHeading {
        isTeaser[index] = isEnd
      } else if block.isInTable || block.isListItem {
        isEnd = false
      } else if block.text <= 60 && !block.isSentence || block.linked * 5 > block.text * 4 {
        isTeaser[index] = true
      } else {
        isEnd = false
      }
    }
  }

  // MARK: The standfirst

  /// Returns the nodes of up to three blocks that belong to the standfirst, if the blocks are those
  /// above the article.
  ///
  /// Sentences below the main heading belong to it, and all that is marked as a description.
  func standfirst(isBelowHeading: Bool, descriptions: [Range<Int>]) -> [Range<Int>] {
    blocks.prefix(12).filter { block in
      guard block.text <= 1_500, block.linked * 4 <= block.text,
        !Announcements.contains(block.words)
      else { return false }
      if descriptions.contains(where: { $0.contains(block.nodes.lowerBound) }) {
        return block.text >= 30
      }
      return isBelowHeading && !block.isListItem && block.text - block.linked >= 60
        && (block.text > Self.maxWords || block.isSentence)
    }.prefix(3).map(\.nodes)
  }
}
