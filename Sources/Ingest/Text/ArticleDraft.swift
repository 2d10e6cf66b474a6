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
  /// Where it was in the archive that it was exported from; nothing for all other articles.
  ///
  /// It is stored there again, with its fields as they are.
  var location: String?

  /// Creates a draft without anything in it.
  init() {}

  /// Creates a draft from the fields of a row or of front matter, by the names that JSON has too.
  ///
  /// Of two fields of one name the first one counts. `names` are others, which a person gave:
  /// `["title": "kicker"]`.
  init(
    fields: [(key: String, value: String)], names: [String: String] = [:]
  ) throws(ReaderError) {
    let members = Dictionary(fields.map { ($0.key, JSONValue.string($0.value)) }) { first, _ in
      first
    }
    guard let fields = JSONFields(.object(members), names: names) else { return }
    self = try fields.draft()
  }

  /// The date as the source gives it, where it is there and cannot be read as one.
  var unreadableDate: String? {
    guard let published = normalizedLine(published), PublicationDate(parsing: published) == nil
    else { return nil }
    return published
  }

  /// The article in the form in which it is stored, but for its location.
  ///
  /// - Throws: `ReaderError.noText`, if it has neither title nor text.
  func prepared() throws(ReaderError) -> PreparedArticle {
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
