internal import JSON

/// The metadata of a JSON Feed that applies to all its articles
/// (https://www.jsonfeed.org/version/1.1).
struct JSONFeed {
  private var publisher: String?
  private var author: String?
  private var language: String?

  /// Reads the object around the list of articles; returns nil if it is not a feed.
  init?(_ object: JSONScanner.Value) {
    guard case .bytes(let bytes) = object,
      let value = try? JSONValue(reading: bytes),
      value["version"]?.line?.contains("jsonfeed.org") == true || value["feed_url"] != nil
        || value["home_page_url"] != nil
    else { return nil }
    publisher = value["title"]?.line
    // Version 1.0 has a single author.
    author = value["authors"]?.line ?? value["author"]?.line
    language = value["language"]?.line
  }

  init(author: String?) { self.author = author }

  func complete(_ draft: inout ArticleDraft) {
    draft.publisher = draft.publisher ?? publisher
    draft.author = draft.author ?? author
    draft.language = draft.language ?? language
  }
}
