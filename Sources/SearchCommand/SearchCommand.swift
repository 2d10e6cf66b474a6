internal import Archive
internal import ArgumentParser
internal import Glibc
internal import SearchEngine

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
      Words find the passages that hold any of them, the best first; "phrases", +word, -word, OR, \
      prefix* and more are understood. 'search query --help' lists them and the options; \
      'search ingest PATH...' makes the archive or adds to it.

      Exit status: 0 if something was found or done, 1 if nothing was found, 2 in case of trouble.
      """,
    version: version,
    subcommands: [
      QueryCommand.self, TimelineCommand.self, ShowCommand.self, SimilarCommand.self,
      BatchCommand.self,
      IngestCommand.self, StatusCommand.self, OptimizeCommand.self, CheckCommand.self,
      BackupCommand.self, ExportCommand.self, EvaluateCommand.self,
    ],
    defaultSubcommand: QueryCommand.self)

  static let version = "0.1.0"

  static func main() {
    // A reader that has seen enough closes the pipe: that is told by write(2), not by a signal.
    signal(SIGPIPE, SIG_IGN)
    // So is a file that grows beyond its limit.
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try parsed(Array(CommandLine.arguments.dropFirst()))
      try command.run()
    } catch let error as ArchiveError {
      fail(error.sentence)
    } catch let error as ExpressionError {
      fail(error.sentence)
    } catch let error as CommandError {
      fail(error.sentence)
    } catch {
      exit(withError: error)
    }
  }

  /// Reads the arguments.
  ///
  /// Most are a query, and the command behind a default subcommand is parsed twice: so it is asked
  /// first. What it does not understand, such as --version, is read again from the top, which also
  /// knows how to tell what is wrong.
  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    let isQuery = arguments.first.map { !names.contains($0) && $0 != "help" } ?? false
    if isQuery, let query = try? QueryCommand.parse(arguments) { return query }
    return try parseAsRoot(arguments)
  }

  private static func fail(_ sentence: String) -> Never {
    printError(sentence)
    Glibc.exit(2)
  }
}

/// Trouble that the command itself finds.
struct CommandError: Error, Equatable {
  /// What is wrong, for people.
  var sentence: String
}
