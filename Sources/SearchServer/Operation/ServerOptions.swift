internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import Output

/// The options of `search-server`; each can also stand in the configuration file or the environment.
struct ServerOptions: ParsableArguments {
  @Option(
    name: [.customShort("d"), .long],
    help: ArgumentHelp("Serve this archive.", valueName: "path"), completion: .file())
  var database: String?

  @Option(help: ArgumentHelp("Listen on this port. (default: 7700)", valueName: "n"))
  var port: Int?

  @Option(
    help: ArgumentHelp("Listen on this address. (default: 127.0.0.1)", valueName: "address"))
  var host: String?

  @Option(
    help: ArgumentHelp("Listen on this unix socket instead.", valueName: "path"),
    completion: .file())
  var socket: String?

  @Option(
    help: ArgumentHelp(
      "The address under which clients reach the server, such as https://archive.example.org.",
      valueName: "url"))
  var baseURL: String?

  @Option(
    help: ArgumentHelp(
      "Let pages of this origin use the server; repeat the option to allow several.",
      valueName: "origin"))
  var allowOrigin: [String] = []

  @Option(
    help: ArgumentHelp(
      "Require one of the tokens whose SHA-256 hashes are in this file.", valueName: "path"),
    completion: .file())
  var tokens: String?

  @Flag(
    name: .customLong("public"), help: "Serve without tokens on an address other than 127.0.0.1.")
  var isPublic = false

  @Option(
    help: ArgumentHelp("Search with this many threads. (default: one per core)", valueName: "n"))
  var threads: Int?

  @Option(help: ArgumentHelp("Let this many requests wait. (default: 64)", valueName: "n"))
  var queue: Int?

  @Option(
    help: ArgumentHelp(
      "Stop searches after this many milliseconds. (default: 2000)", valueName: "ms"))
  var deadline: Int?

  @Flag(help: "Log the text of queries too.")
  var logQueries = false

  @Option(
    help: ArgumentHelp("Read settings from this file.", valueName: "path"), completion: .file())
  var config: String?

  /// Returns the settings of the file, the environment and the options.
  ///
  /// - Throws: `ServerError`, if a setting is unknown, missing or out of range.
  func settings() throws -> Settings {
    let stored = try StoredSettings(file: config)
    guard let database = database ?? stored["database"] else {
      throw ServerError("name the archive with --database")
    }
    var settings = Settings(database: database)
    let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    settings.threads = try number("threads", threads, stored, 1...256) ?? min(cores, 64)
    settings.queue = try number("queue", queue, stored, 1...100_000) ?? settings.queue
    settings.deadline =
      try number("deadline", deadline, stored, 1...settings.maxDeadline) ?? settings.deadline
    settings.logsQueries = logQueries || stored.flag("log-queries")
    settings.baseURL = (baseURL ?? stored["base-url"]).map { url in
      url.hasSuffix("/") ? String(url.dropLast()) : url
    }
    if let url = settings.baseURL, !url.hasPrefix("http://"), !url.hasPrefix("https://") {
      throw ServerError("--base-url must start with http:// or https://")
    }
    settings.allowedOrigins =
      allowOrigin.isEmpty
      ? (stored["allow-origin"] ?? "").split(separator: " ").map(String.init) : allowOrigin
    let host = host ?? stored["host"] ?? "127.0.0.1"
    if let descriptor = Systemd.inheritedSocket {
      settings.address = .inherited(descriptor: descriptor)
    } else if let path = socket ?? stored["socket"] {
      settings.address = .unix(path: path)
    } else {
      settings.address = .tcp(
        host: host, port: try number("port", port, stored, 0...65_535) ?? 7700)
    }
    if let path = tokens ?? stored["tokens"] { settings.tokens = try Self.tokens(path) }
    let isLocal = ["127.0.0.1", "::1", "localhost"].contains(host)
    if case .tcp = settings.address, !isLocal, settings.tokens == nil,
      !isPublic, !stored.flag("public")
    {
      throw ServerError(
        "on an address other than 127.0.0.1, name a file of tokens with --tokens, or add --public")
    }
    return settings
  }

  private func number(
    _ name: String, _ option: Int?, _ stored: StoredSettings, _ range: ClosedRange<Int>
  ) throws -> Int? {
    guard let text = option.map(String.init) ?? stored[name] else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw ServerError(
        "\(name) must be from \(grouped(range.lowerBound)) to \(grouped(range.upperBound))")
    }
    return value
  }

  private static func tokens(_ path: String) throws -> Tokens {
    guard let data = try? Data(contentsOf: URL(filePath: path)) else {
      throw ServerError("\(printableLine(path)) cannot be read")
    }
    do {
      return try Tokens(String(decoding: data, as: UTF8.self))
    } catch {
      throw ServerError(
        "\(printableLine(path)):\(error.number): expected a name and a SHA-256 hash")
    }
  }
}

/// Settings from a file and from the environment, by the names of the options.
///
///     setting = name "=" value      a line; what starts with # is a comment
struct StoredSettings {
  private static let names = [
    "database", "port", "host", "socket", "base-url", "allow-origin", "tokens", "public", "threads",
    "queue", "deadline", "log-queries",
  ]
  private var values: [String: String] = [:]

  init(file path: String?) throws {
    if let path {
      guard let data = try? Data(contentsOf: URL(filePath: path)) else {
        throw ServerError("\(printableLine(path)) cannot be read")
      }
      try read(String(decoding: data, as: UTF8.self), path)
    }
    for name in Self.names {
      let variable =
        "SEARCH_SERVER_" + String(name.uppercased().map { $0 == "-" ? "_" : $0 })
      if let value = getenv(variable).map({ String(cString: $0) }), !value.isEmpty {
        values[name] = value
      }
    }
  }

  private mutating func read(_ text: String, _ path: String) throws {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let line = line.drop(while: \.isWhitespace)
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      let pair = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map(Self.trimmed)
      guard pair.count == 2, Self.names.contains(pair[0]) else {
        throw ServerError(
          "\(printableLine(path)):\(index + 1): expected 'name = value'; names are "
            + Self.names.joined(separator: ", "))
      }
      values[pair[0]] = pair[1]
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? text.startIndex
    return String(text[..<end].drop(while: \.isWhitespace))
  }

  subscript(name: String) -> String? { values[name] }

  func flag(_ name: String) -> Bool { ["1", "true", "yes"].contains(values[name]) }
}
