package import FullTextIndex
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

  /// Returns both tokenizers of the archive's index, for the written forms of words.
  package func formTokenizer() throws(SQLiteError) -> FormTokenizer {
    let name = try indexTokenizerName()
    return FormTokenizer(index: name, folding: Archive.withoutStemmer(name))
  }

  private func indexTokenizerName() throws(SQLiteError) -> String {
    let version = try first("PRAGMA user_version") { $0.integer(at: 0) }
    return version == 1 || version == 2 ? Self.earlierTokenizer : Archive.tokenizer
  }
}
