internal import QueryLanguage
internal import SearchEngine

extension OutputFormat<Timeline> {
  static var json: Self {
    OutputFormat("json", "an object with all counts, for programs", holdsNotices: true) {
      timeline, _ in
      try Output.json(JSONTimeline(timeline), .pretty)
    }
  }

  static var csv: Self {
    OutputFormat("csv", "a row for each span") { timeline, _ in
      let undated = timeline.undated > 0 ? [["", String(timeline.undated)]] : []
      let rows =
        [["start", "count"]] + timeline.spans.map { [$0.start, String($0.count)] } + undated
      return rows.map(RowFormat.csv.line).joined()
    }
  }
}

/// A timeline in JSON, version 1 of the grammar in docs/output.md.
private struct JSONTimeline: Encodable {
  var version = outputVersion
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

  init(_ timeline: Timeline) {
    query = timeline.request.text
    understood = timeline.understood
    unit = timeline.unit.rawValue
    spans = timeline.spans.map { Span(start: $0.start, count: $0.count) }
    undated = timeline.undated
    total = timeline.total
    notices = (timeline.request.query.notices + timeline.notices).map(JSONNotice.init)
  }
}
