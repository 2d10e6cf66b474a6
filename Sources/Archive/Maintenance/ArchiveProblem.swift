/// A problem that was found in an archive.
public enum ArchiveProblem: Equatable, Sendable {
  /// SQLite finds the file damaged; this is its message.
  case file(String)
  /// SQLite's own indexes do not match their tables.
  case indexes
  /// These tables, indexes, views and triggers are missing or differ from `schema.sql`.
  case definitions([String])
  /// Triggers, views, tables and indexes that `schema.sql` does not have, and generated columns.
  ///
  /// This program does not use them, but triggers run when somebody edits the archive with SQLite's
  /// shell.
  case foreignDefinitions([String])
  /// The text of the archive is in UTF-16.
  case otherEncoding
  /// The columns with values of a wrong type or out of range, as `table.column`, with the number of
  /// rows.
  case numbers([String: Int])
  /// The number of passages that belong to no article.
  case strayPassages(Int)
  /// The number of articles that have no passage, not even an empty one.
  case emptyArticles(Int)
  /// The number of articles whose passages are out of order, or are not adjacent in the text.
  case disorderedArticles(Int)
  /// The locations of the articles whose text does not match their `content_hash`.
  case changedArticles([String])
  /// The number of articles whose passage range is wrong.
  case passageRanges(Int)
  /// The number of articles and files that refer to a file or root that does not exist.
  case references(Int)
  /// The number of passages that are not in the full-text index.
  case missingFromIndex(Int)
  /// The number of rows in the full-text index that have no passage.
  case strayInIndex(Int)
  /// The full-text index does not match the text.
  case indexOutOfStep
  /// The number of passages whose stored length is wrong.
  case lengths(Int)
  /// The stored score bounds of posting lists are wrong.
  case postingBlocks
  /// The stored list of terms or the list of their spelling variants is wrong.
  case vocabulary
  /// The stored written forms of words, or the passages with them, are wrong.
  case writtenForms

  /// True if nothing has to be repaired.
  public var isNote: Bool {
    if case .foreignDefinitions = self { true } else { false }
  }
}
