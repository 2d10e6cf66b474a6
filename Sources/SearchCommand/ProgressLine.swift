internal import Archive
internal import Ingest

/// How far a run is, in a line.
struct ProgressLine {
  /// What was done so far.
  var summary: IngestSummary
  /// How many bytes are looked at in a second, of late; nothing where that is not known yet.
  var bytesPerSecond: Double?

  /// The part of the work that is done, from 0 to 1, where it is known how much there is.
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

  /// For a terminal: as much as goes into `width` columns, what is of most use first to stay.
  func line(width: Int, isASCII: Bool) -> String {
    // In the order in which they stand, with how dear they are.
    let percent = part.map { Console.padded("\(Int($0 * 100))%", to: 4, isRight: true) }
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
    guard let part, text().count + leastBar <= width else { return Console.cut(text(), to: width) }
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

/// `950 bytes`, `12 kB`, `3.4 MB`, `162 MB`, `1.2 GB`.
func size(_ bytes: some BinaryInteger) -> String {
  let bytes = Double(Int64(clamping: bytes))
  guard bytes >= 1_000 else { return counted(Int(bytes), "byte") }
  var (value, unit) = (bytes / 1e3, "kB")
  for next in ["MB", "GB", "TB"] where value >= 999.5 { (value, unit) = (value / 1e3, next) }
  return "\(fixed(value, decimals: value < 9.95 && unit != "kB" ? 1 : 0)) \(unit)"
}
