internal import ArgumentParser
internal import Output
internal import QueryLanguage
internal import SearchEngine

/// The options for printing an answer, shared by the subcommands that print one.
struct FormatOptions<Answer: Renderable>: ParsableArguments {
  @Option(help: ArgumentHelp("Print the answer in this format.", valueName: "format"))
  var format = Answer.formats[0]

  @OptionGroup var version: FormatVersionOption

  @OptionGroup var color: ColorOption

  func print(_ answer: Answer) throws {
    StandardOutput.print(try format.render(answer, Console(color.color)))
  }
}

/// The options for printing the hits of a search: those of `FormatOptions`, and `--json`.
struct SearchFormatOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Print hits in this format. (default: text)", valueName: "format"))
  var format: OutputFormat<SearchResponse>?

  @Flag(help: "Print hits as JSON; the same as --format json.")
  var json = false

  @OptionGroup var version: FormatVersionOption

  @OptionGroup var color: ColorOption

  var chosen: OutputFormat<SearchResponse> {
    let formats = SearchResponse.formats
    return format ?? formats.first { $0.name == "json" && json } ?? formats[0]
  }

  func validate() throws {
    if json, let format, format.name != "json" {
      throw ValidationError("--json and --format \(format) exclude each other.")
    }
  }

  /// - Throws: `ValidationError`, if an option asks for a part that the format does not have.
  func check(_ part: AnswerPart) throws {
    guard !chosen.parts.contains(part) else { return }
    let formats = SearchResponse.formats.filter { $0.parts.contains(part) }.map(\.name)
    throw ValidationError(
      "--format \(chosen) has no room for --\(part.rawValue); use one of: "
        + formats.joined(separator: ", ") + ".")
  }

  /// Prints a response, and its notices on standard error.
  ///
  /// `nothingFound` is the sentence for a response without hits.
  ///
  /// - Throws: `ExitCode`, if there are no hits.
  func print(_ response: SearchResponse, nothingFound: String?) throws {
    let format = chosen
    StandardOutput.print(try format.render(response, Console(color.color)))
    if response.request.explains && format.name == "text" {
      printError("understood as: \(printable(response.understood))")
      printError(response.path.sentence)
    }
    if response.total == 0, format.isForPeople, let nothingFound { printError(nothingFound) }
    if format.name != "json" { printNotices(response.notices) }
    if response.total == 0 { throw ExitCode(1) }
  }
}

/// Prints notices on standard error.
func printNotices(_ notices: [Notice]) {
  for notice in notices { printError(printable(notice.message)) }
}

/// `--color`.
struct ColorOption: ParsableArguments {
  @Option(help: ArgumentHelp("When to use color and links.", valueName: "when"))
  var color = ColorChoice.auto
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
