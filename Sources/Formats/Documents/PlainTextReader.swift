extension Format {
  static let plainText = Format(
    "text", title: "text", extensions: ["txt", "text"], isLikely: { _ in true },
    read: { source in
      try source.readAsOneArticle { bytes, settings throws(ReadError) in
        PlainTextReader.read(
          try TextDecoding.text(of: bytes, encoding: settings.encoding), names: settings.fieldNames)
      }
    })
}

/// Reads plain text: optional front matter, a title if the first line looks like one, and
/// paragraphs.
enum PlainTextReader {
  /// The maximum length of a title; a longer first line is part of the text.
  static let maxTitleLength = 160

  /// Reads a text; `names` holds additional names for the fields of front matter.
  static func read(_ text: String, names: [String: String] = [:]) -> ArticleDraft {
    let frontMatter = FrontMatter(text, names: names)
    var draft = ArticleDraft(frontMatter, names: names)
    draft.text = String(frontMatter.body)
    if draft.title == nil, let (title, rest) = titleLine(of: frontMatter.body) {
      draft.title = String(title)
      draft.text = String(rest)
    }
    return draft
  }

  /// Returns the first line and the rest; nil unless the line is short and an empty line follows
  /// it.
  private static func titleLine(of text: Substring) -> (title: Substring, rest: Substring)? {
    let body = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    guard let end = body.firstIndex(where: \.isNewline), body[..<end].count <= maxTitleLength else {
      return nil
    }
    let rest = body[body.index(after: end)...]
    guard let second = rest.first(where: { !$0.isWhitespace || $0.isNewline }), second.isNewline
    else { return nil }
    return (body[..<end], rest)
  }
}
