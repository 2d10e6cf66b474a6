internal import ArgumentParser
internal import Assistants
internal import Glibc
internal import Output

/// `search mcp`.
struct MCPCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp", abstract: "Let an assistant search the archive.",
    usage: "search mcp [<options>]",
    discussion: """
      Speaks the Model Context Protocol on standard input and output. An assistant starts this \
      command itself; docs/assistants.md shows how to configure it. It can only read the archive.
      """)

  @OptionGroup var database: DatabaseOption

  func run() throws {
    let server = LineServer(
      archive: database.path, input: 0, output: 1,
      onFailure: { error in printError("a request failed: \(printableLine("\(error)"))") }
    ) { code in
      // A client that reads no more has gone.
      if code != EPIPE {
        printError("standard output cannot be written: \(String(cString: strerror(code)))")
      }
      Glibc.exit(code == EPIPE ? 0 : 2)
    }
    server.run()
  }
}
