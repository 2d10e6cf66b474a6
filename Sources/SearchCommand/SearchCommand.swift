internal import ArgumentParser
internal import Glibc
internal import Ingest
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

      Exit status: 0 if something was found or done, 1 if nothing was found, 2 if something \
      failed, 64 if the command line is wrong.
      """,
    version: programVersion,
    subcommands: [
      QueryCommand.self, TimelineCommand.self, ShowCommand.self, SimilarCommand.self,
      BatchCommand.self,
      IngestCommand.self, RemoveCommand.self, StatusCommand.self, FieldsCommand.self,
      OptimizeCommand.self,
      CheckCommand.self,
      BackupCommand.self, ShardCommand.self, StatisticsCommand.self, ExportCommand.self,
      EvaluateCommand.self,
      ServeCommand.self,
      MCPCommand.self,
    ],
    defaultSubcommand: QueryCommand.self)

  static func main() {
    // Without this a closed pipe and the file size limit would kill the process; write(2) reports
    // them instead.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    if CommandLine.arguments.dropFirst().first == ReadingWorker.argument { ReadingWorker.run() }
    do {
      var typed = try TypedCommand.ofProcess()
      if CompletionShell.answers(typed.arguments) { return }
      let saved = try SavedQueryCommand(typed)
      if let saved {
        if try saved.lists() { return }
        typed = TypedCommand(saved.arguments)
      }
      var command = try parse(typed)
      if let saved, let query = command as? QueryCommand {
        try saved.run(query)
      } else {
        try command.run()
      }
    } catch let error as UsageError {
      error.print()
      Glibc.exit(UsageError.status)
    } catch {
      if let sentence = sentence(of: error) {
        printError(sentence)
        Glibc.exit(2)
      }
      let status = exitCode(for: error).rawValue
      guard status != 0 else { exit(withError: error) }
      let message = fullMessage(for: error)
      if !message.isEmpty { writeToStandardError(message + "\n") }
      Glibc.exit(status)
    }
  }

  /// Parses the arguments.
  ///
  /// Most command lines are queries. ArgumentParser would parse them twice, because the query
  /// command is the default subcommand. Therefore the query command is tried directly first. If it
  /// does not understand the arguments, such as --version, they are parsed again by the root
  /// command, which also reports errors.
  private static func parse(_ typed: TypedCommand) throws -> any ParsableCommand {
    if typed.subcommand == nil, let query = try? QueryCommand.parse(typed.arguments) {
      if let error = typed.mistypedSubcommand { throw error }
      return query
    }
    if let error = typed.excludedWord ?? typed.mistakenHelp { throw error }
    do {
      return try parseAsRoot(typed.arguments)
    } catch {
      guard exitCode(for: error) != .success else { throw error }
      throw typed.explanation(of: error) ?? typed.unknownOption ?? error
    }
  }
}
