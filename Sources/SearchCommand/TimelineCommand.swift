internal import Archive
internal import ArgumentParser
internal import QueryLanguage
internal import SearchEngine

/// `search timeline QUERY...`.
struct TimelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline", abstract: "Show when the articles that are found were published.",
    usage: """
      search timeline <words> ... [options]
      search timeline [options] -- <words> ...
      """,
    discussion: """
      Counts all articles that the query finds, wherever they rank. Without --by, days are counted \
      if all are within three months, months if they are within five years, else years. A query \
      that begins with '-' goes behind '--'.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, csv, svg
  }

  enum Unit: String, CaseIterable, ExpressibleByArgument {
    case year, month, day

    /// As the engine has it.
    var timelineUnit: Timeline.Unit {
      switch self {
      case .year: .year
      case .month: .month
      case .day: .day
      }
    }
  }

  @OptionGroup var query: QueryOptions

  @OptionGroup var database: DatabaseOption

  @Option(
    help: ArgumentHelp(
      "How long a span is; without it, that depends on the dates.", valueName: "unit"))
  var by: Unit?

  @Option(help: "How to print the counts.")
  var format = Format.text

  @Option(help: ArgumentHelp("When to use colour and links.", valueName: "when"))
  var color = ColorChoice.auto

  @OptionGroup var version: FormatVersionOption

  func run() throws {
    try version.check()
    let parsed = try query.query(
      tellingNotices: format != .json, answersNothing: format != .text)
    let searcher = Searcher(try Archive.open(readingFrom: database.path))
    let request = try query.reading.request(parsed)
    var timeline = try timeline(of: request, searcher)
    if parsed.isEmpty { timeline.notices.append(.noWords) }
    var output = Output()
    switch format {
    case .text:
      let chart = TimelineChart(timeline, isASCII: !Console.isUTF8)
      for line in chart.lines(Console(color)) { output.writeLine(line) }
    case .json:
      output.write(try json(JSONTimeline(timeline, request, query: query.text), .pretty))
    case .csv:
      output.write(RowFormat.csv.line(["start", "count"]).utf8)
      for span in timeline.spans {
        output.write(RowFormat.csv.line([span.start, String(span.count)]).utf8)
      }
      if timeline.undated > 0 {
        output.write(RowFormat.csv.line(["", String(timeline.undated)]).utf8)
      }
    case .svg: output.write(TimelineDrawing(timeline, query: query.text).text.utf8)
    }
    output.flush()
    if format != .json { for notice in timeline.notices { printError(printable(notice.message)) } }
    guard timeline.total == 0 else { return }
    if format == .text { printError("nothing found for '\(printable(query.text))'") }
    throw ExitCode(1)
  }

  /// Months are counted first: they say which unit gives a chart of a good length.
  private func timeline(of request: SearchRequest, _ searcher: Searcher) throws -> Timeline {
    if let by { return try searcher.timeline(request, by: by.timelineUnit) }
    let months = try searcher.timeline(request, by: .month)
    let unit = months.fittingUnit
    return unit == .month ? months : try searcher.timeline(request, by: unit)
  }
}

extension Timeline {
  /// The unit for a chart of a length that is easy to look at, where `self` counts months.
  var fittingUnit: Unit {
    guard let first = spans.first.flatMap({ Self.month($0.start) }),
      let last = spans.last.flatMap({ Self.month($0.start) })
    else { return .year }
    return last - first < 3 ? .day : last - first < 60 ? .month : .year
  }

  /// The number of a month since the beginning of the year 0.
  private static func month(_ text: String) -> Int? {
    let numbers = text.split(separator: "-").compactMap { Int($0) }
    return numbers.count == 2 ? numbers[0] * 12 + numbers[1] : nil
  }
}

/// A timeline in JSON, version 1 of the grammar in docs/output.md.
struct JSONTimeline: Encodable {
  var version = FormatVersionOption.current
  var query: String
  var understood: String
  var unit: String
  var spans: [Span]
  var undated: Int
  var total: Int
  var notices: [JSONNotice]

  struct Span: Encodable {
    var start: String
    var count: Int
  }

  init(_ timeline: Timeline, _ request: SearchRequest, query: String) {
    self.query = query
    understood = timeline.understood
    unit = timeline.unit.rawValue
    spans = timeline.spans.map { Span(start: $0.start, count: $0.count) }
    undated = timeline.undated
    total = timeline.total
    notices = request.query.notices.map(JSONNotice.init) + timeline.notices.map(JSONNotice.init)
  }
}
