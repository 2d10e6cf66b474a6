package import SearchEngine

/// A style or file format of citations; the raw value is its name in `--format`.
package enum CitationStyle: String, CaseIterable, Sendable {
  /// A line for people.
  case plain
  /// RIS, which all reference managers import.
  case ris
  /// A BibTeX database, for LaTeX.
  case bibtex
  /// CSL-JSON, for citation processors such as Zotero, Pandoc and citeproc.
  case csl

  /// A short description for `--help`.
  package var summary: String {
    switch self {
    case .plain: "a line for each reference"
    case .ris: "a reference for each hit, for reference managers"
    case .bibtex: "a BibTeX entry for each hit, for LaTeX"
    case .csl: "an array of CSL-JSON, for Zotero, Pandoc and citeproc"
    }
  }

  /// The media type of a file of citations.
  package var mediaType: String {
    switch self {
    case .plain: "text/plain; charset=utf-8"
    case .ris: "application/x-research-info-systems; charset=utf-8"
    case .bibtex: "application/x-bibtex; charset=utf-8"
    case .csl: "application/vnd.citationstyles.csl+json"
    }
  }

  /// The usual extension of a file of citations, without the dot.
  package var fileExtension: String {
    switch self {
    case .plain: "txt"
    case .ris: "ris"
    case .bibtex: "bib"
    case .csl: "json"
    }
  }
}

extension SearchResponse {
  /// The citations of the hits, in the order of the hits.
  ///
  /// With `--passages` a hit is a passage, and its citation says where the passage is. Otherwise a
  /// hit is an article, which is cited as a whole.
  package var citations: [Citation] {
    hits.map { hit in
      (request.listsPassages ? Citation(hit) : nil) ?? Citation(hit.article)
    }
  }
}

extension OutputFormat {
  /// Returns the format that prints the citations of an answer as a file.
  static func citations(
    _ style: CitationStyle, of citations: @escaping @Sendable (Answer) -> [Citation]
  ) -> Self {
    OutputFormat(style.rawValue, style.summary, parts: [.cite, .text], includes: [.cite]) {
      answer, _ in
      try Citation.text(of: citations(answer), in: style)
    }
  }
}
