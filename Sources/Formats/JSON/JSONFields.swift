internal import JSON

/// Maps the members of a JSON object to an article's title, text and so on.
///
/// Names are compared without case, hyphens and underscores: `datePublished`, `date_published` and
/// `date-published` are the same. If an object has several names for one field, the name that is
/// listed first below counts.
struct JSONFields {
  private var members: [String: JSONValue]
  /// The members, keyed by their normalized names.
  private var values: [String: JSONValue]
  private var names: [String: String]

  /// Creates the fields of an object; returns nil if `value` is not an object.
  ///
  /// An object with neither a title nor a text may hold one that has them, up to `deeper` levels
  /// below.
  init?(_ value: JSONValue, names: [String: String], deeper: Int = 3) {
    guard case .object(var members) = value else { return nil }
    // In a row of a search engine's dump, the document is nested in the member `_source`; in a
    // response of some services, the fields that one asks for are in `fields`.
    for name in ["_source", "fields"] {
      guard case .object(let document)? = members[name] else { continue }
      members = document.merging(members) { own, _ in own }
    }
    self.members = members
    self.names = names
    // If two names differ only in case, the alphabetically first name counts, because the order of
    // a dictionary changes from run to run.
    let sorted = members.filter { !$0.value.isBlank }.sorted { $0.key < $1.key }
    values = Dictionary(sorted.map { (Self.comparable($0.key), $0.value) }) { first, _ in first }
    if deeper > 0, names.isEmpty, !hasTitleOrText, let inside = Self.wrapped(members),
      let fields = JSONFields(inside, names: names, deeper: deeper - 1)
    {
      self = fields
    }
  }

  private var hasTitleOrText: Bool {
    Self.titles.contains { values[$0] != nil }
      || Self.textCandidates.contains { values[$0.name]?.text != nil }
  }

  /// Returns the object that is wrapped in another one, with the members of both; nil if there is
  /// none.
  private static func wrapped(_ members: [String: JSONValue]) -> JSONValue? {
    for name in wrappers {
      guard case .object(let inside)? = members[name] else { continue }
      return .object(inside.merging(members.filter { $0.key != name }) { own, _ in own })
    }
    return nil
  }

  /// Returns the article.
  func draft() throws(ReadError) -> ArticleDraft {
    var draft = ArticleDraft()
    draft.docno = value("docno", Self.docnos)?.identifier
    draft.title = title
    draft.author = name("author", Self.authors).flatMap(Self.withoutEntities).map(Self.withoutBy)
    draft.publisher = name("publisher", Self.publishers).flatMap(Self.withoutEntities)
    draft.published = value("published", Self.dates)?.date
    draft.language = line("language", Self.languages)
    draft.url = value("url", Self.addresses)?.address
    try readText(into: &draft)
    if !draft.hasText { draft.notes.unreadFields = unreadFields }
    return draft
  }

  /// The names of the members that may hold a text and are not fields of an article, those with
  /// the longest text first.
  private var unreadFields: [String] {
    let mapped = Set(names.values.map(Self.comparable))
    let lengths = members.compactMap { name, value -> (name: String, length: Int)? in
      guard !Self.isKnown(name), !mapped.contains(Self.comparable(name)), let text = value.text
      else { return nil }
      return (String(name.prefix(40)), text.words.utf8.count)
    }
    return lengths.sorted { ($1.length, $0.name) < ($0.length, $1.name) }.prefix(8).map(\.name)
  }

  private var title: String? {
    let isThing = JSONValue.object(members).isArticle
    let found = value("title", Self.titles) ?? (isThing ? values["name"] : nil)
    if let rendered = found?["rendered"]?.line { return HTMLFragment.line(of: rendered) }
    // Of several headlines, the first is the main one.
    if case .array(let titles)? = found, case .object? = titles.first {
      return titles.first?.line.flatMap(Self.withoutEntities)
    }
    return found?.line.flatMap(Self.withoutEntities)
  }

  private func readText(into draft: inout ArticleDraft) throws(ReadError) {
    if names["text"] != nil, let text = value("text", [])?.text {
      return try read(text, into: &draft)
    }
    // HTML can turn out to contain only a picture and no text.
    for (name, isHTML) in Self.textCandidates where draft.text.isEmpty {
      guard var text = values[name]?.text else { continue }
      if name == "fulltext", values["idstr"] != nil { text.words = Self.ofTweet(text.words) }
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

  /// Returns the text of a tweet, in which `&amp;` and the like stand for characters.
  private static func ofTweet(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { withoutEntities(String($0)) ?? "" }.joined(separator: "\n")
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

  /// Returns a line with the entities of HTML decoded, which some programs leave in titles.
  private static func withoutEntities(_ line: String) -> String? {
    line.utf8.contains(UInt8(ascii: "&")) ? HTMLFragment.decodingEntities(in: line) : line
  }

  /// Returns `Ada Quill` for `By Ada Quill`.
  static func withoutBy(_ byline: String) -> String {
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

  static func comparable(_ name: String) -> String {
    if name.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) { return name }
    let lower = Array(name.lowercased().utf8)
    // Keep a leading underscore, so that `id` takes precedence over `_id`.
    let kept = lower.enumerated().filter { index, byte in
      index == 0 || byte != UInt8(ascii: "_") && byte != UInt8(ascii: "-") && byte != 0x20
    }
    return String(decoding: kept.map(\.element), as: UTF8.self)
  }
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
