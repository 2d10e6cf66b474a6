extension Format {
  package static let plainText = Format(
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
      draft.text = rest
    }
    return draft
  }

  /// Returns the title and the rest of a text; nil if the first line is not a title.
  ///
  /// A title is short, and an empty line or a byline follows it. If the first line is a byline, the
  /// next one can be the title. A line with a dateline is the start of the text.
  private static func titleLine(of text: Substring) -> (title: Substring, rest: String)? {
    let body = ArticleOpening.withoutBlankLines(text)
    let first = ArticleOpening.firstLine(of: body)
    if first.isEmpty { return nil }
    let afterFirst = body[first.endIndex...]
    if Byline(first, isBelowTitle: true) != nil {
      var below = ArticleOpening.withoutBlankLines(afterFirst)
      if Byline.isPosition(ArticleOpening.firstLine(of: below)) {
        below = ArticleOpening.withoutFirstLine(below)
      }
      let second = ArticleOpening.firstLine(of: below)
      let afterSecond = below[second.endIndex...]
      if isTitle(second), second.last != ".", startsWithBlankLine(afterSecond),
        afterSecond.contains(where: { !$0.isWhitespace })
      {
        return (second, body[..<below.startIndex] + "\n" + afterSecond)
      }
      if Byline(first, isBelowTitle: false) != nil { return nil }
    }
    guard isTitle(first) else { return nil }
    let second = ArticleOpening.firstLine(of: afterFirst.drop { !$0.isNewline }.dropFirst())
    guard startsWithBlankLine(afterFirst) || Byline(second, isBelowTitle: true) != nil else {
      return nil
    }
    return (first, String(afterFirst))
  }

  private static func isTitle(_ line: Substring) -> Bool {
    !line.isEmpty && line.utf8.count <= 4 * maxTitleLength && line.count <= maxTitleLength
      && Dateline(line) == nil
  }

  /// True if text starts with the end of a line and an empty line.
  private static func startsWithBlankLine(_ text: Substring) -> Bool {
    let rest = text.drop { $0.isWhitespace && !$0.isNewline }
    guard rest.first?.isNewline == true else { return false }
    return rest.dropFirst().first { !$0.isWhitespace || $0.isNewline }?.isNewline == true
  }
}
