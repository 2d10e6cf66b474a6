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
    if let copies = hit.copiesInWords { paragraphs.append(copies) }
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
  /// A parser of Markdown sees scalars, so this does too: a sign with a combining mark after it, or
  /// with U+0600 before it, is another `Character`. GitHub still turns e-mail addresses into links;
  /// nothing prevents that.
  static func escaped(_ text: String) -> String {
    let scalars = text.unicodeScalars
    var escaped = String.UnicodeScalarView()
    for index in scalars.indices {
      let scalar = scalars[index]
      // GitHub turns a text with `://` or `www.` into a link.
      let startsLink =
        (scalar == ":" && scalars[index...].starts(with: "://".unicodeScalars))
        || (scalar == "." && escaped.endsInWWW)
      if signs.contains(scalar) || startsLink { escaped.append("\\") }
      escaped.append(scalar)
    }
    return String(escaped)
  }

  private static let signs = Set("\\`*_{}[]<>&~|!$".unicodeScalars)

  /// Returns `line` with its start escaped, if it would make the line a heading, list, rule or code.
  private static func safeStart(_ line: String) -> String {
    let scalars = line.unicodeScalars.drop { $0 == " " || $0 == "\t" }
    let digits = scalars.prefix { ("0"..."9").contains($0) }
    let rest = scalars.dropFirst(digits.count)
    if !digits.isEmpty, let next = rest.first, next == "." || next == ")" {
      return String(digits) + "\\" + String(rest)
    }
    return (scalars.first.map { "#+-=".unicodeScalars.contains($0) } ?? false ? "\\" : "")
      + String(scalars)
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

extension String.UnicodeScalarView {
  /// True if these scalars end in `www`, in any case.
  fileprivate var endsInWWW: Bool {
    let last = suffix(3)
    return last.count == 3 && last.allSatisfy { $0 == "w" || $0 == "W" }
  }
}
