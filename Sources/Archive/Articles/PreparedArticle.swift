internal import SQLite

/// An article that is ready to be stored.
///
/// The initializer does all the work that does not need the archive. Many threads can therefore
/// prepare articles, and the single writer has little left to do.
public struct PreparedArticle: Equatable, Sendable {
  /// The metadata of the article.
  public var metadata: ArticleMetadata
  /// The passages of the text, in order.
  public let passages: [Passage]
  /// The SHA-256 of the text, in hexadecimal.
  public let contentHash: String
  /// The title with which the article was created, and its terms.
  private let title: CutTitle
  /// The terms of each passage; empty if the writer has to find them.
  private let passageTerms: [TokenizedText]
  /// Pieces of the title and the text that may have spelling variants.
  let variantPieces: [String]
  /// The words that the title or the text writes in pieces.
  let joinedWords: Set<JoinedWord>

  private static let tokenizers = TokenizerPool(specification: Archive.tokenizer)

  private struct CutTitle: Equatable {
    var text: String
    var terms: TokenizedText?
  }

  /// Creates an article from its text and the text's passages.
  public init(metadata: ArticleMetadata, text: String, passages: [Passage]) {
    self.metadata = metadata
    self.passages = passages
    contentHash = sha256(of: text)
    let texts = [metadata.title] + passages.map(\.text)
    var pieces: [String] = []
    for text in texts { TermVariantCollector.collectPieces(of: text, &pieces) }
    variantPieces = pieces
    joinedWords = JoinedWord.rows(in: texts)
    let terms = Self.tokenizers.terms(of: texts)
    title = CutTitle(text: metadata.title, terms: terms.first)
    passageTerms = Array(terms.dropFirst())
  }

  /// Returns the terms of a passage's columns in `passages_fts`: title and text.
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
