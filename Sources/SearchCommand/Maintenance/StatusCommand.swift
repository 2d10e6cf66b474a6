internal import Archive
internal import ArgumentParser
internal import Output

/// `search status`.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show what the archive holds.",
    usage: "search status [<options>]",
    discussion: """
      Shows the number of articles; their dates, publishers and languages; the files and folders \
      that 'search ingest' tracks; and the result of its last run. To verify the archive, use \
      'search check'.
      """)

  @OptionGroup var database: DatabaseOption

  @OptionGroup var output: FormatOptions<ArchiveStatus>

  func run() throws {
    try output.version.check()
    let archive = try Archive.open(readingFrom: database.path, evenWithoutRanges: true)
    try output.print(try archive.status())
  }
}

/// `search fields`.
struct FieldsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fields", abstract: "List the fields of articles, with examples.",
    usage: "search fields [<options>]",
    discussion: """
      Shows how many articles have each field, how to search in it, and its most frequent values.
      """)

  @OptionGroup var database: DatabaseOption

  @OptionGroup var output: FormatOptions<FieldList>

  func run() throws {
    try output.version.check()
    let archive = try Archive.open(readingFrom: database.path, evenWithoutRanges: true)
    try output.print(try archive.fields())
  }
}
