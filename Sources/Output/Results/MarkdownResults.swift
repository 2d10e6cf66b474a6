internal import Archive
internal import SearchEngine

/// The answer to a search in Markdown, to be pasted into notes.
struct MarkdownResults {
  private let response: SearchResponse

  init(_ response: SearchResponse) { self.response = response }

  /// The whole document; empty if there are no hits.
  var text: String {
    let correction =
      response.notices.correction.map { [Self.safeStart(Self.escaped($0)) + "\n"] } ?? []
    let hits = response.hits.map(item)
    let facets = response.facets.filter { !$0.values.isEmpty }.map(table)
    return (correction + hits + facets).joined(separator: "\n")
  }

  private func item(_ hit: SearchHit) -> String {
    let metadata = hit.article.metadata
    let number = "\(hit.rank). "
    let indent = String(repeating: " ", count: number.count)
    let title = Self.escaped(printableLine(metadata.title))
    let address = webAddress(of: metadata)
    let link = address.map { "[\(title)](\(Self.escapedAddress($0)))" } ?? title
    let facts = [metadata.publisher, metadata.published.map(day)].compactMap { $0 }
    var paragraphs = ["**\(link)**"]
    if !facts.isEmpty {
      let line = facts.map { Self.escaped(printableLine($0)) }.joined(separator: " · ")
      // A backslash at the end of a line makes a line break.
      paragraphs[0] += "\\\n" + Self.safeStart(line)
    }
    let snippet = MarkedText(hit.snippet)
    if !snippet.text.isEmpty {
      let quote = snippet.written(Self.escaped) { "**\(Self.escaped($0))**" }
      paragraphs.append("> " + Self.safeStart(quote))
    }
    let missing = TextResults.missingWords(hit) { Self.escaped(printableLine($0)) }
    if let missing { paragraphs.append(Self.safeStart(missing)) }
    if let citation = Citation(hit) {
      paragraphs.append(Self.safeStart(Self.escaped(citation.line)))
    }
    let lines = paragraphs.joined(separator: "\n\n")
      .split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().map { index, line in
      (index == 0 ? number : line.isEmpty ? "" : indent) + line + "\n"
    }.joined()
  }

  private func table(_ facet: Facet) -> String {
    let table = FacetTable(facet)
    var lines = ["| \(table.heading) | articles |", "| --- | ---: |"]
    lines += table.rows.map { "| \(Self.escaped($0.value)) | \(grouped($0.count)) |" }
    if table.hiddenValues > 0 { lines.append("| and \(grouped(table.hiddenValues)) more | |") }
    return lines.map { $0 + "\n" }.joined()
  }

  /// Returns `text` with a backslash before each character that has a meaning in Markdown or
  /// GitHub's dialect.
  ///
  /// GitHub still turns e-mail addresses into links; nothing prevents that.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      if "\\`*_{}[]<>&~|!$".contains(character) { escaped.append("\\") }
      escaped.append(character)
    }
    // GitHub turns a text with these into a link.
    for scheme in ["://", "www."] {
      escaped = escaped.replacing(scheme, with: scheme == "://" ? "\\://" : "www\\.")
    }
    return escaped
  }

  /// Returns `line` with its start escaped, if it would make the line a heading, list or rule.
  private static func safeStart(_ line: String) -> String {
    let digits = line.prefix { $0.isASCII && $0.isNumber }
    let rest = line.dropFirst(digits.count)
    if !digits.isEmpty, let next = rest.first, next == "." || next == ")" {
      return digits + "\\" + rest
    }
    return line.first.map { "#+-=".contains($0) } ?? false ? "\\" + line : line
  }

  /// Returns an address from `webAddress`, in which only a few characters need escaping.
  private static func escapedAddress(_ address: String) -> String {
    var escaped = ""
    for character in address {
      if "()&*_".contains(character) { escaped.append("\\") }
      escaped.append(character)
    }
    return escaped
  }
}
