internal import ArgumentParser
internal import QueryLanguage

/// What is to hold of articles: common to all subcommands that search.
struct FilterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only what was published on that day or later: 2021, 2021-10, 2021-10-18, 7d, 2w, 3m, 1y.",
      valueName: "date"))
  var since: String?

  @Option(
    help: ArgumentHelp("Only what was published on that day or earlier.", valueName: "date"))
  var until: String?

  @Option(
    help: ArgumentHelp(
      "Only what a publisher of that name has published; given twice, either is enough.",
      valueName: "name"))
  var publisher: [String] = []

  @Option(help: ArgumentHelp("Only what an author of that name has written.", valueName: "name"))
  var author: [String] = []

  @Option(
    help: ArgumentHelp("Only what is in that language, such as en or pt-BR.", valueName: "code"))
  var language: [String] = []

  func validate() throws { _ = try expression }

  /// The filter; nothing where none was given.
  var expression: FilterExpression? {
    get throws {
      do {
        return try FilterExpression(
          publishers: publisher, authors: author, languages: language, since: since, until: until)
      } catch {
        throw ValidationError(error.sentence)
      }
    }
  }
}

extension FilterOptionError {
  /// What is wrong, for people.
  var sentence: String {
    switch self {
    case .malformedDate(let text):
      "'\(printable(text))' is no date: 2021, 2021-10, 2021-10-18, today, yesterday, 7d, 2w, 3m, 1y."
    case .emptyName: "A name needs a letter or a digit."
    }
  }
}
