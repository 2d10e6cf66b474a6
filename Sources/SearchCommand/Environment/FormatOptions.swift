internal import ArgumentParser
internal import Output
internal import QueryLanguage
internal import SearchEngine

/// The options for printing an answer, shared by the subcommands that print one.
struct FormatOptions<Answer: Renderable>: ParsableArguments {
  @Option(help: ArgumentHelp("Print the answer in this format.", valueName: "format"))
  var format = Answer.formats[0]

  @OptionGroup var version: FormatVersionOption

  @OptionGroup var display: DisplayOptions

  func print(_ answer: Answer) throws {
    display.print(
      try format.render(answer, Console(display.color)), isPaged: format.name == "text")
  }
}

/// The options for showing text on a terminal.
struct DisplayOptions: ParsableArguments {
  @Option(help: ArgumentHelp("When to use color and links.", valueName: "when"))
  var color = ColorChoice.auto

  @Flag(help: "Never show long output in a pager.")
  var noPager = false

  /// Prints text, in a pager if it is longer than the screen.
  func print(_ text: String, isPaged: Bool) {
    if isPaged, !noPager, Pager.shows(text) { return }
    StandardOutput.print(text)
  }
}

/// Prints notices on standard error.
///
/// Formats for people already start with the correction of the query.
func printNotices(_ notices: [Notice], isForPeople: Bool = false) {
  for notice in notices where !(isForPeople && notice.isCorrection) {
    printError(printable(notice.message))
  }
}

/// `--format-version N`: the output version that the calling program expects.
struct FormatVersionOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Fail if this output version is not supported. (supported: 1)", valueName: "n"))
  var formatVersion: Int?

  /// - Throws: `CommandError`, if the version does not exist.
  func check() throws {
    guard let formatVersion, formatVersion != outputVersion else { return }
    throw CommandError(
      sentence: "output version \(formatVersion) is not supported; this program writes version "
        + "\(outputVersion)")
  }
}

extension OutputFormat: ExpressibleByArgument where Answer: Renderable {
  init?(argument: String) {
    guard let format = Answer.formats.first(where: { $0.name == argument }) else { return nil }
    self = format
  }

  var defaultValueDescription: String { name }
  static var allValueStrings: [String] { Answer.formats.map(\.name) }
  static var allValueDescriptions: [String: String] {
    Dictionary(uniqueKeysWithValues: Answer.formats.map { ($0.name, $0.summary) })
  }
  static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}
