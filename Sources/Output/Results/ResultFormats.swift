internal import Archive
package import SearchEngine

/// The formats of an answer to a search.
extension SearchResponse: Renderable {
  package static var formats: [OutputFormat<SearchResponse>] {
    [.text, .json, .jsonl, .csv, .tsv, .trec, .paths, .markdown, .html, .ris, .bibtex, .csl]
  }
}

extension OutputFormat<SearchResponse> {
  /// Returns the form of this format that two options ask for.
  ///
  /// `unit` applies to JSON Lines, and `endsWithNUL` to paths; other formats have one form.
  package func variant(per unit: LineUnit, endsWithNUL: Bool) -> Self {
    switch name {
    case "jsonl" where unit == .query: .jsonlPerQuery
    case "paths" where endsWithNUL: .pathsWithNUL
    default: self
    }
  }
}

extension OutputFormat<SearchResponse> {
  static var text: Self {
    OutputFormat(
      "text", "for reading on a terminal", isForPeople: true,
      parts: [.facets, .cite, .explain, .text]
    ) { response, console in
      TextResults(console).lines(response).map { $0 + "\n" }.joined()
    }
  }

  static var json: Self {
    OutputFormat(
      "json", "one object with everything, for programs", holdsNotices: true,
      parts: [.facets, .cite, .explain, .context, .text]
    ) { response, _ in
      try Output.json(JSONResults(response), .pretty)
    }
  }

  static var jsonl: Self {
    OutputFormat(
      "jsonl", "an object for each hit, one per line", parts: [.cite, .explain, .context, .text]
    ) {
      response, _ in
      try JSONHitLine.lines(response)
    }
  }

  static var jsonlPerQuery: Self {
    OutputFormat(
      "jsonl", "the object of json on one line", holdsNotices: true,
      parts: [.facets, .cite, .explain, .context, .text]
    ) { response, _ in
      try Output.json(JSONResults(response), .line)
    }
  }

  static var paths: Self {
    OutputFormat("paths", "the location of each hit, one per line") { response, _ in
      response.locations.map { printableLine($0) + "\n" }.joined()
    }
  }

  static var pathsWithNUL: Self {
    OutputFormat("paths", "the location of each hit, unchanged, each ended by NUL") {
      response, _ in
      response.locations.map { $0 + "\0" }.joined()
    }
  }

  static var csv: Self {
    OutputFormat("csv", "a row for each hit (RFC 4180)", parts: [.text]) { response, _ in
      RowFormat.csv.rows(response)
    }
  }

  static var tsv: Self {
    OutputFormat("tsv", "a row for each hit, with tabs between the fields", parts: [.text]) {
      response, _ in
      RowFormat.tsv.rows(response)
    }
  }

  static var trec: Self {
    OutputFormat("trec", "a TREC run: topic Q0 docno rank score tag") { response, _ in
      TRECRun().lines(response, id: "1", tag: "pressmark")
    }
  }

  static var markdown: Self {
    OutputFormat(
      "markdown", "a list to paste into notes", isForPeople: true, parts: [.facets, .cite, .text]
    ) { response, _ in
      MarkdownResults(response).text
    }
  }

  static var html: Self {
    OutputFormat(
      "html", "a self-contained web page", isForPeople: true,
      parts: [.facets, .cite, .text]
    ) { response, _ in
      HTMLResults(response).text
    }
  }

  static var ris: Self { .citations(.ris) { $0.citations } }
  static var bibtex: Self { .citations(.bibtex) { $0.citations } }
  static var csl: Self { .citations(.csl) { $0.citations } }
}

extension SearchResponse {
  /// The locations of the hits, each once.
  fileprivate var locations: [String] {
    // Compares bytes, since two encodings of an accented letter are equal as strings.
    var seen: Set<[UInt8]> = []
    return hits.map(\.article.metadata.location).filter { seen.insert(Array($0.utf8)).inserted }
  }
}
