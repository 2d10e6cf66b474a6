internal import Evaluation

/// Evaluated runs for people, as tables, or as lists if a table is too wide.
struct EvaluationText {
  private let runs: EvaluatedRuns
  /// The names of the runs.
  private let names: [String]

  init(_ runs: EvaluatedRuns) {
    self.runs = runs
    names = runs.entries.map { $0.path == "-" ? "standard input" : printableLine($0.path) }
  }

  /// Returns the sections, to be separated by empty lines.
  func sections(_ console: Console) -> [[String]] {
    var sections = runs.showsTopics ? [topicLines(console)] : []
    sections.append(meanLines(console))
    for (entry, name) in zip(runs.others, names.dropFirst()) {
      sections.append(comparisonLines(entry, name, console))
    }
    if names.count > 1 { sections.append(console.lines(of: Self.aboutP)) }
    return sections
  }

  private static let aboutP = """
    p is the probability of a mean difference at least as large if the two runs were equally good, \
    by Student's t-test for pairs and by randomisation. It does not allow for the number of \
    measures and runs that are compared.
    """

  // MARK: Means

  /// Returns a line for each measure, with a column for each run.
  private func meanLines(_ console: Console) -> [String] {
    if let lines = meanTable(names, runs.entries[...]).lines(console) { return lines }
    // The names are too long: number the runs, and split them into tables that fit.
    let labels = meanTable(names, runs.entries[...]).rows.map { DisplayWidth.columns(of: $0[0]) }
    let perTable = max(1, ((console.width ?? 80) - (labels.max() ?? 0)) / 8)
    var lines = legend(console)
    for start in stride(from: 0, to: names.count, by: perTable) {
      let range = start..<min(start + perTable, names.count)
      let table = meanTable(range.map(Self.number), runs.entries[range])
      if start > 0 { lines.append("") }
      lines +=
        table.lines(console)
        ?? table.rows.flatMap { row in
          console.lines(of: row.filter { !$0.isEmpty }.joined(separator: " "))
        }
    }
    return lines
  }

  private func meanTable(
    _ headings: [String], _ entries: ArraySlice<EvaluatedRuns.Entry>
  ) -> TextTable {
    let judged = ["topics judged"] + entries.map { _ in grouped(runs.topics.count) }
    let answered = ["topics answered"] + entries.map { grouped($0.evaluation.answered) }
    let means = runs.measures.map { measure in
      [measure.name] + entries.map { fourDecimals($0.evaluation.mean(of: measure)) }
    }
    return TextTable(rows: [[""] + headings, judged, answered] + means)
  }

  /// Returns a list of the numbered runs with their names.
  private func legend(_ console: Console) -> [String] {
    names.enumerated().flatMap { console.lines(of: "\(Self.number($0)): \($1)") }
  }

  private static func number(_ index: Int) -> String { "run \(index + 1)" }

  // MARK: Topics

  /// Returns a line for each topic and run, with a column for each measure.
  private func topicLines(_ console: Console) -> [String] {
    if let lines = topicTable(names).lines(console) { return lines }
    let table = topicTable(names.indices.map(Self.number))
    let legend = names.count > 1 ? legend(console) : []
    if let lines = table.lines(console) { return legend + lines }
    let headings = table.rows.first ?? []
    return legend
      + table.rows.dropFirst().flatMap { row in
        let values = zip(headings, row).dropFirst(table.textColumns).map { "\($0) \($1)" }
        let start = row.prefix(table.textColumns).joined(separator: ", ")
        return console.lines(of: "\(start): " + values.joined(separator: ", "))
      }
  }

  private func topicTable(_ names: [String]) -> TextTable {
    let hasRuns = names.count > 1
    let headings = ["topic"] + (hasRuns ? ["run"] : []) + runs.measures.map(\.name)
    let rows = runs.topics.enumerated().flatMap { index, topic in
      zip(names, runs.entries).map { name, entry in
        [printableLine(topic)] + (hasRuns ? [name] : [])
          + runs.measures.map { fourDecimals(entry.evaluation.values[$0]?[index] ?? 0) }
      }
    }
    return TextTable(rows: [headings] + rows, textColumns: hasRuns ? 2 : 1)
  }

  // MARK: Comparisons

  /// Returns the comparison of a run with the first one, with a line for each measure.
  private func comparisonLines(
    _ entry: EvaluatedRuns.Entry, _ name: String, _ console: Console
  ) -> [String] {
    let compared = runs.measures.map { ($0, runs.comparison(of: entry, by: $0)) }
    let headings = [
      "", "difference", "wins", "losses", "ties", "p (t-test)", "p (randomisation)",
    ]
    let rows = compared.map { measure, comparison in
      [
        measure.name, signedFourDecimals(comparison.mean), grouped(comparison.wins),
        grouped(comparison.losses), grouped(comparison.ties), Self.probability(comparison.tTest),
        Self.probability(comparison.randomizationTest),
      ]
    }
    let title = console.lines(of: "\(name) against \(names.first ?? "")")
    if let lines = TextTable(rows: [headings] + rows).lines(console) { return title + lines }
    return title
      + rows.flatMap { row in
        console.lines(
          of: "\(row[0]): difference \(row[1]), wins \(row[2]), losses \(row[3]), ties \(row[4]), "
            + "p \(row[5]) (t-test), \(row[6]) (randomisation)")
      }
  }

  /// Returns a probability as text, never 0; a dash if there is no value.
  private static func probability(_ value: Double?) -> String {
    guard let value else { return "-" }
    let text = fourDecimals(value)
    return text == "0.0000" ? "<0.0001" : text
  }
}

/// A table whose first columns are text, aligned left, and whose other columns are numbers,
/// aligned right.
struct TextTable {
  /// Rows with the same number of cells; the first one has the headings.
  var rows: [[String]]
  /// The number of columns of text.
  var textColumns = 1

  /// Returns the lines, with two spaces between columns; nil if they are wider than the console.
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
