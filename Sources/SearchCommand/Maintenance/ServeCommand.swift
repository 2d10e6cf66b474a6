internal import ArgumentParser
internal import Glibc
internal import Output

/// `search serve`, which runs the program `search-server` in place of this one.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the archive over HTTP.",
    usage: "search serve [options]",
    discussion: """
      Runs the program search-server with these options; 'search-server --help' lists them. Without \
      --database, it serves the archive that 'search' uses.
      """)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("The options of search-server.", valueName: "options"))
  var options: [String] = []

  func run() throws {
    if let word = options.first, !word.hasPrefix("-") {
      throw UsageError(
        "serve takes options, not '\(printableLine(word))'", insteadOf: ["serve"] + options)
    }
    let names = ["--database", "-d", "--config", "--help", "-h", "--version"]
    var arguments = options
    if !options.contains(where: { option in
      names.contains { option == $0 || option.hasPrefix($0 + "=") }
    }) {
      guard let path = DatabaseOption.defaultPath else {
        throw CommandError(sentence: DatabaseOption.noHomeFolder)
      }
      arguments += ["--database", path]
    }
    guard let program = Self.program else {
      throw CommandError(
        sentence: "search-server is neither beside this program nor on the PATH; "
          + "'make server' builds it, and Debian has it in the package pressmark-server")
    }
    var pointers = ([program] + arguments).map { strdup($0) } + [nil]
    execv(program, &pointers)
    throw CommandError(
      sentence: "\(printable(program)) cannot be run: \(String(cString: strerror(errno)))")
  }

  /// The path of `search-server`: beside this program, or the first on the PATH.
  private static var program: String? {
    var folders: [Substring] = []
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    if count > 0 {
      let own = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if let slash = own.lastIndex(of: "/") { folders.append(own[..<slash]) }
    }
    folders += (environment("PATH") ?? "").split(separator: ":")
    return folders.map { $0 + "/search-server" }.first { access($0, X_OK) == 0 }
  }
}
