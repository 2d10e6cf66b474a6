internal import SearchEngine

extension OutputFormat<Timeline> {
  static var svg: Self {
    OutputFormat("svg", "a drawing of a bar chart") { timeline, _ in
      TimelineDrawing(timeline, query: timeline.request.text).text
    }
  }
}

/// A timeline as a self-contained drawing in SVG.
struct TimelineDrawing {
  private let timeline: Timeline
  private let query: String
  private let step: Int
  /// The count at the top of the drawing.
  private let top: Int

  // In user units, which a browser shows as pixels.
  private static let width = 800.0
  private static let height = 320.0
  private static let plot = (left: 60.0, right: 784.0, top: 40.0, bottom: 280.0)
  /// The width that a label on the time axis needs.
  private static let labelWidth = 84.0

  init(_ timeline: Timeline, query: String) {
    self.timeline = timeline
    self.query = query
    let maximum = timeline.spans.reduce(1) { max($0, $1.count) }
    step = Self.step(for: maximum)
    top = (maximum + step - 1) / step * step
  }

  /// The whole file.
  var text: String {
    let query = DisplayWidth.cut(printableLine(query), to: 60)
    let title = escapedMarkup("When articles about \(query) were published")
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.short(Self.width)) \
      \(Self.short(Self.height))" width="\(Self.short(Self.width))" \
      height="\(Self.short(Self.height))" role="img" aria-labelledby="title description" \
      font-family="system-ui, sans-serif" font-size="13">
      <title id="title">\(title)</title>
      <desc id="description">\(escapedMarkup(description))</desc>
      <rect width="100%" height="100%" fill="#fff"/>
      <text x="\(Self.short(Self.plot.left))" y="24" font-size="15" fill="#222">\(title)</text>
      \(levels.joined())\(bars.joined())\(labels.joined())</svg>

      """
  }

  /// A description of the drawing, for screen readers.
  private var description: String {
    var sentences = ["\(counted(timeline.total, "article")) in all."]
    if let first = timeline.spans.first, let last = timeline.spans.last,
      let peak = timeline.spans.max(by: { $0.count < $1.count })
    {
      sentences.append(
        "Counted by \(timeline.unit.rawValue), from \(first.start) to \(last.start).")
      sentences.append("Peak: \(grouped(peak.count)) in \(peak.start).")
    }
    if let undated = timeline.undatedClause { sentences.append(undated + ".") }
    return printableLine(sentences.joined(separator: " "))
  }

  /// The horizontal lines, each labelled with its count.
  private var levels: [String] {
    let end = Self.short(Self.plot.left - 8)
    return stride(from: 0, through: top, by: step).map { level in
      let y = Self.short(y(level))
      return """
        <line x1="\(Self.short(Self.plot.left))" x2="\(Self.short(Self.plot.right))" y1="\(y)" \
        y2="\(y)" stroke="\(level == 0 ? "#444" : "#ddd")"/>
        <text x="\(end)" y="\(y)" text-anchor="end" dominant-baseline="middle" fill="#444">\
        \(grouped(level))</text>

        """
    }
  }

  private var bars: [String] {
    timeline.spans.enumerated().filter { $1.count > 0 }.map { index, span in
      let gap = min(2, slot * 0.15)
      let y = y(span.count)
      return """
        <rect x="\(Self.short(x(index) + gap / 2))" y="\(Self.short(y))" \
        width="\(Self.short(slot - gap))" height="\(Self.short(Self.plot.bottom - y))" \
        fill="#2f6db3"><title>\(escapedMarkup(printableLine(span.start))): \
        \(counted(span.count, "article"))</title></rect>

        """
    }
  }

  /// The labels of the time axis: the starts of as many spans as there is room for.
  private var labels: [String] {
    let every = max(1, Int((Self.labelWidth / slot).rounded(.up)))
    return stride(from: 0, to: timeline.spans.count, by: every).map { index in
      """
      <text x="\(Self.short(x(index) + slot / 2))" y="\(Self.short(Self.plot.bottom + 20))" \
      text-anchor="middle" fill="#444">\(escapedMarkup(printableLine(timeline.spans[index].start)))</text>

      """
    }
  }

  /// The width of a span, which has a maximum: a few spans do not fill the drawing.
  private var slot: Double {
    min(Self.labelWidth, (Self.plot.right - Self.plot.left) / Double(max(1, timeline.spans.count)))
  }

  private func x(_ index: Int) -> Double { Self.plot.left + Double(index) * slot }

  private func y(_ count: Int) -> Double {
    Self.plot.bottom - (Self.plot.bottom - Self.plot.top) * Double(count) / Double(top)
  }

  /// Returns the step between levels: 1, 2 or 5 times a power of ten, so that there are at most
  /// five levels above 0.
  static func step(for maximum: Int) -> Int {
    var power = 1
    while true {
      for factor in [1, 2, 5] where factor * power * 5 >= maximum { return factor * power }
      power *= 10
    }
  }

  /// Returns a length as text, rounded to a hundredth of a unit.
  private static func short(_ value: Double) -> String {
    let text = fixed(value, decimals: 2)
    return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
  }
}
