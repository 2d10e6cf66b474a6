internal import TextAnalysis

/// A row of a table on one line, with bars between its cells.
enum TableRow {
  /// A longer row is a part of a page that a table lays out.
  private static let maxRow = 1_000
  /// A longer cell that is alone in its row is a paragraph.
  private static let maxLonelyCell = 200
  /// A row with more text is not searched for paragraphs that are cells.
  private static let maxCompact = 400

  /// Returns the text of a row; `isRow` is false if it is text that a table lays out.
  ///
  /// An empty first cell is kept, so that the other cells stay in their columns.
  static func text(
    of block: String, cells: Int, hasHeaderCell: Bool
  ) -> (text: String, isRow: Bool) {
    let content = normalize(block)
    guard cells > 1 else {
      let isLine = content.utf8.count <= maxLonelyCell && !content.utf8.contains(0x0A)
      return (content, cells == 1 && isLine)
    }
    let isBlank = { (character: Character) in character == "|" || character.isWhitespace }
    if content.allSatisfy(isBlank) { return ("", false) }
    // In a table that is used for layout, an empty cell is a margin.
    let isData = hasHeaderCell || content.utf8.count <= 200
    let row = isData ? content : String(content.drop(while: isBlank))
    guard row.utf8.count <= maxRow, isData || !row.contains("\n\n") else { return (row, false) }
    return (row.utf8.contains(0x0A) ? normalizedLine(row) ?? "" : row, true)
  }

  /// True if each cell of the row at `index` holds at most one paragraph.
  ///
  /// Word processors put every cell into a paragraph of its own.
  static func isCompact(_ page: HTMLPage, at index: Int) -> Bool {
    var (cells, bytes) = (0, 0)
    var cellHasText = false
    for inner in (index + 1)..<page.nodes.end(of: index) {
      let name = page.nodes.name(at: inner)
      switch name {
      case "":
        let node = page.nodes[inner]
        guard !node.isBlank else { continue }
        bytes += node.byteCount
        cellHasText = true
        if bytes > maxCompact { return false }
      case "td", "th":
        cells += 1
        cellHasText = false
      case _ where isParagraph(name):
        if cellHasText { return false }
      default:
        if HTMLText.blocks.contains(name) { return false }
      }
    }
    return cells > 1
  }

  /// True for an element that is no more than the content of its cell.
  static func isParagraph(_ name: String) -> Bool {
    name == "p" || name == "div" || name == "center"
  }
}
