internal import ArgumentParser
internal import QueryLanguage

/// What is searched for and how it is read: common to all subcommands that take a query.
struct QueryOptions: ParsableArguments {
  @Argument(help: "What to search for.")
  var words: [String]

  @OptionGroup var reading: ReadingOptions

  /// The query as it was typed.
  var text: String { words.joined(separator: " ") }

  /// Reads the query, and tells on standard error what was not understood in it.
  ///
  /// - Parameters:
  ///   - tells: Whether notices are told; else the output has them.
  ///   - answersNothing: Whether a query without a word has an answer, in which nothing is found.
  /// - Returns: The query, which has no word only if `answersNothing`.
  /// - Throws: `CommandError`, where there is nothing to search for and no answer to that;
  ///   `ExitCode`, where --strict refuses the query.
  func query(tellingNotices tells: Bool, answersNothing: Bool) throws -> Query {
    let text = text
    let query = text.allSatisfy(\.isWhitespace) ? Query("") : reading.query(text)
    if reading.strict && !query.notices.isEmpty {
      for notice in query.notices { printError(notice.pointingInto(text)) }
      throw ExitCode(2)
    }
    if tells { for notice in query.notices { printError(notice.message) } }
    guard answersNothing || !query.isEmpty else {
      throw CommandError(
        sentence: text.allSatisfy(\.isWhitespace)
          ? "the query is empty; type the words to search for"
          : "there is no word to search for in '\(printable(text))'")
    }
    return query
  }
}
