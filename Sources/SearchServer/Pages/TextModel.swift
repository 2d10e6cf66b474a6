internal import Archive
internal import Output
internal import SearchEngine

/// The models of texts and facts that several pages show.
enum TextModel {
  /// Returns the parts of a text with highlights, for the template `text`.
  static func parts(_ snippet: Snippet) -> [PageModel] { parts(MarkedText(snippet)) }

  /// Returns the parts of a text with highlights, for the template `text`.
  static func parts(_ text: MarkedText) -> [PageModel] {
    text.parts.map { $0.isMatch ? ["match": $0.text] : ["plain": $0.text] }
  }

  /// Returns the author, publisher, date and language of an article.
  static func facts(_ metadata: ArticleMetadata) -> PageModel {
    var facts: PageModel = [:]
    if let author = line(metadata.author) { facts["author"] = author }
    if let publisher = line(metadata.publisher) { facts["publisher"] = publisher }
    if let published = metadata.published {
      if let date = ReadableDate(published) {
        facts["date"] = ["iso": date.iso, "readable": date.text]
      } else if let text = line(published) {
        facts["undatable"] = text
      }
    }
    if let tag = languageTag(metadata.language) { facts["tag"] = tag }
    return facts
  }

  /// Returns a text on one line; nil if nothing of it can be seen.
  static func line(_ text: String?) -> String? {
    guard let text else { return nil }
    let line = printableLine(text)
    return line.allSatisfy(\.isWhitespace) ? nil : line
  }

  /// Returns the title of an article, which is never empty.
  static func title(_ metadata: ArticleMetadata) -> String {
    line(metadata.title) ?? "Untitled"
  }
}
