/// Something in an archive that is not as it should be.
public enum ArchiveProblem: Equatable, Sendable {
  /// SQLite finds the file damaged, and says this of it.
  case file(String)
  /// SQLite's own indexes lack rows of their tables, or have others.
  case indexes
  /// These tables, indexes, views and triggers are missing, or not those of `schema.sql`.
  case definitions([String])
  /// So many passages belong to no article.
  case strayPassages(Int)
  /// So many articles have no passage, not even an empty one.
  case emptyArticles(Int)
  /// The passages of so many articles are not in order, or do not lie side by side in the text.
  case disorderedArticles(Int)
  /// The text of so many articles is not the one that their `content_hash` was made of.
  case changedArticles(Int)
  /// So many articles do not say which passages are theirs.
  case passageRanges(Int)
  /// So many articles and files refer to files and roots that are not there.
  case references(Int)
  /// So many passages are not in the full-text index.
  case missingFromIndex(Int)
  /// The full-text index has so many rows without a passage.
  case strayInIndex(Int)
  /// The full-text index does not agree with the text.
  case indexOutOfStep
  /// The stored lengths of passages are wrong in so many places.
  case lengths(Int)
  /// The stored bounds of posting lists are wrong.
  case postingBlocks
  /// The stored list of terms, or that of their other spellings, is wrong.
  case vocabulary
}
