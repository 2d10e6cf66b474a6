internal import Archive
internal import ArgumentParser

/// `search status`.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say what there is in the archive.",
    usage: "search status [<options>]",
    discussion: """
      Articles, dates, publishers and languages, what 'search ingest' looks at and what it did the \
      last time. 'search check' sees whether all of it is right.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json
  }

  @OptionGroup var database: DatabaseOption

  @Option(help: "How to print it.")
  var format = Format.text

  @Option(help: ArgumentHelp("When to use colour.", valueName: "when"))
  var color = ColorChoice.auto

  @OptionGroup var version: FormatVersionOption

  func run() throws {
    try version.check()
    let status = try Archive.open(readingFrom: database.path, evenWithoutRanges: true)
      .status()
    var output = Output()
    switch format {
    case .text:
      for line in StatusText(status).lines(Console(color)) { output.writeLine(line) }
    case .json: output.write(try json(JSONStatus(status), .pretty))
    }
    output.flush()
  }
}
