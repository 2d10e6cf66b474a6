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
  /// - Throws: `CommandError`, where there is nothing to search for; `ExitCode`, where --strict
  ///   refuses it.
  func query(tellingNotices tells: Bool) throws -> Query {
    let text = text
    let query = reading.query(text)
    if reading.strict && !query.notices.isEmpty {
      for notice in query.notices { printError(notice.pointingInto(text)) }
      throw ExitCode(2)
    }
    if tells { for notice in query.notices { printError(notice.message) } }
    guard !query.isEmpty, text.contains(where: { !$0.isWhitespace }) else {
      throw CommandError(
        sentence: text.allSatisfy(\.isWhitespace)
          ? "the query is empty; type the words to search for"
          : "there is no word to search for in '\(printable(text))'")
    }
    return query
  }
}
