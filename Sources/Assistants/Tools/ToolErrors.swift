internal import Archive
internal import FullTextIndex
internal import Output
internal import SearchEngine
internal import SQLite

extension Tool {
  /// Returns a sentence for the model about an error; nil if a model can do nothing about it.
  static func sentence(for error: any Error) -> String? {
    switch error {
    case let error as ToolError: error.sentence
    case let error as SearchRequestError: error.sentence()
    case SearchInterrupted.deadlineExceeded: slow
    case let error as ArchiveError where error.isInterruption: slow
    case let error as SQLiteError where error.isInterruption: slow
    case let error as IndexError where error.isInterruption: slow
    case let error as ArchiveError: error.sentence
    case let error as ExpressionError: error.sentence
    default: nil
    }
  }

  private static let slow =
    "the search took too long and was stopped; use rarer words, or a filter such as 'since'"
}

extension ToolError {
  /// No article has this name.
  static func noArticle(_ name: String) -> ToolError {
    ToolError(
      sentence: "there is no article '\(shownLine(name, max: 200))'; use the id of a result of "
        + "'search'")
  }

  /// The text is not a cursor that this server made.
  static let notACursor = ToolError(
    sentence: "this is not a cursor; use the next_cursor of the previous page as it is, or leave "
      + "'cursor' out to start again")

  /// The answer has changed since the cursor was made.
  static let staleCursor = ToolError(
    sentence: "the archive has changed since the first page; start again without 'cursor'")
}
