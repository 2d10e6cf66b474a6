/// The article that fixtures of all formats contain, so that all readers must give the same result.
package enum KnownArticle {
  package static let title = "The harbour reopens"
  package static let author = "Ada Quill"
  package static let publisher = "The Tidewater Post"
  package static let published = "2021-10-18"
  package static let language = "en"
  package static let url = "https://tidewater.example/harbour"
  package static let paragraphs = [
    "After three winters of repairs the harbour of Tidewater is open again, and the first boat in "
      + "was a ferry with nobody on board but its crew.",
    "The mayor cut the ribbon at noon & thanked the masons; the gulls, said one of them, had never "
      + "left.",
  ]
  /// The paragraphs as they are stored, with an empty line between them.
  package static let text = paragraphs.joined(separator: "\n\n")
  /// The paragraphs as HTML or XML.
  package static let html = paragraphs.map { "<p>\($0.replacing("&", with: "&amp;"))</p>" }
    .joined(separator: "\n")
}
