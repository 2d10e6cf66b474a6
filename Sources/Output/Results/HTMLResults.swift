internal import Archive
internal import SearchEngine

/// The answer to a search as a web page without scripts and external resources.
///
/// Markup in the text of an article is escaped.
struct HTMLResults {
  private let response: SearchResponse

  init(_ response: SearchResponse) { self.response = response }

  /// The whole page.
  var text: String {
    let query = escapedMarkup(printableLine(response.request.text))
    let total = (response.totalIsExact ? "" : "at least ") + grouped(response.total)
    let correction =
      response.notices.correction.map { "<p><bdi>\(escapedMarkup($0))</bdi></p>\n" } ?? ""
    let hits = response.hits.map(item)
    let start = response.hits.first?.rank ?? 1
    let list =
      hits.isEmpty
      ? "<p>Nothing was found.</p>\n" : "<ol start=\"\(start)\">\n\(hits.joined())</ol>\n"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="referrer" content="no-referrer">
      <title>\(query) – search results</title>
      <style>\(Self.style)</style>
      </head>
      <body>
      <main>
      <h1><bdi>\(query)</bdi></h1>
      \(correction)<p>\(total) found, \(grouped(hits.count)) shown</p>
      \(list)\(response.facets.filter { !$0.values.isEmpty }.map(table).joined())</main>
      </body>
      </html>

      """
  }

  private func item(_ hit: SearchHit) -> String {
    let metadata = hit.article.metadata
    let title = MarkedText(hit.title).written(escapedMarkup) { "<mark>\(escapedMarkup($0))</mark>" }
    let address = webAddress(of: metadata)
    let link =
      address.map {
        "<a href=\"\(escapedMarkup($0))\" rel=\"noopener noreferrer\">\(title)</a>"
      } ?? title
    let snippet = MarkedText(hit.snippet)
      .written(escapedMarkup) { "<mark>\(escapedMarkup($0))</mark>" }
    let facts = [metadata.publisher, metadata.published.map(day)].compactMap { $0 }
      .map { "<bdi>\(escapedMarkup(printableLine($0)))</bdi>" }.joined(separator: " · ")
    let location = "<small><bdi>\(escapedMarkup(TextResults.place(hit)))</bdi></small>"
    var lines = ["<h2 dir=\"auto\">\(link)</h2>"]
    if !facts.isEmpty { lines.append("<p>\(facts)</p>") }
    lines.append("<blockquote dir=\"auto\">\(snippet)</blockquote>")
    if !hit.missing.isEmpty {
      let lacking = hit.lacking.map { "<s>\(escapedMarkup(printableLine($0)))</s>" }
      let places = hit.elsewhere.map {
        "<bdi>\(escapedMarkup(printableLine($0.word)))</bdi>: passage \($0.passage)"
      }
      let without = lacking.isEmpty ? [] : ["without: \(lacking.joined(separator: ", "))"]
      lines.append("<p>\((without + places).joined(separator: "; "))</p>")
    }
    lines.append("<p>\(location)</p>")
    if let citation = Citation(hit) {
      lines.append("<p><cite dir=\"auto\">\(escapedMarkup(citation.line))</cite></p>")
    }
    return "<li\(language(metadata))>\n\(lines.joined(separator: "\n"))\n</li>\n"
  }

  /// Returns ` lang="de"` if the article's language looks like a BCP 47 tag, otherwise nothing.
  private func language(_ metadata: ArticleMetadata) -> String {
    languageTag(metadata.language).map { " lang=\"\($0)\"" } ?? ""
  }

  private func table(_ facet: Facet) -> String {
    let table = FacetTable(facet)
    var rows = table.rows.map {
      "<tr><td><bdi>\(escapedMarkup($0.value))</bdi></td><td>\(grouped($0.count))</td></tr>\n"
    }
    if table.hiddenValues > 0 {
      rows.append("<tr><td colspan=\"2\">and \(grouped(table.hiddenValues)) more</td></tr>\n")
    }
    return "<table>\n<caption>\(table.heading)</caption>\n"
      + "<tr><th scope=\"col\">\(table.heading)</th><th scope=\"col\">articles</th></tr>\n"
      + rows.joined() + "</table>\n"
  }

  /// A policy that allows only the style sheet with this hash.
  static let policy =
    "default-src 'none'; style-src 'sha256-\(styleHash)'; base-uri 'none'; form-action 'none'"

  /// The SHA-256 of `style` in Base64, which a test checks.
  static let styleHash = "ZZoVwo4tCdZEnMS/Z9QzqQzuHo7wQcMU31h7hF8wmnc="

  static let style = """
    :root{color-scheme:light dark}
    body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:46rem;padding:1rem}
    h1{font-size:1.4rem}
    h2{font-size:1.1rem;margin:1.5rem 0 0}
    p,blockquote{margin:.25rem 0;overflow-wrap:anywhere}
    blockquote{border-left:.2rem solid #8888;padding-left:.7rem}
    mark{background:#ffe58a;color:#000}
    small,cite{opacity:.8}
    table{border-collapse:collapse;margin:1.5rem 0}
    caption{font-weight:bold;text-align:left}
    th,td{padding:.1rem 1rem .1rem 0;text-align:left}
    td+td,th+th{text-align:right;font-variant-numeric:tabular-nums}
    """
}
