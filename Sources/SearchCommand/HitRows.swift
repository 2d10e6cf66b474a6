internal import Archive
internal import SearchEngine

/// The formats in which a hit is a line of fields.
enum RowFormat: Sendable {
  /// RFC 4180, with the line ends of Unix.
  case csv
  /// Fields between tabs, without any quoting.
  case tsv

  /// The names of the fields of a hit.
  static let hitColumns = [
    "query", "rank", "score", "docno", "title", "publisher", "published", "location", "article",
    "passage", "snippet",
  ]

  /// The line of a hit; its fields are those of `hitColumns`, behind `id` where there is one.
  func line(_ hit: SearchHit, query: String, id: String? = nil) -> String {
    let metadata = hit.article.metadata
    let fields = [
      query, String(hit.rank), fixed(hit.score, decimals: 6), metadata.docno, metadata.title,
      metadata.publisher ?? "", metadata.published ?? "", metadata.location,
      String(hit.article.id), String(hit.passage.ordinal), hit.snippet.text,
    ]
    return line((id.map { [$0] } ?? []) + fields)
  }

  /// A line of `fields`, without the controls that a terminal would obey.
  func line(_ fields: [String]) -> String {
    switch self {
    case .csv: fields.map(Self.quoted).joined(separator: ",") + "\n"
    case .tsv: fields.map(printableLine).joined(separator: "\t") + "\n"
    }
  }

  private static func quoted(_ field: String) -> String {
    let field = printable(field, keeping: ["\n", "\r", "\t"])
    // In bytes: as characters, "\r\n" is neither of its halves.
    let isPlain = !field.utf8.contains { "\",\n\r".utf8.contains($0) }
    return isPlain ? field : "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}

/// The lines of a TREC run for one topic: `topic Q0 docno rank score tag`, a line a hit.
///
/// They are in the order in which trec_eval reads them: by score, and where scores are equal as
/// printed, by docno from the last to the first. A topic names a document once: its best passage.
func runLines(_ hits: [SearchHit], topic: String, tag: String) -> String {
  var documents: Set<String> = []
  let lines = hits.compactMap { hit -> (score: String, hit: SearchHit)? in
    guard documents.insert(hit.article.metadata.docno).inserted else { return nil }
    return (fixed(hit.score, decimals: 6), hit)
  }
  let ordered = lines.sorted { a, b in
    if a.score != b.score { return a.hit.score > b.hit.score }
    return a.hit.article.metadata.docno > b.hit.article.metadata.docno
  }
  return ordered.enumerated().map { index, line in
    let docno = runWord(line.hit.article.metadata.docno)
    return "\(runWord(topic)) Q0 \(docno) \(index + 1) \(line.score) \(tag)\n"
  }.joined()
}

/// A TREC run is parted by white space, so a name can hold none.
private func runWord(_ name: String) -> String {
  printable(String(name.map { $0.isWhitespace ? "_" : $0 }))
}
