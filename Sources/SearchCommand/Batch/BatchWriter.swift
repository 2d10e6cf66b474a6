internal import ArgumentParser
internal import SearchEngine

/// The formats of a batch's answers.
enum BatchFormat: String, CaseIterable, ExpressibleByArgument {
  case trec, jsonl, csv, tsv

  /// The most hits for each query where nobody says it: what measures are made of is long.
  var usualLimit: Int { self == .trec ? 1_000 : 10 }

  /// What a hit is a line of; nothing where that is not all.
  var rows: RowFormat? {
    switch self {
    case .csv: .csv
    case .tsv: .tsv
    case .trec, .jsonl: nil
    }
  }

  /// Whether an id can be told from the output again.
  func canHold(id: String) -> Bool {
    if let rows { return Array(rows.shown(id).utf8) == Array(id.utf8) }
    return self == .jsonl || isRunWord(id)
  }
}

/// Prints the answers of a batch; see docs/output.md.
struct BatchWriter: Sendable {
  var format: BatchFormat
  var tag = "pressmark"
  /// Whether hits are passages, not articles.
  var passages = false

  /// Whether the format has room for snippets.
  var showsSnippets: Bool { format != .trec }

  /// What comes before all answers.
  var header: String { format.rows?.line(["id"] + RowFormat.hitColumns) ?? "" }

  func bytes(_ answered: AnsweredQuery) throws -> [UInt8] {
    let (query, hits) = (answered.query, answered.results.hits)
    if let rows = format.rows {
      return Array(hits.map { rows.line($0, query: query.text, id: query.id) }.joined().utf8)
    }
    if format == .jsonl { return try jsonLine(answered) }
    return Array(runLines(hits, topic: query.id, tag: tag, passages: passages).utf8)
  }

  /// What the answer to a query begins with, if it is not empty.
  func beginning(_ query: BatchQuery) -> String {
    switch format {
    // Members are in the order of the alphabet, and answers of a batch explain nothing.
    case .jsonl: "{\"elapsed_ms\":"
    case .trec: "\(query.id) Q0 "
    case .csv: String(RowFormat.csv.line([query.id, ""]).dropLast())
    case .tsv: query.id + "\t"
    }
  }
}
