internal import Archive
internal import SearchEngine

/// A table of the most frequent values of a field, with their numbers of articles.
struct FacetTable {
  /// The heading, which names the field.
  let heading: String
  /// The values and their numbers of articles, the most frequent first.
  let rows: [(value: String, count: Int)]
  /// The number of values that are not shown.
  let hiddenValues: Int

  private static let maxRows = 10

  init(_ facet: Facet) {
    heading = facet.field.rawValue
    rows = facet.values.prefix(Self.maxRows).map { Self.row($0.name, $0.count) }
    hiddenValues = max(0, facet.values.count - Self.maxRows)
  }

  /// Creates a table in which articles without a value come last, whatever their number.
  init(heading: String, _ counts: [ArchiveStatus.Count]) {
    self.heading = heading
    let named = counts.filter { $0.value != nil }
    rows = (named.prefix(Self.maxRows) + counts.filter { $0.value == nil })
      .map { Self.row($0.value, $0.articles) }
    hiddenValues = max(0, named.count - Self.maxRows)
  }

  private static func row(_ value: String?, _ count: Int) -> (value: String, count: Int) {
    (value.map(printableLine) ?? "(none)", count)
  }

  /// Returns lines that fit the console: the heading, and each value with its count on the right.
  func lines(_ console: Console) -> [String] {
    let counts = rows.map { grouped($0.count) }
    let countWidth = counts.map(\.count).max() ?? 0
    let room = max(6, (console.width ?? 80) - countWidth - 4)
    let names = rows.map { DisplayWidth.cut($0.value, to: room) }
    let nameWidth = names.map { DisplayWidth.columns(of: $0) }.max() ?? 0
    var lines = [console.styled(heading, .title)]
    for (name, count) in zip(names, counts) {
      lines.append(
        "  " + DisplayWidth.padded(name, to: nameWidth) + "  "
          + DisplayWidth.padded(count, to: countWidth, isRight: true))
    }
    if hiddenValues > 0 {
      lines.append(console.styled("  and \(grouped(hiddenValues)) more", .faint))
    }
    return lines
  }
}
