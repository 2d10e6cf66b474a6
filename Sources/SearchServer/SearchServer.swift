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
struct SearchServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search-server",
    abstract: "Serve an archive of articles over HTTP, for reading only.",
    discussion: """
      Settings come from the file that --config names, then from the environment, then from the \
      options; later ones win. Each option is a line 'port = 7700' in the file and a variable \
      SEARCH_SERVER_PORT.

      SIGTERM and SIGINT end the server after running requests have been answered.
      """,
    version: programVersion)

  @OptionGroup var options: ServerOptions

  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    do {
      let command = try parse()
      try await command.run()
    } catch let error as ServerError {
      _ = writeAll(Array("search-server: \(error.sentence)\n".utf8), to: 2)
      Glibc.exit(2)
    } catch {
      exit(withError: error)
    }
  }

  func run() async throws {
    let settings = try options.settings()
    raiseDescriptorLimit()
    // The archive is opened once here, so that a wrong path fails at once.
    do {
      _ = try Archive.open(readingFrom: settings.database)
    } catch {
      throw ServerError(error.sentence)
    }
    do {
      try await Server(settings).serve()
    } catch let error as IOError {
      throw ServerError(
        "the server cannot listen: \(String(cString: strerror(error.errnoCode)))")
    }
  }
}

/// An error at the start of the server, as a sentence.
struct ServerError: Error {
  let sentence: String

  init(_ sentence: String) { self.sentence = sentence }
}

/// Raises the limit of open files to the maximum that the system allows this process.
private func raiseDescriptorLimit() {
  var limit = rlimit()
  guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
  limit.rlim_cur = limit.rlim_max
  setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
