/// A table of text: the first columns aligned left, the others, numbers, aligned right.
struct TextTable {
  /// Rows with the same number of cells; the first one has the headings.
  var rows: [[String]]
  /// The number of columns of text.
  var textColumns = 1

  /// The lines, with two spaces between columns; nil if they are wider than the console.
  func lines(_ console: Console) -> [String]? {
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { DisplayWidth.columns(of: $0[column]) }.max() ?? 0
    }
    let needed = widths.reduce(0, +) + 2 * (widths.count - 1)
    if let width = console.width, needed > width { return nil }
    return rows.enumerated().map { index, row in
      let line = zip(row, widths).enumerated().map { column, cell in
        DisplayWidth.padded(cell.0, to: cell.1, isRight: column >= textColumns)
      }.joined(separator: "  ")
      let end = line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex
      return index == 0 ? console.styled(String(line[..<end]), .title) : String(line[..<end])
    }
  }
}
