internal import Archive
public import ArgumentParser
internal import Output
internal import SearchEngine

/// `search timeline QUERY...`.
struct TimelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline", abstract: "Show when the articles that match were published.",
    usage: """
      search timeline <words> ... [options]
      search timeline [options] -- <words> ...
      """,
    discussion: """
      Counts all articles that match the query, whatever their rank. Without --by, days are counted \
      if all articles are from within three months, months if they are from within five years, else \
      years. To start a query with '-', put '--' first.
      """)

  @OptionGroup var query: QueryArgument

  @OptionGroup var reading: ReadingOptions

  @OptionGroup var database: DatabaseOption

  @Option(
    help: ArgumentHelp(
      "Count by this unit. (default: one that suits the dates)", valueName: "unit"))
  var by: Timeline.Unit?

  @OptionGroup var output: FormatOptions<Timeline>

  func validate() throws { try reading.options.validate() }

  func run() throws {
    try output.version.check()
    let request = try query.request(reading.options)
    let format = output.format.name
    try query.report(request, printsNotices: format != "json", mayBeEmpty: format != "text")
    let searcher = Searcher(try Archive.open(readingFrom: database.path))
    let timeline = try searcher.timeline(request, by: by)
    try output.print(timeline)
    if format != "json" { printNotices(timeline.notices) }
    guard timeline.total == 0 else { return }
    if output.format.isForPeople { printError("nothing found for '\(printable(request.text))'") }
    throw ExitCode(1)
  }
}

extension Timeline.Unit: ExpressibleByArgument {}
