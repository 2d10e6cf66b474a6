internal import Archive

/// An article as a reader found it: raw fields, before anything is normalised.
struct ArticleDraft: Equatable {
  var docno: String?
  var title: String?
  var author: String?
  var publisher: String?
  var published: String?
  var language: String?
  var url: String?
  var text = ""

  /// Sets the field that the usual name `key` stands for; names that mean nothing here are left.
  mutating func set(_ key: String, to value: String) {
    switch key.lowercased() {
    case "title", "headline": title = title ?? value
    case "author", "byline", "authors": author = author ?? value
    case "publisher", "source": publisher = publisher ?? value
    case "published", "date", "datepublished": published = published ?? value
    case "language", "lang": language = language ?? value
    case "url", "link": url = url ?? value
    case "id", "_id", "docno": docno = docno ?? value
    case "text", "body", "content", "contents": if text.isEmpty { text = value }
    default: break
    }
  }

  /// The article in the form in which it is stored, or nothing if it has neither title nor text.
  func prepared(location: String) -> PreparedArticle? {
    let text = normalize(text)
    guard let title = normalizedLine(title) ?? opening(of: text) else { return nil }
    let metadata = ArticleMetadata(
      location: location, docno: normalizedLine(docno), title: title,
      author: normalizedLine(author), publisher: normalizedLine(publisher),
      published: published.flatMap(PublicationDate.init(parsing:))?.description,
      language: normalizedLine(language), url: normalizedLine(url))
    return PreparedArticle(
      metadata: metadata, text: text, passages: PassageSplitter.passages(of: text))
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
