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

/// Reads plain text: front matter, if any; a title, if the first line is one; paragraphs.
enum PlainTextReader {
  /// A longer first line is not taken for a title.
  static let maxTitleLength = 160

  /// Reads a text whose front matter may call its fields by names that a person gave.
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

  /// The first line, where it is short and an empty line parts it from the rest.
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
