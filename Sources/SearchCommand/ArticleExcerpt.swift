internal import Archive

/// An article, or a passage of it among its neighbours.
struct ArticleExcerpt {
  var article: StoredArticle
  /// The whole text of the article.
  var text: String
  /// How many passages the article has.
  var passageCount = 0
  /// Which passage was asked for; nothing for the whole article.
  var ordinal: Int?
  /// That passage and its neighbours, in order.
  var passages: [StoredPassage] = []
  /// Where this was found, if it is to be said.
  var citation: Citation?

  init(article: StoredArticle, text: String) {
    self.article = article
    self.text = text
  }

  /// Where this was found.
  func makeCitation() -> Citation {
    let passage = passages.first { $0.ordinal == ordinal }
    return passage.map { Citation($0, of: article, articleText: text) } ?? Citation(article)
  }

  /// Prints it for people.
  func write(_ console: Console, to output: inout Output) {
    let metadata = article.metadata
    let address = console.hasLinks ? address(of: metadata) : nil
    for line in console.lines(of: printable(metadata.title)) {
      output.writeLine(console.linked(console.styled(line, .title), to: address, name: "title"))
    }
    var byline = [metadata.author, metadata.publisher, metadata.published.map(day)]
    if let ordinal { byline.append("passage \(ordinal) of \(passageCount)") }
    let facts = byline.compactMap { $0.map(printableLine) }.joined(separator: " · ")
    for line in console.lines(of: facts) where !line.isEmpty {
      output.writeLine(line)
    }
    output.writeLine(console.styled(printable(metadata.url ?? metadata.location), .faint))
    if ordinal == nil {
      writeParagraphs(of: text, nil, console, to: &output)
    } else {
      for passage in passages {
        let style: Console.Style? = passage.ordinal == ordinal ? nil : .faint
        if passages.count > 1 {
          output.writeLine("")
          output.writeLine(console.styled("[passage \(passage.ordinal)]", .faint))
        }
        writeParagraphs(of: passage.passage.text, style, console, to: &output)
      }
    }
    guard let citation else { return }
    output.writeLine("")
    for line in console.lines(of: citation.line) { output.writeLine(console.styled(line, .faint)) }
  }

  private func writeParagraphs(
    of text: String, _ style: Console.Style?, _ console: Console, to output: inout Output
  ) {
    for paragraph in text.split(separator: "\n\n", omittingEmptySubsequences: true) {
      output.writeLine("")
      for line in paragraph.split(separator: "\n") {
        let style = style ?? (line.hasPrefix("#") ? .title : nil)
        for wrapped in console.lines(of: printable(String(line))) {
          output.writeLine(style.map { console.styled(wrapped, $0) } ?? wrapped)
        }
      }
    }
  }
}

/// An article or a passage of it in JSON, version 1 of the grammar in docs/output.md.
struct JSONExcerpt: Encodable {
  var version = FormatVersionOption.current
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
    citation = excerpt.citation.map(JSONCitation.init)
  }
}
