internal import Archive
internal import SearchEngine

/// Prints results for people.
struct TextResults {
  private let console: Console

  init(_ console: Console) { self.console = console }

  func write(_ answered: AnsweredQuery, to output: inout Output) {
    let results = answered.results
    for (index, hit) in results.hits.enumerated() {
      if index > 0 { output.writeLine("") }
      write(hit, answered.citation(index), to: &output)
    }
    for facet in results.facets where !facet.values.isEmpty {
      output.writeLine("")
      for line in FacetTable(facet).lines(console) { output.writeLine(line) }
    }
  }

  private func write(_ hit: SearchHit, _ citation: Citation?, to output: inout Output) {
    let metadata = hit.article.metadata
    let number = "\(hit.rank). "
    let indent = String(repeating: " ", count: number.count)
    func write(_ text: String, _ style: Console.Style? = nil) {
      for line in console.lines(of: text, indent: indent.count) where !line.isEmpty {
        output.writeLine(indent + (style.map { console.styled(line, $0) } ?? line))
      }
    }
    let address = console.hasLinks ? address(of: metadata) : nil
    let title = console.lines(of: printable(hit.title.text), indent: indent.count)
    for (index, line) in title.enumerated() {
      let styled = console.styled(line, .title)
      output.writeLine(
        (index == 0 ? number : indent)
          + console.linked(styled, to: address, name: "hit\(hit.rank)"))
    }
    write(Self.facts(hit))
    for line in console.lines(of: hit.snippet, indent: indent.count) where !line.isEmpty {
      output.writeLine(indent + line)
    }
    if !hit.missing.isEmpty {
      write("without: " + hit.missing.map(printableLine).joined(separator: ", "), .faint)
    }
    write(Self.place(hit), .faint)
    if let citation { write(citation.line, .faint) }
    if let explanation = hit.explanation {
      let table = ExplanationTable(explanation)
      for line in table.lines(width: console.width.map { $0 - indent.count }) {
        output.writeLine(indent + console.styled(line, .faint))
      }
    }
  }

  /// `Publisher · 2023-03-15 · score 6.94`.
  static func facts(_ hit: SearchHit) -> String {
    let metadata = hit.article.metadata
    // A word that stands in most passages scores next to nothing.
    let score = hit.score < 0.01 ? "under 0.01" : fixed(hit.score, decimals: 2)
    let facts = [metadata.publisher, metadata.published.map(day), "score \(score)"]
    return facts.compactMap { $0.map(printableLine) }.joined(separator: " · ")
  }

  /// `path/of/article.md · article 2, passage 1 (and 4 other passages)`.
  static func place(_ hit: SearchHit) -> String {
    let others =
      hit.otherPassages == 0 ? "" : " (and \(counted(hit.otherPassages, "other passage")))"
    return "\(printable(hit.article.metadata.location)) · article \(hit.article.id), passage "
      + "\(hit.passage.ordinal)\(others)"
  }
}
