internal import SearchEngine

/// A facet for people: its most frequent values.
struct FacetTable {
  /// What the articles are counted by, for a heading.
  let heading: String
  /// The values and how many articles have each, the most frequent first.
  let rows: [(value: String, count: Int)]
  /// How many values are not shown.
  let hiddenValues: Int

  /// So many values are shown.
  static let mostRows = 10

  init(_ facet: Facet) {
    heading = facet.field.rawValue
    rows = facet.values.prefix(Self.mostRows).map { value in
      (value.name.map(printableLine) ?? "(none)", value.count)
    }
    hiddenValues = max(0, facet.values.count - Self.mostRows)
  }

  /// The table in lines that fit: a heading, then a line a value with its count on the right.
  func lines(_ console: Console) -> [String] {
    let counts = rows.map { grouped($0.count) }
    let countWidth = counts.map(\.count).max() ?? 0
    let room = max(6, (console.width ?? 80) - countWidth - 4)
    let names = rows.map { Console.cut($0.value, to: room) }
    let nameWidth = names.map { Glyph.columns(of: $0) }.max() ?? 0
    var lines = [console.styled(heading, .title)]
    for (name, count) in zip(names, counts) {
      lines.append(
        "  " + Console.padded(name, to: nameWidth) + "  "
          + Console.padded(count, to: countWidth, isRight: true))
    }
    if hiddenValues > 0 {
      lines.append(console.styled("  and \(grouped(hiddenValues)) more", .faint))
    }
    return lines
  }
}

/// `--facets publisher,year`.
struct FacetList {
  let fields: [FacetField]

  /// The names of all facets.
  static let names = FacetField.allCases.map(\.rawValue)

  /// - Throws: `CommandError`, where there is no such facet.
  init(_ text: String) throws(CommandError) {
    var fields: [FacetField] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      let name = name.filter { !$0.isWhitespace }.lowercased()
      guard let field = FacetField(rawValue: name) else {
        throw CommandError(
          sentence: "there is no facet \"\(printableLine(name))\"; facets are "
            + Self.names.joined(separator: ", "))
      }
      if !fields.contains(field) { fields.append(field) }
    }
    self.fields = fields
  }
}
