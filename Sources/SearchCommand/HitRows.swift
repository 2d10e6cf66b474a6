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
    case .csv: fields.map { Self.quoted(shown($0)) }.joined(separator: ",") + "\n"
    case .tsv: fields.map(shown).joined(separator: "\t") + "\n"
    }
  }

  /// A field without the controls that a terminal would obey, as whoever parses a line finds it.
  func shown(_ field: String) -> String {
    switch self {
    case .csv: printable(field, keeping: ["\n", "\r", "\t"])
    case .tsv: printableLine(field)
    }
  }

  private static func quoted(_ field: String) -> String {
    // In bytes: as characters, "\r\n" is neither of its halves, and a quote with an accent is none.
    guard field.utf8.contains(where: { "\",\n\r".utf8.contains($0) }) else { return field }
    let quote = UInt8(ascii: "\"")
    let doubled = field.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }
    return "\"" + String(decoding: doubled, as: UTF8.self) + "\""
  }
}
