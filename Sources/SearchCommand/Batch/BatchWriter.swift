internal import ArgumentParser
internal import SearchEngine

/// The formats of a batch's answers.
enum BatchFormat: String, CaseIterable, ExpressibleByArgument {
  case trec, jsonl, csv, tsv
}

/// Prints the answers of a batch; see docs/output.md.
struct BatchWriter: Sendable {
  var format: BatchFormat
  var tag: String

  /// Whether the format has room for snippets.
  var showsSnippets: Bool { format != .trec }

  /// What comes before all answers.
  var header: String { rows?.line(["id"] + RowFormat.hitColumns) ?? "" }

  func bytes(_ answered: AnsweredQuery) throws -> [UInt8] {
    let (query, hits) = (answered.query, answered.results.hits)
    if let rows {
      return Array(hits.map { rows.line($0, query: query.text, id: query.id) }.joined().utf8)
    }
    if format == .jsonl { return try jsonLine(answered) }
    return Array(runLines(hits, topic: query.id, tag: tag).utf8)
  }

  private var rows: RowFormat? {
    switch format {
    case .csv: .csv
    case .tsv: .tsv
    case .trec, .jsonl: nil
    }
  }
}
