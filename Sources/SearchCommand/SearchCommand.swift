internal import ArgumentParser
internal import Glibc
internal import Output

/// The command `search`.
@main
struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Search an archive of articles.",
    usage: """
      search <words> ... [options]
      search <subcommand>
      """,
    discussion: """
      Prints the best passage of each article: first articles with all of the words, then articles \
      with some of them. You can also search for "phrases", +word, -word, OR, prefix* and more: \
      see 'search query --help'. 'search ingest PATH...' creates an archive or adds to it.

      Exit status: 0 if something was found or done, 1 if nothing was found, 2 if something failed.
      """,
    version: programVersion,
    subcommands: [
      QueryCommand.self, TimelineCommand.self, ShowCommand.self, SimilarCommand.self,
      BatchCommand.self,
      IngestCommand.self, StatusCommand.self, OptimizeCommand.self, CheckCommand.self,
      BackupCommand.self, ExportCommand.self, EvaluateCommand.self, ServeCommand.self,
      MCPCommand.self,
    ],
    defaultSubcommand: QueryCommand.self)

  static func main() {
    // Without this a closed pipe and the file size limit would kill the process; write(2) reports
    // them instead.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try parse(Array(CommandLine.arguments.dropFirst()))
      try command.run()
    } catch {
      guard let sentence = sentence(of: error) else { exit(withError: error) }
      printError(sentence)
      Glibc.exit(2)
    }
  }

  /// Parses the arguments.
  ///
  /// Most command lines are queries. ArgumentParser would parse them twice, because the query
  /// command is the default subcommand. Therefore the query command is tried directly first. If it
  /// does not understand the arguments, such as --version, they are parsed again by the root
  /// command, which also reports errors.
  private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    let isQuery = arguments.first.map { !names.contains($0) && $0 != "help" } ?? false
    if isQuery, let query = try? QueryCommand.parse(arguments) { return query }
    return try parseAsRoot(arguments)
  }
}
