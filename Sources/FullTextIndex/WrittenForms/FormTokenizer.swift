package import SQLite

/// The tokenizers that split texts into written words, and find the stem of each word.
///
/// Both split texts in the same way as the index. Stemming only the distinct words, and not each
/// token, makes tokenizing faster.
public struct FormTokenizer: Sendable {
  /// The specification of the index's tokenizer, by which a table recognizes that it is outdated.
  let index: String
  /// The specification of the tokenizer that splits and folds texts.
  let folding: String
  /// The specification of the tokenizer that turns a folded word into its stem; nil if the index
  /// does not stem.
  let stemming: String?

  /// Creates the tokenizers from the specification of the index, with its stemmer and without.
  ///
  /// The stemmer of FTS5 wraps another tokenizer. Around `ascii`, which leaves folded words as they
  /// are, it stems a single word.
  public init(index: String, folding: String) {
    self.index = index
    self.folding = folding
    stemming = index == folding ? nil : index.split(separator: " ").first.map { "\($0) ascii" }
  }
}

/// Finds the stems of folded words.
package struct FormStemmer {
  private let tokenizer: Tokenizer?

  package init(_ tokenizer: FormTokenizer, _ connection: Connection) throws(IndexError) {
    self.tokenizer = try mapErrors { () throws(SQLiteError) in
      try tokenizer.stemming.map { (name) throws(SQLiteError) in try connection.tokenizer(name) }
    }
  }

  /// Returns the stem of a folded word.
  package func stem(_ form: some Sequence<UInt8>) throws(IndexError) -> [UInt8] {
    let form = Array(form)
    guard let tokenizer else { return form }
    let tokens = try mapErrors { () throws(SQLiteError) in
      try tokenizer.tokens(of: String(decoding: form, as: UTF8.self))
    }
    return tokens.count == 1 ? Array(tokens[0].term.utf8) : form
  }
}
