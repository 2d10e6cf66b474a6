internal import Archive
internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Output
internal import Synchronization

/// The program `search-server`.
@main
struct SearchServer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search-server",
    abstract: "Serve an archive of articles over HTTP, for reading only.",
    discussion: """
      Settings come from the file that --config names, then from the environment, then from the \
      options; later ones win. Each option is a line 'port = 7700' in the file and a variable \
      SEARCH_SERVER_PORT.

      SIGTERM and SIGINT end the server after running requests have been answered.
      """,
    version: "0.1.0")

  @OptionGroup var options: ServerOptions

  static func main() {
    signal(SIGPIPE, SIG_IGN)
    do {
      let command = try parse()
      try command.run()
    } catch {
      exit(withError: error)
    }
  }

  func run() throws {
    let settings = try options.settings()
    try raiseDescriptorLimit()
    // The archive is opened once here, so that a wrong path fails at once.
    do {
      _ = try Archive.open(readingFrom: settings.database)
    } catch {
      throw ServerError("\(error.sentence)")
    }
    try Server(settings).run()
  }
}

/// An error at the start of the server, as a sentence.
struct ServerError: Error, CustomStringConvertible {
  let description: String

  init(_ sentence: String) { description = sentence }
}

/// Raises the limit of open files to the maximum that the system allows this process.
private func raiseDescriptorLimit() throws {
  var limit = rlimit()
  guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
  limit.rlim_cur = limit.rlim_max
  setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
