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
  /// The title that `metadata` had at first, and its terms.
  private let title: CutTitle
  /// The terms of its passages, one for each; none where the writer has to find them.
  private let passageTerms: [TokenizedText]
  /// What is in its title and its text that may have other spellings.
  let variantPieces: [String]

  private static let tokenizers = TokenizerPool(specification: Archive.tokenizer)

  private struct CutTitle: Equatable {
    var text: String
    var terms: TokenizedText?
  }

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
    let terms = Self.tokenizers.terms(of: [metadata.title] + passages.map(\.text))
    title = CutTitle(text: metadata.title, terms: terms.first)
    passageTerms = Array(terms.dropFirst())
  }

  /// The terms of the columns of `passages_fts`, title and text, for a passage.
  func terms(ofPassage index: Int, in connection: Connection) throws(SQLiteError) -> [TokenizedText]
  {
    func cut(_ text: String) throws(SQLiteError) -> TokenizedText {
      try connection.tokenizer(Archive.tokenizer).tokenized(text)
    }
    let titleTerms =
      if title.text == metadata.title, let terms = title.terms { terms } else {
        try cut(metadata.title)
      }
    if index < passageTerms.count { return [titleTerms, passageTerms[index]] }
    return [titleTerms, try cut(index < passages.count ? passages[index].text : "")]
  }
}
