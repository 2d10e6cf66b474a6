internal import Archive
internal import SearchEngine

/// The answer to a search as text for a terminal.
struct TextResults {
  private let console: Console

  init(_ console: Console) { self.console = console }

  /// Returns the lines of the hits and the facets, separated by empty lines.
  func lines(_ response: SearchResponse) -> [String] {
    // If the query has only filters, the hits have no scores.
    let isScored = if case .fts5(.filter) = response.path { false } else { true }
    let hits = response.hits.map { lines($0, isScored: isScored) }
    var facets = response.facets.filter { !$0.values.isEmpty }.map { FacetTable($0).lines(console) }
    if let total = response.facetsTotal, !facets.isEmpty {
      facets[0].insert(console.styled("of \(counted(total, "article"))", .faint), at: 0)
    }
    let correction = response.notices.correction.map { [console.lines(of: $0)] } ?? []
    let range =
      response.rangeOfHits.map { range in
        [console.lines(of: range).map { console.styled($0, .faint) }]
      } ?? []
    return Array((correction + hits + facets + range).joined(separator: [""]))
  }

  private func lines(_ hit: SearchHit, isScored: Bool) -> [String] {
    let number = "\(hit.rank). "
    let indent = String(repeating: " ", count: number.count)
    func wrapped(_ text: String, _ style: Console.Style? = nil) -> [String] {
      console.lines(of: text, indent: indent.count).filter { !$0.isEmpty }
        .map { line in style.map { console.styled(line, $0) } ?? line }
    }
    let address = console.hasLinks ? address(of: hit.article.metadata) : nil
    var lines = wrapped(printable(hit.title.text), .title)
      .map { console.linked($0, to: address, name: "hit\(hit.rank)") }
    lines += wrapped(Self.facts(hit, isScored: isScored))
    lines += console.lines(of: hit.snippet, indent: indent.count).filter { !$0.isEmpty }
    if let words = Self.missingWords(hit) { lines += wrapped(words, .faint) }
    lines += wrapped(Self.place(hit), .faint)
    if let citation = Citation(hit) { lines += wrapped(citation.line, .faint) }
    if let explanation = hit.explanation {
      let table = ExplanationTable(explanation)
      lines += table.lines(width: console.width.map { $0 - indent.count })
        .map { console.styled($0, .faint) }
    }
    return lines.enumerated().map { ($0 == 0 ? number : indent) + $1 }
  }

  /// Returns `Publisher · 2023-03-15 · score 6.94`, without the score if there is none.
  static func facts(_ hit: SearchHit, isScored: Bool) -> String {
    let metadata = hit.article.metadata
    // A word that is in most passages has a score near 0.
    let score = hit.score < 0.01 ? "under 0.01" : fixed(hit.score, decimals: 2)
    let facts = [
      metadata.publisher, metadata.published.map(day), isScored ? "score \(score)" : nil,
    ]
    return facts.compactMap { $0.map(printableLine) }.joined(separator: " · ")
  }

  /// Returns `without: gas; Odessa: passage 7`, with the words that the article lacks and the places
  /// of those that only the passage lacks; nil if the passage has all words.
  static func missingWords(
    _ hit: SearchHit, writing word: (String) -> String = printableLine
  ) -> String? {
    let lacking = hit.lacking.map(word).joined(separator: ", ")
    let places = hit.elsewhere.map { "\(word($0.word)): passage \($0.passage)" }
    let parts = (lacking.isEmpty ? [] : ["without: " + lacking]) + places
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// Returns `path/of/article.md · article 2, passage 1 (and 4 other passages) · and 11 copies`.
  static func place(_ hit: SearchHit) -> String {
    let others =
      hit.otherPassages == 0 ? "" : " (and \(counted(hit.otherPassages, "other passage")))"
    let copies = hit.copiesInWords
    return "\(printable(hit.article.metadata.location)) · article \(hit.article.id), passage "
      + "\(hit.passage.ordinal)\(others)\(copies.map { " · " + $0 } ?? "")"
  }
}

extension SearchHit {
  /// The number of copies, as in `and 11 copies`; nil if there are none.
  package var copiesInWords: String? {
    switch copies.count {
    case 0: nil
    case 1: "and 1 copy"
    default: "and \(grouped(copies.count)) copies"
    }
  }
}

extension SearchResponse {
  /// The hits that are shown and their total number, as in `1-10 of 108 articles (more: --offset
  /// 10)`, or `13 articles, copies included`; nil if there are none.
  var rangeOfHits: String? {
    guard let first = hits.first?.rank, let last = hits.last?.rank else { return nil }
    if first == 1, !hasMore {
      return sizeInWords + (hits.count < total && totalIsExact ? ", copies included" : "")
    }
    let range = first == last ? grouped(first) : "\(grouped(first))-\(grouped(last))"
    let more = hasMore ? " (more: --offset \(last))" : ""
    return "\(range) of \(sizeInWords)\(more)"
  }

  /// A sentence if the requested hits are beyond the last one; nil otherwise.
  package var sentenceBeyondTheEnd: String? {
    guard hits.isEmpty, total > 0, request.offset > 0 else { return nil }
    let copies = request.offset < total ? ", copies included" : ""
    return "--offset \(request.offset) is beyond the end: \(sizeInWords) found\(copies)"
  }

  private var sizeInWords: String {
    (totalIsExact ? "" : "at least ")
      + counted(total, request.listsPassages ? "passage" : "article")
  }
}
