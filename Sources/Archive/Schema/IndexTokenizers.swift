package import SQLite

extension Connection {
  /// The tokenizer of the archive's index before schema version 3.
  private static let earlierTokenizer = "porter unicode61 remove_diacritics 2"

  /// Returns the tokenizer that the archive's index was made with.
  ///
  /// Archives of earlier versions are searched without an upgrade.
  package func indexTokenizer() throws(SQLiteError) -> Tokenizer {
    try tokenizer(indexTokenizerName())
  }

  /// Returns the tokenizer of the archive's index, without its stemmer.
  package func foldingTokenizer() throws(SQLiteError) -> Tokenizer {
    try tokenizer(Archive.withoutStemmer(indexTokenizerName()))
  }

  private func indexTokenizerName() throws(SQLiteError) -> String {
    let version = try first("PRAGMA user_version") { $0.integer(at: 0) }
    return version == 1 || version == 2 ? Self.earlierTokenizer : Archive.tokenizer
  }
}
