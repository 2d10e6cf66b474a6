internal import TextAnalysis

/// The output of the program that converted a document.
package struct ConvertedDocument: Equatable, Sendable {
  /// The format of the output.
  package enum Format: UInt8, Sendable {
    case text, html
    /// A message, whose attachments are only named.
    case mail
  }

  package var format: Format
  package var output: [UInt8]
  /// The text in the lines of the document, with the hyphens at their ends; nil if the program does
  /// not remove these hyphens.
  package var lines: [UInt8]?
  /// The name of the document's file.
  package var name: String
  /// The properties of the document, a line for each; nil if they are not known.
  package var properties: [UInt8]?

  /// Creates the output of a program.
  package init(
    format: Format, output: [UInt8], lines: [UInt8]? = nil, name: String,
    properties: [UInt8]? = nil
  ) {
    self.format = format
    self.output = output
    self.lines = lines
    self.name = name
    self.properties = properties
  }

  /// Returns the article in the document.
  func draft() throws(ReadError) -> ArticleDraft {
    var draft =
      switch format {
      case .html:
        try HTMLReader.read(withoutNameAsTitle(), isWebPage: false)
      case .text:
        PlainTextReader.read(
          RunningHeads.removed(from: try withHyphens(TextDecoding.text(of: output))))
      case .mail: try MailMessage.draft(of: output, ReaderSettings())
      }
    if let properties { DocumentProperties(lines: properties).replaceTitle(of: &draft) }
    // A document may be a heading and nothing else.
    guard draft.hasText || normalizedLine(draft.title) != nil else { throw .empty }
    return draft
  }

  /// Returns `text` with the hyphens that the program removed at the ends of lines.
  private func withHyphens(_ text: String) -> String {
    guard let lines, let lines = try? TextDecoding.text(of: lines) else { return text }
    return LineEndHyphens.restored(in: text, from: lines)
  }

  /// Removes the title that pandoc gives to a document without one: the name of the file.
  private func withoutNameAsTitle() -> [UInt8] {
    let stem = name.lastIndex(of: ".").map { name[..<$0] } ?? name[...]
    let head = output.prefix(65_536)
    guard let opening = head.firstBytes(of: "<title>".utf8),
      let closing = head[opening.upperBound...].firstBytes(of: "</title>".utf8)
    else { return output }
    let title = String(decoding: head[opening.upperBound..<closing.lowerBound], as: UTF8.self)
      .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    guard normalizedLine(title) == normalizedLine(String(stem)) else { return output }
    return Array(output[..<opening.upperBound] + output[closing.lowerBound...])
  }
}
