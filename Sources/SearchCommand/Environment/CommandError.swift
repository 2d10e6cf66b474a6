internal import Archive
internal import Output
internal import SearchEngine

/// An error that the command itself detects.
struct CommandError: Error, Equatable {
  /// A sentence for people.
  var sentence: String
}

/// The sentence for an error that ends a command or the answer to a query.
///
/// Returns nil for errors of the argument parser.
func sentence(of error: any Error) -> String? {
  switch error {
  case let error as ArchiveError: error.sentence
  case let error as ExpressionError: error.sentence
  case let error as SearchRequestError: error.sentence(optionPrefix: "--")
  case let error as CollectionStatistics.Failure: "the statistics cannot be used: \(error.words)"
  case let error as CommandError: error.sentence
  default: nil
  }
}
