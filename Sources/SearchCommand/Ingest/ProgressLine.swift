internal import Archive
internal import Ingest
internal import Output

/// The progress of a run, in one line.
struct ProgressLine {
  /// The counts so far.
  var summary: IngestSummary
  /// The current speed; nil if it is not known yet.
  var bytesPerSecond: Double?

  /// The fraction of the work that is done; nil if the total is not known.
  private var part: Double? {
    guard let total = summary.totalBytes, total > 0 else { return nil }
    return min(1, Double(summary.bytes) / Double(total))
  }

  private var timeLeft: String? {
    guard let total = summary.totalBytes, let bytesPerSecond, bytesPerSecond >= 1 else {
      return nil
    }
    let seconds = Double(max(0, total - summary.bytes)) / bytesPerSecond
    return seconds < 360_000 ? Self.span(Int(seconds.rounded(.up))) : nil
  }

  private var speed: String? {
    bytesPerSecond.map { rate in
      "\(fixed(rate / 1e6, decimals: rate < 9.95e6 ? 1 : 0)) MB/s"
    }
  }

  /// For a log: `12,345 articles, 80 MB of 162 MB, 9 MB/s, about 2 min left`.
  var plain: String {
    let total = summary.totalBytes.map { " of \(size($0))" } ?? ""
    let parts = [
      counted(summary.articles, "article"), size(summary.bytes) + total, speed,
      timeLeft.map { "about \($0) left" },
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }

  /// For a terminal: as many parts as fit in `width` columns.
  ///
  /// The least useful parts are left out first.
  func line(width: Int, isASCII: Bool) -> String {
    // The parts in the order of the line, with their priorities.
    let percent = part.map { DisplayWidth.padded("\(Int($0 * 100))%", to: 4, isRight: true) }
    let parts: [(text: String?, value: Int)] = [
      (percent, 9), (counted(summary.counts.files, "file"), 4),
      (counted(summary.articles, "article"), 7), (counted(summary.storedPassages, "passage"), 2),
      (part == nil ? size(summary.bytes) : nil, 6), (speed, 5), (timeLeft.map { $0 + " left" }, 8),
    ]
    var kept = parts.compactMap { part in part.text.map { (text: $0, value: part.value) } }
    func text() -> String { kept.map(\.text).joined(separator: "  ") }
    let leastBar = part == nil ? 0 : 10
    while kept.count > 1, text().count + leastBar > width {
      let cheapest = kept.indices.min { kept[$0].value < kept[$1].value } ?? 0
      kept.remove(at: cheapest)
    }
    guard let part, text().count + leastBar <= width else {
      return DisplayWidth.cut(text(), to: width)
    }
    return bar(part, columns: min(30, width - text().count - 1), isASCII) + " " + text()
  }

  private func bar(_ part: Double, columns: Int, _ isASCII: Bool) -> String {
    if isASCII {
      let done = Int(part * Double(columns - 2))
      return "[" + String(repeating: "#", count: done)
        + String(repeating: " ", count: columns - 2 - done) + "]"
    }
    let done = Int(part * Double(columns))
    return String(repeating: "█", count: done) + String(repeating: "░", count: columns - done)
  }

  /// `45 s`, `2 min`, `1 h 5 min`.
  private static func span(_ seconds: Int) -> String {
    if seconds < 60 { return "\(seconds) s" }
    let minutes = (seconds + 30) / 60
    return minutes < 60 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
  }
}
