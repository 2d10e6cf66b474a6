internal import Evaluation

/// A bar chart of the differences between two runs, topic by topic, the worst first.
struct DifferenceChart {
  private let title: String
  private let topics: [(name: String, difference: Double)]
  private let isASCII: Bool

  /// A row of the chart.
  private enum Row {
    case topic(String, Double)
    /// A row that stands for several topics.
    case gap(String)
  }

  /// The maximum number of rows, half of them for the worst topics.
  static let maxRows = 50

  /// Creates a chart with bars of `#` if `isASCII` is set, otherwise of half-column blocks.
  init(title: String, topics: [(name: String, difference: Double)], isASCII: Bool) {
    self.title = title
    // Differences that are equal except for rounding errors stay in the order of the topics.
    let rounded = topics.map { ($0.difference * 1e9).rounded() }
    self.topics = topics.indices.sorted { (rounded[$0], $0) < (rounded[$1], $1) }
      .map { (printableLine(topics[$0].name), topics[$0].difference) }
    self.isASCII = isASCII
  }

  /// Creates a chart of the last of `runs` minus the first.
  init(_ runs: EvaluatedRuns, _ measure: Measure, isASCII: Bool) {
    let differences = runs.entries.last.map { runs.comparison(of: $0, by: measure).differences }
    self.init(
      title: "\(measure.name) by topic, the second run minus the first, from worst to best",
      topics: Array(zip(runs.topics, differences ?? [])), isASCII: isASCII)
  }

  /// Returns the title and the rows of the chart.
  func lines(_ console: Console) -> [String] {
    let title = console.lines(of: title)
    let worst = max(0, -(topics.first?.difference ?? 0))
    let best = max(0, topics.last?.difference ?? 0)
    guard worst + best > 0 else { return title + console.lines(of: "All topics are equal.") }
    let rows = rows
    let width = console.width ?? 80
    let names = rows.map {
      if case .topic(let name, _) = $0 { DisplayWidth.columns(of: name) } else { 1 }
    }
    let nameWidth = min(names.max() ?? 0, max(4, width / 4))
    // The 10 columns are a space, the axis, a space, and a value such as +0.1234.
    let room = max(3, width - nameWidth - 10)
    let left = side(worst, of: worst + best, room)
    let right = room - left
    let scale = min(
      worst > 0 ? Double(left) / worst : .infinity, best > 0 ? Double(right) / best : .infinity)
    let axis = isASCII ? "|" : "│"
    return title
      + rows.map { row in
        guard case .topic(let name, let difference) = row else { return gap(row, console) }
        let bar = bar(difference, scale, limit: difference < 0 ? left : right)
        let before = difference < 0 ? left - bar.count : left
        let after = difference < 0 ? right : right - bar.count
        let styled = console.styled(bar, .bar)
        return DisplayWidth.padded(cut(name, to: nameWidth), to: nameWidth) + " "
          + String(repeating: " ", count: before) + (difference < 0 ? styled + axis : axis + styled)
          + String(repeating: " ", count: after) + " "
          + DisplayWidth.padded(signedFourDecimals(difference), to: 7, isRight: true)
      }
  }

  /// Returns the number of columns to the left of the axis, at least one for each side that has
  /// bars.
  private func side(_ part: Double, of whole: Double, _ room: Int) -> Int {
    if part == 0 { return 0 }
    if part == whole { return room }
    return min(room - 1, max(1, Int((part / whole * Double(room)).rounded())))
  }

  /// Returns a bar that grows from the axis; it is empty only if the difference is 0.
  private func bar(_ difference: Double, _ scale: Double, limit: Int) -> String {
    let length = difference.magnitude * scale
    guard length > 0 else { return "" }
    if isASCII { return String(repeating: "#", count: min(limit, max(1, Int(length.rounded())))) }
    let halves = min(2 * limit, max(1, Int((length * 2).rounded())))
    let whole = String(repeating: "█", count: halves / 2)
    guard halves % 2 == 1 else { return whole }
    return difference < 0 ? "▐" + whole : whole + "▌"
  }

  private func gap(_ row: Row, _ console: Console) -> String {
    guard case .gap(let text) = row else { return "" }
    return console.styled((isASCII ? "... " : "… ") + text, .faint)
  }

  private func cut(_ name: String, to limit: Int) -> String {
    guard isASCII, DisplayWidth.columns(of: name) > limit else {
      return DisplayWidth.cut(name, to: limit)
    }
    return DisplayWidth.cut(name, to: limit - 2).dropLast() + "..."
  }

  /// The rows of the chart.
  ///
  /// Topics with a difference of 0 share one row. If there are more than `maxRows`, the topics in
  /// the middle share a row too.
  private var rows: [Row] {
    var rows: [Row] = []
    let equal = topics.count { $0.difference == 0 }
    for (name, difference) in topics {
      if difference != 0 || equal == 1 {
        rows.append(.topic(name, difference))
      } else if case .gap = rows.last {
        continue
      } else {
        rows.append(.gap("\(grouped(equal)) equal"))
      }
    }
    guard rows.count > Self.maxRows else { return rows }
    let (first, last) = (rows.prefix(Self.maxRows / 2), rows.suffix(Self.maxRows / 2))
    let shown = (first + last).reduce(0) { count, row in
      if case .gap = row { count + equal } else { count + 1 }
    }
    return first + [.gap("\(grouped(topics.count - shown)) more")] + last
  }
}
