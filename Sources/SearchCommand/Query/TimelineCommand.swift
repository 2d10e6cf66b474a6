internal import Archive
public import ArgumentParser
internal import Output
internal import SearchEngine

/// `search timeline QUERY...`.
struct TimelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline", abstract: "Show when matching articles were published.",
    usage: """
      search timeline <words> ... [options]
      search timeline [options] -- <words> ...
      """,
    discussion: """
      Counts the articles with all words of the query or, if there are none, those with some of \
      the words. Without --by, it counts by day if the articles span at most three \
      months, by month if they span at most five years, and otherwise by year. If the query \
      contains a word that starts with '-', put '--' before the query.
      """)

  @OptionGroup var query: QueryArgument

  @OptionGroup var reading: ReadingOptions

  @OptionGroup var databases: DatabasesOption

  @Option(
    help: ArgumentHelp(
      "Count by this unit. (default: depends on the dates)", valueName: "unit"))
  var by: Timeline.Unit?

  @OptionGroup var output: FormatOptions<Timeline>

  private var options: SearchOptions {
    reading.options(isForPeople: output.format.isForPeople)
  }

  func validate() throws {
    try options.validate()
    try query.check(options)
  }

  func run() throws {
    try output.version.check()
    let format = output.format
    var options = options
    options.synonyms = try reading.readSynonyms(isForPeople: format.isForPeople)
    let request = try query.request(options)
    try query.report(
      request, printsNotices: !format.holdsNotices, mayBeEmpty: format.name != "text")
    let searcher = try databases.searcher()
    let timeline = try searcher.timeline(request, by: by)
    try output.print(timeline)
    if !format.holdsNotices { printNotices(timeline.notices, isForPeople: format.isForPeople) }
    guard timeline.total == 0 else { return }
    if format.isForPeople, let sentence = query.nothingFound(request) {
      printError(sentence)
    }
    throw ExitCode(1)
  }
}

extension Timeline.Unit: ExpressibleByArgument {}
