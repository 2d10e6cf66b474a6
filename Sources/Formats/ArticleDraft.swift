internal import TextAnalysis

/// An article as a reader found it: raw fields, before anything is normalized.
package struct ArticleDraft: Equatable {
  package var docno: String?
  package var title: String?
  package var author: String?
  package var publisher: String?
  package var published: String?
  package var language: String?
  package var url: String?
  package var text = ""
  /// The location in the archive that the article was exported from; nil for all other articles.
  ///
  /// An exported article is stored at this location again, with its fields unchanged.
  package var location: String?

  /// Creates an empty draft.
  package init() {}

  /// Creates a draft from the fields of a row or of front matter, which have the same names as in
  /// JSON.
  ///
  /// If two fields have the same name, the first one counts. `names` holds additional names that
  /// the user gave: `["title": "kicker"]`.
  init(
    fields: [(key: String, value: String)], names: [String: String] = [:]
  ) throws(ReadError) {
    let members = Dictionary(fields.map { ($0.key, JSONValue.string($0.value)) }) { first, _ in
      first
    }
    guard let fields = JSONFields(.object(members), names: names) else { return }
    self = try fields.draft()
  }

  /// The date as the source gives it, if there is one that cannot be parsed.
  package var unreadableDate: String? {
    guard let published = normalizedLine(published), PublicationDate(parsing: published) == nil
    else { return nil }
    return published
  }

  /// The article in the form in which it is stored.
  ///
  /// Fields and text are normalized, the date is ISO 8601, and the language is a tag. A missing
  /// title is taken from the first words, and a missing language is detected. The fields of an
  /// exported article are not changed: they were normalized when they were first stored.
  ///
  /// - Throws: `ReadError.noText` if there is neither a title nor a text.
  package func normalized() throws(ReadError) -> ArticleDraft {
    var draft = self
    draft.text = normalize(text)
    guard location == nil else { return draft }
    guard let title = normalizedLine(title) ?? Self.opening(of: draft.text) else { throw .noText }
    draft.title = title
    draft.docno = normalizedLine(docno)
    draft.author = normalizedLine(author)
    draft.publisher = normalizedLine(publisher)
    draft.published = published.flatMap(PublicationDate.init(parsing:))?.description
    draft.language =
      normalizedLine(language).flatMap(LanguageTag.init(declared:))?.tag
      ?? LanguageDetection.language(of: draft.text)
    draft.url = normalizedLine(url)
    return draft
  }

  /// The first words of a text, used as the title if there is none.
  private static func opening(of text: String) -> String? {
    let limit = 80
    guard let line = text.split(whereSeparator: \.isNewline).first else { return nil }
    let words = line.drop { $0 == "#" || $0 == " " }
    guard words.count > limit else { return words.isEmpty ? nil : String(words) }
    let start = words.prefix(limit)
    let whole = start.lastIndex(of: " ").map { start[..<$0] } ?? start
    return whole + "…"
  }
}
