internal import JSON

/// Articles written by `search export`: see `Archive.export`.
extension ArticleDraft {
  /// The version of the export format that can be read.
  private static let exportVersion = 1

  /// Returns the article on a line of an export; nil if the object is not an exported article.
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
    for field in Field.allCases { draft[field] = member(field.rawValue) }
    draft.text = member("text") ?? ""
    return draft
  }
}
