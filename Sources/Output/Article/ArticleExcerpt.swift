package import Archive
internal import SearchEngine

/// An article, or a passage of it with its neighbours.
package struct ArticleExcerpt: Sendable {
  package var article: StoredArticle
  /// The whole text of the article.
  package let text: String
  /// The number of passages of the article.
  package let passageCount: Int
  /// The requested passage; nil for the whole article.
  package let ordinal: Int?
  /// The requested passage and its neighbours, in order; for a whole article, all passages.
  package var passages: [StoredPassage]
  /// True if the citation is printed too.
  package let cites: Bool

  package init(
    article: StoredArticle, text: String, passageCount: Int, ordinal: Int? = nil,
    passages: [StoredPassage], cites: Bool
  ) {
    self.article = article
    self.text = text
    self.passageCount = passageCount
    self.ordinal = ordinal
    self.passages = passages
    self.cites = cites
  }

  /// Reads an article, or a passage of it with `context` passages before and after it.
  ///
  /// - Returns: Nil if the article has no passage with this ordinal.
  package init?(
    _ article: StoredArticle, ordinal: Int?, context: Int, cites: Bool, in archive: Archive
  ) throws(ArchiveError) {
    let count = try archive.passageCount(ofArticle: article.id)
    var range = 1...max(1, count)
    if let ordinal {
      guard ordinal >= 1, ordinal <= count else { return nil }
      range = max(1, ordinal - context)...min(count, ordinal + context)
    }
    self.init(
      article: article, text: try archive.text(ofArticle: article.id), passageCount: count,
      ordinal: ordinal, passages: try archive.passages(ofArticle: article.id, range), cites: cites)
  }

  /// The citation of the article or of the requested passage.
  package var citation: Citation {
    let cited = passages.first { $0.ordinal == ordinal }.map { stored in
      Citation.Place(
        ordinal: stored.ordinal,
        locator: PassageLocator(stored.passage, in: text, passageCount: passageCount),
        text: stored.passage.text)
    }
    return Citation(article, passage: cited)
  }

  fileprivate var printedCitation: Citation? { cites ? citation : nil }
}

extension OutputFormat<ArticleExcerpt> {
  static var text: Self {
    OutputFormat("text", "for reading on a terminal", isForPeople: true) { excerpt, console in
      ExcerptText(excerpt: excerpt, console: console).lines.map { $0 + "\n" }.joined()
    }
  }

  static var json: Self {
    OutputFormat("json", "an object with everything stored, for programs") { excerpt, _ in
      try Output.json(JSONExcerpt(excerpt), .pretty)
    }
  }

  static var ris: Self { .citations(.ris) { [$0.citation] } }
  static var bibtex: Self { .citations(.bibtex) { [$0.citation] } }
  static var csl: Self { .citations(.csl) { [$0.citation] } }
}

/// An excerpt as text for a terminal.
private struct ExcerptText {
  let excerpt: ArticleExcerpt
  let console: Console

  var lines: [String] {
    let metadata = excerpt.article.metadata
    let address = console.hasLinks ? address(of: metadata) : nil
    var lines = console.lines(of: printable(metadata.title)).map { line in
      console.linked(console.styled(line, .title), to: address, name: "title")
    }
    var byline = [metadata.author, metadata.publisher, metadata.published.map(day)]
    if let ordinal = excerpt.ordinal {
      byline.append("passage \(ordinal) of \(excerpt.passageCount)")
    }
    let facts = byline.compactMap { $0.map(printableLine) }.joined(separator: " · ")
    lines += console.lines(of: facts).filter { !$0.isEmpty }
    lines.append(console.styled(printable(metadata.url ?? metadata.location), .faint))
    if excerpt.ordinal == nil {
      lines += paragraphs(of: excerpt.text, nil)
    } else {
      for passage in excerpt.passages {
        if excerpt.passages.count > 1 {
          lines += ["", console.styled("[passage \(passage.ordinal)]", .faint)]
        }
        lines += paragraphs(
          of: passage.passage.text, passage.ordinal == excerpt.ordinal ? nil : .faint)
      }
    }
    if let citation = excerpt.printedCitation {
      lines += [""] + console.lines(of: citation.line).map { console.styled($0, .faint) }
    }
    return lines
  }

  private func paragraphs(of text: String, _ style: Console.Style?) -> [String] {
    var lines: [String] = []
    for paragraph in text.split(separator: "\n\n", omittingEmptySubsequences: true) {
      lines.append("")
      for line in paragraph.split(separator: "\n") {
        let style = style ?? (line.hasPrefix("#") ? .title : nil)
        lines += console.lines(of: printable(String(line)))
          .map { wrapped in style.map { console.styled(wrapped, $0) } ?? wrapped }
      }
    }
    return lines
  }
}

/// An article or a passage of it in JSON, version 1 of the grammar in docs/output.md.
private struct JSONExcerpt: Encodable {
  var version = outputVersion
  var article: JSONArticle
  var contentHash: String
  var passageCount: Int
  var passage: Int?
  var passages: [JSONPassage]
  var text: String?
  var citation: JSONCitation?

  enum CodingKeys: String, CodingKey {
    case version, article, passage, passages, text, citation
    case contentHash = "content_hash"
    case passageCount = "passage_count"
  }

  init(_ excerpt: ArticleExcerpt) {
    article = JSONArticle(excerpt.article)
    contentHash = excerpt.article.contentHash
    passageCount = excerpt.passageCount
    passage = excerpt.ordinal
    passages = excerpt.passages.map(JSONPassage.init)
    text = excerpt.ordinal == nil ? excerpt.text : nil
    citation = excerpt.printedCitation.map(JSONCitation.init)
  }
}
