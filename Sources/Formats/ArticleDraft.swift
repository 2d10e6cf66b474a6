internal import TextAnalysis
internal import JSON

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
  /// The location that an exported article had in its archive; nil for all other articles.
  ///
  /// The article is stored at this location again, with its fields unchanged.
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

  /// The date as written in the source, if it cannot be parsed.
  package var unreadableDate: String? {
    guard let published = normalizedLine(published), PublicationDate(parsing: published) == nil
    else { return nil }
    return published
  }

  /// Returns the article in the form in which it is stored.
  ///
  /// Fields and text are normalized, the date is ISO 8601, and the language is a tag. A missing
  /// title is taken from the first words, and a missing language is detected. The fields of an
  /// exported article are not changed, because they were normalized when the article was first
  /// stored.
  ///
  /// - Throws: `ReadError.noText` if there is neither a title nor a text.
  package func normalized() throws(ReadError) -> ArticleDraft {
    var draft = self
    draft.text = normalize(text)
    guard location == nil else { return draft }
    guard let title = normalizedLine(title) ?? Self.opening(of: draft.text) else { throw .noText }
    for field in Self.fields {
      draft[keyPath: field.path] = normalizedLine(self[keyPath: field.path])
    }
    draft.title = title
    draft.published = published.flatMap(PublicationDate.init(parsing:))?.description
    draft.language =
      draft.language.flatMap(LanguageTag.init(declared:))?.tag
      ?? LanguageDetection.language(of: draft.text)
    return draft
  }

  /// Returns the first words of a text, which serve as the title of an article without one.
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

// MARK: All fields

extension ArticleDraft {
  /// A field of a draft.
  typealias Path = any WritableKeyPath<ArticleDraft, String?> & Sendable

  /// The fields that a source can have, by their names in JSON, in `--map` and in the archive.
  ///
  /// All code that handles every field goes through this list.
  static let fields: [(name: String, path: Path)] = [
    ("title", \.title), ("author", \.author), ("publisher", \.publisher),
    ("published", \.published), ("language", \.language), ("url", \.url), ("docno", \.docno),
  ]

  /// The value of the field with this name, or the location; nil if the article has none.
  package subscript(name: String) -> String? {
    if name == "location" { return location }
    return Self.fields.first { $0.name == name }.flatMap { self[keyPath: $0.path] }
  }

  /// Fills in missing fields, and a missing text, from another draft of the same article.
  mutating func complete(with other: ArticleDraft) {
    for field in Self.fields where self[keyPath: field.path] == nil {
      self[keyPath: field.path] = other[keyPath: field.path]
    }
    if text.isEmpty { text = other.text }
  }
}
