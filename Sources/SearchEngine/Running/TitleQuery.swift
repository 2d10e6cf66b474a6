internal import Archive
internal import QueryLanguage

/// A query that may be the title of an article: words and phrases only.
///
/// An article whose title *is* the query comes before those whose title or text merely contains it:
/// for `spare`, "Spare" before "Spare Parts 1-3".
struct TitleQuery {
  private let text: String

  /// A title of more words is hardly typed.
  private static let maxWords = 16
  /// If more articles have the title, such as "Overview", none of them is meant.
  private static let maxArticles = 100

  /// Returns nil if the query has other parts than words, phrases and filters.
  init?(_ query: Query) {
    var texts: [String] = []
    for part in query.parts where !part.node.isFilter {
      switch part.node {
      case .clause(.word(let text)), .clause(.phrase(let text)): texts.append(text)
      default: return nil
      }
      if part.role == .excluded { return nil }
    }
    guard (1...Self.maxWords).contains(texts.count) else { return nil }
    text = texts.joined(separator: " ")
  }

  /// Returns the ids of the articles with this title; none if there are too many.
  ///
  /// Punctuation does not matter, nor does the case of letters if the title is in ASCII. Otherwise it is
  /// looked for as it was typed, in lower case, and with a capital at its start.
  func articles(in group: ArchiveGroup) throws -> [Int64] {
    var found: Set<Int64> = []
    for form in forms {
      found.formUnion(try group.articles(titled: form, limit: Self.maxArticles + 1))
    }
    return found.count > Self.maxArticles ? [] : found.sorted()
  }

  private var forms: Set<String> {
    let lower = text.lowercased()
    let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
    // The index ignores the case of ASCII letters.
    return isASCII ? [text] : [text, lower, lower.prefix(1).uppercased() + lower.dropFirst()]
  }
}
