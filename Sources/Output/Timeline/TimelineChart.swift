internal import SearchEngine

extension OutputFormat<Timeline> {
  static var text: Self {
    OutputFormat("text", "a bar chart for a terminal", isForPeople: true) { timeline, console in
      TimelineChart(timeline, isASCII: console.isASCII).lines(console).map { $0 + "\n" }.joined()
    }
  }
}

/// A timeline as a bar chart on a terminal, with a row for each span.
struct TimelineChart {
  private let timeline: Timeline
  private let isASCII: Bool

  /// Creates a chart with bars of `#` if `isASCII` is set, otherwise of blocks in eighths of a
  /// column.
  init(_ timeline: Timeline, isASCII: Bool) {
    self.timeline = timeline
    self.isASCII = isASCII
  }

  /// Returns the rows of the chart, and a summary.
  func lines(_ console: Console) -> [String] {
    guard timeline.total > 0 else { return [] }
    let rows = rows
    let counts = rows.map { $0.map { grouped($0.count) } ?? "" }
    let countWidth = counts.map(\.count).max() ?? 0
    let labelWidth = rows.map { $0.map { DisplayWidth.columns(of: $0.start) } ?? 1 }.max() ?? 0
    let maximum = rows.reduce(1) { max($0, $1?.count ?? 0) }
    let room = max(4, (console.width ?? 80) - labelWidth - countWidth - 3)
    var lines = timeline.notices.correction.map { console.lines(of: $0) + [""] } ?? []
    for (row, count) in zip(rows, counts) {
      guard let row else {
        lines.append(console.styled(isASCII ? "..." : "…", .faint))
        continue
      }
      let bar = bar(row.count, of: maximum, room)
      let spaces = String(repeating: " ", count: max(0, room - bar.count))
      lines.append(
        DisplayWidth.padded(printableLine(row.start), to: labelWidth) + " "
          + console.styled(bar, .bar) + spaces + "  "
          + DisplayWidth.padded(count, to: countWidth, isRight: true))
    }
    return lines + console.lines(of: summary)
  }

  /// The spans, with nil in place of each long run of empty spans.
  private var rows: [Timeline.Span?] {
    var rows: [Timeline.Span?] = []
    var empty: [Timeline.Span] = []
    for span in timeline.spans {
      if span.count == 0 {
        empty.append(span)
        continue
      }
      rows += empty.count < Self.longRun ? empty : [nil]
      empty = []
      rows.append(span)
    }
    return rows + empty
  }

  /// The minimum number of consecutive empty spans that become one row.
  private static let longRun = 4

  /// Returns a bar of `room * count / maximum` columns; it is empty only if `count` is 0.
  private func bar(_ count: Int, of maximum: Int, _ room: Int) -> String {
    let part = Double(count) / Double(maximum) * Double(room)
    guard count > 0 else { return "" }
    if isASCII { return String(repeating: "#", count: max(1, Int(part.rounded()))) }
    let eighths = max(1, Int((part * 8).rounded()))
    let whole = String(repeating: "█", count: eighths / 8)
    return eighths % 8 == 0 ? whole : whole + Self.blocks[eighths % 8 - 1]
  }

  /// The bars of one to seven eighths of a column.
  private static let blocks = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]

  /// The summary: `17 articles; 3 have no month`.
  private var summary: String {
    let total = counted(timeline.total, "article")
    return timeline.undatedClause.map { "\(total); \($0)" } ?? total
  }
}

extension Timeline {
  /// `3 have no month`; nil if every article belongs to a span.
  var undatedClause: String? {
    guard undated > 0 else { return nil }
    return "\(grouped(undated)) \(undated == 1 ? "has" : "have") no \(unit.rawValue)"
  }
}
