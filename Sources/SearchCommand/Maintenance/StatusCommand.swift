internal import Archive
internal import ArgumentParser
internal import Output

/// `search status`.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Print what is in the archive.",
    usage: "search status [<options>]",
    discussion: """
      Articles, dates, publishers and languages, what 'search ingest' tracks, and what its last run \
      did. 'search check' verifies all of it.
      """)

  @OptionGroup var database: DatabaseOption

  @OptionGroup var output: FormatOptions<ArchiveStatus>

  func run() throws {
    try output.version.check()
    let archive = try Archive.open(readingFrom: database.path, evenWithoutRanges: true)
    try output.print(try archive.status())
  }
}
