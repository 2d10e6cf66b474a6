internal import SearchEngine

/// Prints the answer to one query; see docs/output.md.
struct AnswerWriter {
  var format: SearchFormat
  var color: ColorChoice
  /// Whether it is told how the ranking was found.
  var explains: Bool
  /// Whether hits are passages.
  var passages: Bool

  func write(_ answered: AnsweredQuery, to output: inout Output) throws {
    let hits = answered.results.hits
    switch format {
    case .text: TextResults(Console(color)).write(answered, to: &output)
    case .json: output.write(try jsonResults(answered, explains: explains))
    case .jsonl: output.write(try jsonLines(answered))
    case .csv, .tsv:
      let rows: RowFormat = format == .csv ? .csv : .tsv
      output.write(rows.line(RowFormat.hitColumns).utf8)
      for hit in hits { output.write(rows.line(hit, query: answered.query.text).utf8) }
    case .trec:
      output.write(runLines(hits, topic: "1", tag: "pressmark", passages: passages).utf8)
    case .markdown: output.write(MarkdownResults(answered: answered).text.utf8)
    case .html: output.write(HTMLResults(answered: answered).text.utf8)
    }
  }
}
