internal import Archive
internal import Formats
internal import TextAnalysis

extension ArticleDraft {
  /// The article in the form in which it is stored, but for its location.
  ///
  /// - Throws: `ReadError.noText`, if it has neither title nor text.
  func prepared() throws(ReadError) -> PreparedArticle {
    let text = normalize(text)
    if let location { return exported(from: location, text) }
    guard let title = normalizedLine(title) ?? opening(of: text) else { throw .noText }
    let metadata = ArticleMetadata(
      location: "", docno: normalizedLine(docno), title: title, author: normalizedLine(author),
      publisher: normalizedLine(publisher),
      published: published.flatMap(PublicationDate.init(parsing:))?.description,
      language: normalizedLine(language).flatMap(LanguageTag.init(declared:))?.tag
        ?? LanguageDetection.language(of: text),
      url: normalizedLine(url))
    return PreparedArticle(
      metadata: metadata, text: text, passages: Passage.passages(of: text))
  }

  /// The article as it was exported: whatever was normalised then is so.
  private func exported(from location: String, _ text: String) -> PreparedArticle {
    let metadata = ArticleMetadata(
      location: location, docno: docno, title: title ?? "", author: author, publisher: publisher,
      published: published, language: language, url: url)
    return PreparedArticle(
      metadata: metadata, text: text, passages: Passage.passages(of: text))
  }
}

/// The first words of a text, to stand for a title that is not there.
private func opening(of text: String) -> String? {
  let limit = 80
  guard let line = text.split(whereSeparator: \.isNewline).first else { return nil }
  let words = line.drop { $0 == "#" || $0 == " " }
  guard words.count > limit else { return words.isEmpty ? nil : String(words) }
  let start = words.prefix(limit)
  let whole = start.lastIndex(of: " ").map { start[..<$0] } ?? start
  return whole + "…"
}
