internal import Archive
package import SearchEngine

/// The formats in which a hit is a line of fields.
package enum RowFormat: String, Sendable {
  /// RFC 4180, with the line ends of Unix.
  case csv
  /// Fields separated by tabs, without quoting.
  case tsv

  /// The names of the fields of a hit.
  static let hitColumns = [
    "query", "rank", "score", "docno", "title", "publisher", "published", "location", "article",
    "passage", "snippet",
  ]

  /// Returns the names of the fields and a line for each hit.
  func rows(_ response: SearchResponse) -> String {
    line(Self.hitColumns)
      + response.hits.map { line($0, query: response.request.text) }.joined()
  }

  /// Returns the line of a hit: `id`, if there is one, and the fields of `hitColumns`.
  func line(_ hit: SearchHit, query: String, id: String? = nil) -> String {
    let metadata = hit.article.metadata
    let fields = [
      query, String(hit.rank), fixed(hit.score, decimals: 6), metadata.docno, metadata.title,
      metadata.publisher ?? "", metadata.published ?? "", metadata.location,
      String(hit.article.id), String(hit.passage.ordinal), hit.snippet.text,
    ]
    return line((id.map { [$0] } ?? []) + fields)
  }

  /// Returns a line of `fields`, without terminal controls.
  package func line(_ fields: [String]) -> String {
    switch self {
    case .csv: fields.map { Self.quoted(shown($0)) }.joined(separator: ",") + "\n"
    case .tsv: fields.map(shown).joined(separator: "\t") + "\n"
    }
  }

  /// Returns a field without terminal controls, as a parser of the line would read it.
  func shown(_ field: String) -> String {
    switch self {
    case .csv: printable(field, keeping: ["\n", "\r", "\t"])
    case .tsv: printableLine(field)
    }
  }

  private static func quoted(_ field: String) -> String {
    // Compares bytes, since "\r\n" is a single character, and so is a quotation mark with an
    // accent.
    guard field.utf8.contains(where: { "\",\n\r".utf8.contains($0) }) else { return field }
    let quote = UInt8(ascii: "\"")
    let doubled = field.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }
    return "\"" + String(decoding: doubled, as: UTF8.self) + "\""
  }
}

extension RowFormat: BatchFormat {
  package var name: String { rawValue }
  package var summary: String { "a row for each hit, with the query's id" }
  package var header: String { line(["id"] + Self.hitColumns) }
  package var isQuoted: Bool { self == .csv }

  package func canHold(id: String) -> Bool { Array(shown(id).utf8) == Array(id.utf8) }

  package func lines(_ response: SearchResponse, id: String, tag: String) -> String {
    response.hits.map { line($0, query: response.request.text, id: id) }.joined()
  }

  // The id and the separator, without the line end.
  package func opening(id: String) -> String { String(line([id, ""]).dropLast()) }

  package func written(_ query: String) -> String { shown(query) }

  package func record(_ line: ArraySlice<UInt8>) -> AnswerRecord? {
    let fields = fields(line.dropLast())
    guard fields.count == Self.hitColumns.count + 1,
      let id = String(validating: fields[0], as: UTF8.self),
      let query = String(validating: fields[1], as: UTF8.self)
    else { return nil }
    return AnswerRecord(id: id, query: query)
  }

  private func fields(_ line: ArraySlice<UInt8>) -> [[UInt8]] {
    let (quote, separator) = (UInt8(ascii: "\""), UInt8(ascii: self == .csv ? "," : "\t"))
    var fields: [[UInt8]] = [[]]
    var isInside = false
    for index in line.indices {
      let byte = line[index]
      if isQuoted, byte == quote {
        isInside.toggle()
        // A doubled quotation mark in a quoted field stands for one.
        if isInside, index > line.startIndex, line[index - 1] == quote {
          fields[fields.count - 1].append(quote)
        }
      } else if byte == separator, !isInside {
        fields.append([])
      } else {
        fields[fields.count - 1].append(byte)
      }
    }
    return fields
  }
}
