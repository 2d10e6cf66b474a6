internal import Archive
internal import ArgumentParser
internal import SearchEngine

/// The formats of a batch's answers.
enum BatchFormat: String, CaseIterable, ExpressibleByArgument {
  case trec, jsonl, csv
}

/// A query of a batch and its answer.
struct AnsweredQuery {
  var query: BatchQuery
  var request: SearchRequest
  var results: SearchResults
  var elapsed: Duration
}

/// Prints the answers of a batch; see docs/output.md.
struct BatchWriter: Sendable {
  var format: BatchFormat
  var tag: String

  /// Whether the format has room for snippets.
  var showsSnippets: Bool { format != .trec }

  /// What comes before all answers.
  var header: String {
    format == .csv ? Self.csv(Self.columns) : ""
  }

  func bytes(_ answered: AnsweredQuery) throws -> [UInt8] {
    switch format {
    case .trec: Array(trec(answered).utf8)
    case .csv: Array(answered.results.hits.map { csv($0, answered.query) }.joined().utf8)
    case .jsonl: try jsonLine(answered)
    }
  }

  /// `topic Q0 docno rank score tag`, a line a hit, in the order in which trec_eval reads it: by
  /// score, and where scores are equal as printed, by docno from the last to the first.
  private func trec(_ answered: AnsweredQuery) -> String {
    var documents: Set<String> = []
    let lines = answered.results.hits.compactMap { hit -> (score: String, hit: SearchHit)? in
      // A topic names a document once: its best passage.
      guard documents.insert(hit.article.metadata.docno).inserted else { return nil }
      return (fixed(hit.score, decimals: 6), hit)
    }
    let ordered = lines.sorted { a, b in
      if a.score != b.score { return a.hit.score > b.hit.score }
      return a.hit.article.metadata.docno > b.hit.article.metadata.docno
    }
    return ordered.enumerated().map { index, line in
      let docno = Self.word(line.hit.article.metadata.docno)
      return "\(Self.word(answered.query.id)) Q0 \(docno) \(index + 1) \(line.score) \(tag)\n"
    }.joined()
  }

  /// A TREC run is parted by white space, so a name can hold none.
  private static func word(_ name: String) -> String {
    String(name.map { $0.isWhitespace ? "_" : $0 })
  }

  private static let columns = [
    "id", "query", "rank", "score", "docno", "title", "publisher", "published", "location",
    "article", "passage", "snippet",
  ]

  private func csv(_ hit: SearchHit, _ query: BatchQuery) -> String {
    let metadata = hit.article.metadata
    return Self.csv([
      query.id, query.text, String(hit.rank), fixed(hit.score, decimals: 6), metadata.docno,
      metadata.title, metadata.publisher ?? "", metadata.published ?? "", metadata.location,
      String(hit.article.id), String(hit.passage.ordinal), hit.snippet.text,
    ])
  }

  /// A line of RFC 4180, with the line ends of Unix.
  private static func csv(_ fields: [String]) -> String {
    let quoted = fields.map { field in
      field.contains { "\",\n\r".contains($0) }
        ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
    }
    return quoted.joined(separator: ",") + "\n"
  }
}
