package import SQLite
internal import TextAnalysis

/// Computes the terms under which a word is found.
///
/// These are the word's own term, and the terms of its other spellings. Two words with a term in
/// common find each other.
package struct SpellingKeys {
  private let tokenizer: Tokenizer

  /// Creates the rules for an index with the tokenizer `tokenizer`.
  package init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

  /// Returns the terms of a word and of its spellings; those of several tokens are left out.
  package func keys(of word: String) throws(SQLiteError) -> [String] {
    var keys: [String] = []
    for spelling in [word] + LetterFolding.spellings(of: word) {
      let tokens = try tokenizer.tokens(of: spelling)
      if tokens.count == 1, !keys.contains(tokens[0].term) { keys.append(tokens[0].term) }
    }
    return keys
  }

  /// Returns the ranges in `token` of the runs of other scripts, with their keys.
  ///
  /// Without a script that is written without spaces, there are no such runs.
  package func runs(
    in token: String
  ) throws(SQLiteError) -> [(range: Range<Int>, keys: [String])] {
    guard UnspacedScript.isIn(token) else { return [] }
    let utf8 = Array(token.utf8)
    var runs: [(range: Range<Int>, keys: [String])] = []
    for range in UnspacedScript.otherRuns(in: token) {
      runs.append((range, try keys(of: String(decoding: utf8[range], as: UTF8.self))))
    }
    return runs
  }
}
