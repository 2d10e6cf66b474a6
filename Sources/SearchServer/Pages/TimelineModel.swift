internal import CivilCalendar
internal import Output
internal import SearchEngine

/// A timeline as a drawing whose bars are links, and as a table.
struct TimelineModel {
  private let query: PageQuery
  private let timeline: Timeline
  private let bars: [Bar]

  /// A bar: one span, or several in a row if there are too many.
  private struct Bar {
    var first: ReadableDate
    var last: ReadableDate
    var count: Int

    var label: String {
      first == last ? first.text : "\(first.text) to \(last.text)"
    }
    var since: String { first.days.lowerBound.description }
    var until: String { last.days.upperBound.description }
  }

  /// The maximum number of bars; more could not be told apart.
  private static let maxBars = 100
  /// The number of bars that fill the drawing.
  private static let minBars = 8
  /// The height of the tallest bar, in the units of the drawing.
  private static let height = 60
  /// The width of a bar with its gap.
  private static let width = 10

  init(_ query: PageQuery, _ timeline: Timeline) {
    self.query = query
    self.timeline = timeline
    let size = (timeline.spans.count + Self.maxBars - 1) / Self.maxBars
    var bars: [Bar] = []
    for (index, span) in timeline.spans.enumerated() {
      guard let date = ReadableDate(span.start) else { continue }
      if index % max(1, size) == 0 || bars.isEmpty {
        bars.append(Bar(first: date, last: date, count: span.count))
      } else {
        bars[bars.count - 1].last = date
        bars[bars.count - 1].count += span.count
      }
    }
    self.bars = bars
  }

  /// The model; nil if no article has a date.
  var model: PageModel? {
    guard let first = bars.first, let last = bars.last else { return nil }
    let tallest = max(1, bars.map(\.count).max() ?? 1)
    let unit = timeline.unit.rawValue
    var model: PageModel = [
      "unit": unit, "drawingWidth": max(bars.count, Self.minBars) * Self.width,
      "drawingHeight": Self.height,
      "firstLabel": first.first.text, "lastLabel": last.last.text,
      "description":
        "\(counted(timeline.total, "article")) by \(unit), \(first.first.text) to \(last.last.text)",
      "bars": bars.enumerated().map { bar($0, $1, tallest) },
      "rows": bars.filter { $0.count > 0 }.map { row($0) },
    ]
    // A label at the right end would be far from the last bar.
    if bars.count < Self.minBars {
      model["few"] = DayRange.text(first.since, last.until)
    }
    if timeline.undated > 0 {
      model["undated"] =
        "\(counted(timeline.undated, "article")) \(timeline.undated == 1 ? "has" : "have") no \(unit)"
    }
    return model
  }

  private func bar(_ index: Int, _ bar: Bar, _ tallest: Int) -> PageModel {
    // A bar of a few articles must be seen beside one of thousands.
    let height =
      bar.count == 0 ? 0 : max(2, (bar.count * Self.height + tallest / 2) / tallest)
    var model: PageModel = [
      "x": index * Self.width, "barX": index * Self.width + 1, "y": Self.height - height,
      "height": height, "barSince": bar.since, "barUntil": bar.until, "barLabel": bar.label,
      "barCount": counted(bar.count, "article"),
    ]
    if bar.count > 0 { model["href"] = address(bar) }
    return model
  }

  private func row(_ bar: Bar) -> PageModel {
    ["rowLabel": bar.label, "rowCount": grouped(bar.count), "href": address(bar)]
  }

  private func address(_ bar: Bar) -> String {
    query.base.setting("since", bar.since).setting("until", bar.until).address("/")
  }
}
