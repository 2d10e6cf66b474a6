/// A table of text: the first columns to the left, the others, numbers, to the right.
struct TextTable {
  /// Rows of equally many cells, the first of them the headings.
  var rows: [[String]]
  /// How many columns are text.
  var textColumns = 1

  /// The lines, with two spaces between columns; nothing where they are wider than `width`.
  func lines(_ console: Console) -> [String]? {
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { Glyph.columns(of: $0[column]) }.max() ?? 0
    }
    let needed = widths.reduce(0, +) + 2 * (widths.count - 1)
    if let width = console.width, needed > width { return nil }
    return rows.enumerated().map { index, row in
      let line = zip(row, widths).enumerated().map { column, cell in
        Console.padded(cell.0, to: cell.1, isRight: column >= textColumns)
      }.joined(separator: "  ")
      let end = line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex
      return index == 0 ? console.styled(String(line[..<end]), .title) : String(line[..<end])
    }
  }
}
