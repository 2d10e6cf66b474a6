internal import Archive

/// Where a passage, or a whole article, was found: enough to find it again, and to see whether the
/// text is still the same.
struct Citation: Equatable {
  /// The article.
  var article: StoredArticle
  /// Which passage, and where it begins in the article's text, in code points; nothing for the
  /// whole article.
  var passage: (ordinal: Int, offset: Int)?

  static func == (a: Citation, b: Citation) -> Bool {
    a.article == b.article && a.passage?.ordinal == b.passage?.ordinal
      && a.passage?.offset == b.passage?.offset
  }

  init(_ article: StoredArticle) { self.article = article }

  /// Cites a passage of `article`, whose whole text is `articleText`.
  init(_ passage: StoredPassage, of article: StoredArticle, articleText: String) {
    self.article = article
    let before = articleText.utf8.prefix(passage.passage.start)
    // Of each code point one byte is no continuation byte.
    let offset = before.count { $0 & 0xC0 != 0x80 }
    self.passage = (passage.ordinal, offset)
  }

  /// `Publisher, "Title", 2023-03-15, https://..., passage 3, character 1438, sha256 0123456789ab`.
  var line: String {
    let metadata = article.metadata
    let parts = [
      metadata.publisher.map(printableLine), "\"\(printableLine(metadata.title))\"",
      metadata.published.map { printableLine(day($0)) },
      printableLine(webAddress(metadata.url) ?? metadata.location),
      passage.map { "passage \($0.ordinal)" }, passage.map { "character \($0.offset)" },
      "sha256 \(printableLine(String(article.contentHash.prefix(12))))",
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }
}

extension Archive {
  /// Cites a passage of an article.
  func citation(_ passage: StoredPassage, of article: StoredArticle) throws -> Citation {
    Citation(passage, of: article, articleText: try text(ofArticle: article.id))
  }
}
