internal import ArgumentParser
internal import QueryLanguage

/// Conditions on articles, shared by all subcommands that search.
struct FilterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Find only articles published on or after this date, such as 2021-10-18, 2021-10, 2021 or 7d \
      (the last seven days).
      """, valueName: "date"))
  var since: String?

  @Option(
    help: ArgumentHelp(
      "Find only articles published on or before this date.", valueName: "date"))
  var until: String?

  @Option(
    help: ArgumentHelp(
      "Find only articles from this publisher; repeat the option to allow several.",
      valueName: "name"))
  var publisher: [String] = []

  @Option(help: ArgumentHelp("Find only articles by this author.", valueName: "name"))
  var author: [String] = []

  @Option(
    help: ArgumentHelp(
      "Find only articles in this language, such as en or pt-BR.", valueName: "code"))
  var language: [String] = []

  /// The values of the options, by the name of the filter.
  var values: [FilterName: [String]] {
    [
      .field(.publisher): publisher, .field(.author): author, .field(.language): language,
      .since: since.map { [$0] } ?? [], .until: until.map { [$0] } ?? [],
    ]
  }
}
