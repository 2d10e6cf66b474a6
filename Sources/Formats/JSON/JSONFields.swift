internal import JSON

/// Maps the members of a JSON object to an article's title, text and so on.
///
/// Names are compared without case, hyphens and underscores: `datePublished`, `date_published` and
/// `date-published` are the same. If an object has several names for one field, the name that is
/// listed first below counts.
struct JSONFields {
  private let members: [String: JSONValue]
  /// The members, keyed by their normalized names.
  private let values: [String: JSONValue]
  private let names: [String: String]

  /// Creates the fields of an object; returns nil if `value` is not an object.
  init?(_ value: JSONValue, names: [String: String]) {
    guard case .object(var members) = value else { return nil }
    // In a row of a search engine's dump, the document is nested in the member `_source`.
    if case .object(let document)? = members["_source"] {
      members = document.merging(members) { own, _ in own }
    }
    self.members = members
    self.names = names
    // If two names differ only in case, the alphabetically first name counts, because the order of
    // a dictionary changes from run to run.
    let sorted = members.sorted { $0.key < $1.key }.filter { !$0.value.isBlank }
    values = Dictionary(sorted.map { (Self.comparable($0.key), $0.value) }) { first, _ in first }
  }

  /// Returns the article.
  func draft() throws(ReadError) -> ArticleDraft {
    var draft = ArticleDraft()
    draft.docno = value("docno", Self.docnos)?.identifier
    draft.title = title
    draft.author = name("author", Self.authors).map(Self.withoutBy)
    draft.publisher = name("publisher", Self.publishers)
    draft.published = value("published", Self.dates)?.date
    draft.language = line("language", Self.languages)
    draft.url = value("url", Self.addresses)?.address
    try readText(into: &draft)
    return draft
  }

  private var title: String? {
    let isThing = JSONValue.object(members).isArticle
    let found = value("title", Self.titles) ?? (isThing ? values["name"] : nil)
    if let rendered = found?["rendered"]?.line { return HTMLFragment.line(of: rendered) }
    return found?.line
  }

  private func readText(into draft: inout ArticleDraft) throws(ReadError) {
    if names["text"] != nil, let text = value("text", [])?.text {
      return try read(text, into: &draft)
    }
    let candidates =
      Self.texts.map { ($0, false) } + Self.htmlTexts.map { ($0, true) }
      + Self.summaries.map { ($0, false) }
    // HTML can turn out to contain only a picture and no text.
    for (name, isHTML) in candidates where draft.text.isEmpty {
      guard let text = values[name]?.text else { continue }
      try read((text.words, isHTML || text.isHTML), into: &draft)
    }
  }

  private func read(
    _ text: (words: String, isHTML: Bool), into draft: inout ArticleDraft
  ) throws(ReadError) {
    if HTMLFragment.isPage(text.words) {
      return draft.complete(with: try HTMLReader.read(Array(text.words.utf8)))
    }
    draft.text =
      text.isHTML || HTMLFragment.isHTML(text.words)
      ? try HTMLFragment.text(of: text.words, leavingOut: draft.title) : text.words
  }

  private func line(_ field: String, _ usual: [String]) -> String? { value(field, usual)?.line }

  /// Returns the names of people or of an organization.
  ///
  /// A bare number is not returned, because it is a key into other data.
  private func name(_ field: String, _ usual: [String]) -> String? {
    guard names[field] == nil else { return line(field, usual) }
    return usual.lazy.compactMap { name -> String? in
      guard let value = values[name] else { return nil }
      if case .number = value { return nil }
      return value.line
    }.first
  }

  /// Returns `Ada Quill` for `By Ada Quill`.
  private static func withoutBy(_ byline: String) -> String {
    let line = byline.drop(while: \.isWhitespace)
    guard line.prefix(2).lowercased() == "by", line.dropFirst(2).first?.isWhitespace == true else {
      return byline
    }
    let names = line.dropFirst(2).drop(while: \.isWhitespace)
    return names.isEmpty ? byline : String(names)
  }

  /// Returns the value of the member that the user named for this field.
  ///
  /// Without such a member, returns the value of the first usual name that is present.
  private func value(_ field: String, _ usual: [String]) -> JSONValue? {
    if let name = names[field],
      let named = values[Self.comparable(name)] ?? JSONValue.object(members).member(at: name)
    {
      return named
    }
    return usual.lazy.compactMap { values[$0] }.first
  }

  /// True if a member with this name is one of an article's fields.
  static func isKnown(_ name: String) -> Bool { all.contains(comparable(name)) }

  /// True if a member with this name is an article's text.
  static func isText(_ name: String) -> Bool {
    let name = comparable(name)
    return texts.contains(name) || htmlTexts.contains(name)
  }

  private static func comparable(_ name: String) -> String {
    if name.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) { return name }
    let lower = name.lowercased()
    // Keep a leading underscore, so that `id` takes precedence over `_id`.
    return lower.prefix(1) + lower.dropFirst().filter { $0 != "_" && $0 != "-" && $0 != " " }
  }

  private static let all = Set(
    docnos + titles + authors + publishers + dates + languages + addresses + texts + htmlTexts
      + summaries)
  private static let docnos = ["docno", "id", "_id", "@id", "guid", "uuid", "identifier", "docid"]
  private static let titles = ["title", "headline", "heading"]
  private static let authors = ["author", "byline", "authors", "creator", "dc:creator"]
  private static let publishers = [
    "publisher", "source", "publication", "sitename", "outlet", "newspaper", "sourcename",
  ]
  private static let dates = [
    "published", "datepublished", "date", "publishedat", "publishedon", "publicationdate",
    "publisheddate", "publishdate", "pubdate", "publishtime", "webpublicationdate", "dategmt",
    "issued", "datetime", "createdat", "datecreated", "created", "timestamp",
  ]
  private static let languages = ["language", "lang", "inlanguage", "languagecode", "locale"]
  private static let addresses = [
    "url", "link", "permalink", "canonicalurl", "weburl", "mainentityofpage", "externalurl",
  ]
  private static let texts = [
    "text", "body", "content", "contents", "articlebody", "contenttext", "fulltext", "bodytext",
    "plaintext", "maintext", "paragraphs",
  ]
  private static let htmlTexts = ["contenthtml", "bodyhtml", "html"]
  private static let summaries = ["summary", "description", "abstract", "excerpt", "standfirst"]
}

extension ArticleDraft {
  /// Creates the article in a JSON object.
  ///
  /// A title without a text is enough: the article can be found by its title.
  ///
  /// - Throws: `ReadError.notAnObject`; `noText` if there is neither a title nor a text.
  init(_ value: JSONValue, _ settings: ReaderSettings) throws(ReadError) {
    if let exported = try Self.exported(value) {
      self = exported
      return
    }
    guard let fields = JSONFields(value, names: settings.fieldNames) else { throw .notAnObject }
    self = try fields.draft()
    guard title != nil || !text.isEmpty else { throw .noText }
  }
}
