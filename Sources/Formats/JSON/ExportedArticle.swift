/// Articles that `search export` has written: see `Archive.export`.
extension ArticleDraft {
  /// The version of exports that is read.
  private static let exportVersion = 1

  /// The article of a line of an export; nil if the object is none.
  static func exported(_ object: JSONValue) throws(ReadError) -> ArticleDraft? {
    guard case .number(let version)? = object["pressmark"] else { return nil }
    func member(_ name: String) -> String? {
      if case .string(let text)? = object[name] { text } else { nil }
    }
    guard let location = member("location"), !location.isEmpty else { return nil }
    guard Int(version) == exportVersion else {
      throw .malformed(
        format: "a line of 'search export' that this program knows", detail: "version \(version)")
    }
    var draft = ArticleDraft()
    draft.location = location
    draft.docno = member("docno")
    draft.title = member("title")
    draft.author = member("author")
    draft.publisher = member("publisher")
    draft.published = member("published")
    draft.language = member("language")
    draft.url = member("url")
    draft.text = member("text") ?? ""
    return draft
  }
}
