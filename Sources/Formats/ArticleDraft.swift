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
  /// The remarks of the reader.
  package var notes = ReaderNotes()

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

  /// True if the text has more than white space.
  var hasText: Bool { text.contains { !$0.isWhitespace } }

  /// The date as written in the source, if it cannot be parsed.
  package var unreadableDate: String? {
    guard let published = normalizedLine(published), PublicationDate(parsing: published) == nil
    else { return nil }
    return published
  }

  /// Returns the article in the form in which it is stored.
  ///
  /// Fields and text are normalized, the date is ISO 8601, and the language is a tag. A missing
  /// author and date are taken from the byline and the dateline, a missing title from the first
  /// words after these, and a missing language is detected. The fields of an
  /// exported article are not changed, because they were normalized when the article was first
  /// stored.
  ///
  /// A title that is too long for a field is text. Other fields are cut.
  ///
  /// - Throws: `ReadError.noText` if there is neither a title nor a text; `tooLarge` if a field of an
  ///   exported article is too long.
  package func normalized() throws(ReadError) -> ArticleDraft {
    guard !hasLongField else { return try withoutLongFields().normalized() }
    var draft = self
    draft.text = normalize(text)
    guard location == nil else { return draft }
    for field in Field.allCases { draft[field] = normalizedLine(self[field]) }
    let opening = ArticleOpening(of: draft.text, below: draft.title)
    guard
      let title = draft.title ?? Self.firstWords(of: opening.body)
        ?? Self.firstWords(of: draft.text[...])
    else { throw .noText }
    draft.title = title
    draft.author = draft.author ?? opening.authors
    let published = published.flatMap(PublicationDate.init(parsing:))
    draft.published = opening.completed(published)?.description
    draft.language =
      draft.language.flatMap(LanguageTag.init(declared:))?.tag
      ?? LanguageDetection.language(of: draft.text)
    return draft
  }

  /// The maximum size of a field in bytes.
  ///
  /// SQLite takes quadratic time to index a very long word.
  static let maxFieldBytes = 64 << 10

  private var hasLongField: Bool {
    Field.allCases.contains { (self[$0]?.utf8.count ?? 0) > Self.maxFieldBytes }
  }

  private func withoutLongFields() throws(ReadError) -> ArticleDraft {
    guard location == nil else { throw .tooLarge(limit: Self.maxFieldBytes) }
    var draft = self
    if let title, title.utf8.count > Self.maxFieldBytes {
      draft.text = title + "\n\n" + text
      draft.title = nil
    }
    for field in Field.allCases {
      draft[field] = draft[field].map { Self.start(of: $0, bytes: Self.maxFieldBytes) }
    }
    return draft
  }

  /// Returns the first characters of a text, in up to `bytes` bytes.
  private static func start(of text: some StringProtocol, bytes: Int) -> String {
    let head = Array(text.utf8.prefix(bytes + 1))
    guard head.count > bytes else { return String(text) }
    var end = bytes
    while head[end] & 0xC0 == 0x80 { end -= 1 }
    return String(decoding: head[..<end], as: UTF8.self)
  }

  /// Returns the first words of a text, which serve as the title of an article without one.
  private static func firstWords(of text: Substring) -> String? {
    let limit = 80
    guard let line = text.split(maxSplits: 1, whereSeparator: \.isNewline).first else { return nil }
    // A single character can have any number of combining marks.
    let words = Self.start(of: line.drop { $0 == "#" || $0 == " " }, bytes: 8 * limit)
    guard words.count > limit else { return words.isEmpty ? nil : String(words) }
    let start = words.prefix(limit)
    let whole = start.lastIndex(of: " ").map { start[..<$0] } ?? start
    return whole + "…"
  }
}

// MARK: All fields

extension ArticleDraft {
  /// A field that a source can have, by its name in JSON, in `--map` and in the archive.
  ///
  /// All code that handles every field goes through this list.
  package enum Field: String, CaseIterable {
    case title, author, publisher, published, language, url, docno
  }

  /// The value of a field; nil if the article has none.
  package subscript(field: Field) -> String? {
    get {
      switch field {
      case .title: title
      case .author: author
      case .publisher: publisher
      case .published: published
      case .language: language
      case .url: url
      case .docno: docno
      }
    }
    set {
      switch field {
      case .title: title = newValue
      case .author: author = newValue
      case .publisher: publisher = newValue
      case .published: published = newValue
      case .language: language = newValue
      case .url: url = newValue
      case .docno: docno = newValue
      }
    }
  }

  /// Fills in missing fields with the values that the user gave for all files.
  ///
  /// An exported article is not changed.
  mutating func complete(with values: [String: String]) {
    guard location == nil else { return }
    for field in Field.allCases where normalizedLine(self[field]) == nil {
      self[field] = values[field.rawValue] ?? self[field]
    }
  }

  /// Fills in missing fields, and a missing text, from another draft of the same article.
  mutating func complete(with other: ArticleDraft) {
    for field in Field.allCases where self[field] == nil { self[field] = other[field] }
    if text.isEmpty { text = other.text }
  }
}
