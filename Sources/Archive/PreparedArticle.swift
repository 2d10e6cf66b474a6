internal import SQLite

/// An article that is ready to be stored.
///
/// All that can be found out without the archive is: so that many threads can make such articles, and
/// the one that writes does only what it must.
public struct PreparedArticle: Equatable, Sendable {
  /// What is known of it.
  public var metadata: ArticleMetadata
  /// Its text, cut into passages, in order.
  public let passages: [Passage]
  /// The SHA-256 of its text, in hexadecimal.
  public let contentHash: String
  /// The terms of its title.
  let titleTerms: TokenizedText?
  /// Those of its passages, one for each; none where the writer has to find them.
  let passageTerms: [TokenizedText]
  /// What is in its title and its text that may have other spellings.
  let variantPieces: [String]

  /// Creates an article from its text, `text`, and that text's passages.
  public init(metadata: ArticleMetadata, text: String, passages: [Passage]) {
    self.metadata = metadata
    self.passages = passages
    contentHash = sha256(of: text)
    var pieces: [String] = []
    for text in [metadata.title] + passages.map(\.text) {
      TermVariantCollector.collectPieces(of: text, &pieces)
    }
    variantPieces = pieces
    let terms = TextCutter.terms(of: [metadata.title] + passages.map(\.text))
    titleTerms = terms.first
    passageTerms = Array(terms.dropFirst())
  }

  /// The texts of the columns of `passages_fts` for a passage, where they are known.
  func terms(ofPassage index: Int) -> [TokenizedText] {
    guard let titleTerms, index < passageTerms.count else { return [] }
    return [titleTerms, passageTerms[index]]
  }
}
