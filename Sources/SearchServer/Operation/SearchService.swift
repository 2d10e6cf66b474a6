internal import Archive
internal import HTTPTypes
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import Output
internal import SearchEngine
internal import SQLite
internal import Synchronization

/// Answers the requests for the API and the pages.
final class SearchService: Sendable {
  let settings: Settings
  let pool: SearcherPool
  let metrics: Metrics
  let registry: ConnectionRegistry
  private let hosts: HostRules
  private let logger: Logger

  /// The endpoints of the API; docs/api.md and openapi.json describe them.
  static let endpoints: [Endpoint] = [
    .search, .article, .passage, .citation, .similar, .timeline, .facets, .suggest, .batch, .mcp,
    .feed,
    .status,
    .health, .ready, .metrics, .openAPI, .outputSchema, .openSearch,
  ]

  /// The endpoints and the pages.
  private static let all = endpoints + Endpoint.pages

  init(_ settings: Settings, group: any EventLoopGroup, logger: Logger) {
    self.settings = settings
    self.logger = logger
    metrics = Metrics()
    registry = ConnectionRegistry(capacity: settings.limits.connections)
    pool = SearcherPool(
      path: settings.database, threads: settings.threads, capacity: settings.queue, timers: group,
      metrics: metrics)
    var names: [String] = []
    if case .tcp(let host, _) = settings.address { names.append(host) }
    if let base = settings.baseURL,
      let host = base.split(separator: "/").dropFirst().first?.split(separator: ":").first
    {
      names.append(String(host))
    }
    hosts = HostRules(names: names, allowedOrigins: settings.allowedOrigins)
  }

  /// The time before a request is refused because too many wait.
  ///
  /// Without it, clients that try again at once would take the processors from the searches.
  private static let refusalDelay = Duration.milliseconds(20)

  /// Returns free memory to the system after many connections have been closed.
  ///
  /// glibc would keep what a burst of connections took.
  func keepReleasingMemory(on loop: any EventLoop) {
    let lastCount = Mutex(registry.count)
    loop.scheduleRepeatedTask(initialDelay: .seconds(5), delay: .seconds(5)) { [self] _ in
      let count = registry.count
      let closed = lastCount.withLock { lastCount in
        defer { lastCount = count }
        return lastCount - count
      }
      if closed >= Self.manyConnections { pool.releaseMemory() }
    }
  }

  /// The number of connections whose memory is worth returning.
  private static let manyConnections = 100

  // MARK: One request

  /// Answers a request; called by the listener.
  func respond(
    to request: Request, _ writer: consuming ResponseWriter, _ state: ConnectionState
  ) async throws {
    let start = state.begin()
    defer { state.end() }
    let timings = Timings()
    let found = Self.endpoint(for: request)
    let name = found?.endpoint.name ?? "none"
    var reply: Reply
    do {
      reply = try await answer(request, found, start, timings, state)
    } catch SearchInterrupted.cancelled {
      // Nobody would read the answer.
      throw SearchInterrupted.cancelled
    } catch {
      let problem = Problem(error)
      if problem.status.code == 500 {
        log(error, of: name)
      }
      reply = Self.reply(problem, to: request, found?.endpoint)
    }
    if let timing = HTTPField.Name("Server-Timing"), !timings.header.isEmpty {
      reply.fields[timing] = timings.header
    }
    if let origin = hosts.allowedOrigin(request.headers[.origin]) {
      reply.fields[.accessControlAllowOrigin] = origin
      if let exposed = HTTPField.Name("Access-Control-Expose-Headers") {
        reply.fields[exposed] = "ETag, Link, Retry-After, Server-Timing"
      }
    }
    let response = reply.response(to: request.headers, method: request.method)
    let total = ContinuousClock.now - start
    metrics.count(endpoint: name, status: response.status.code, total: total, timings)
    log(request, name, response.status.code, total)
    try await writer.write(response: response.head, body: response.body)
  }

  /// Returns the answer for a problem: a web page, if a person asked for one.
  private static func reply(_ problem: Problem, to request: Request, _ endpoint: Endpoint?) -> Reply
  {
    let accepts = request.headers[.accept] ?? ""
    guard endpoint?.isPage ?? accepts.contains("text/html") else { return Reply(problem) }
    let query = (request.head.path ?? "").drop { $0 != "?" }.dropFirst()
    let parameters = (try? Parameters(query: query)) ?? Parameters()
    return Reply(
      page: problem, parameters: parameters, isPart: !parameters.all("part").isEmpty)
  }

  /// An endpoint, and the segments of a path that match those of the endpoint with a colon.
  private typealias Match = (endpoint: Endpoint, captures: [String])

  /// Returns the endpoint for the path of a request.
  private static func endpoint(for request: Request) -> Match? {
    let path = (request.head.path ?? "/").prefix { $0 != "?" }
    var segments: [String] = []
    for part in path.utf8.split(separator: UInt8(ascii: "/")) {
      guard let segment = try? Parameters.decoded(part, plusIsSpace: false) else { return nil }
      segments.append(segment)
    }
    return all.lazy.compactMap { endpoint in
      endpoint.captures(segments).map { (endpoint, $0) }
    }.first
  }

  /// Checks that the client may ask the endpoint, and asks it.
  private func answer(
    _ request: Request, _ found: Match?, _ start: ContinuousClock.Instant, _ timings: Timings,
    _ state: ConnectionState
  ) async throws -> Reply {
    if let problem = hosts.problem(
      host: request.head.authority, origin: request.headers[.origin])
    {
      throw problem
    }
    guard let (endpoint, captures) = found else {
      throw Problem.notFound(
        "no-such-path", "There is nothing at this path.", hint: "See /openapi.json.")
    }
    if request.method == .options { return Self.options(endpoint) }
    guard endpoint.methods.contains(request.method) else {
      throw Problem(
        status: .methodNotAllowed, code: "method-not-allowed",
        detail: "'\(endpoint.name)' does not support \(request.method.rawValue).",
        hint: "Use \(endpoint.allow).", fields: [.allow: endpoint.allow])
    }
    if let tokens = settings.tokens, !endpoint.isOpen,
      tokens.name(for: request.headers[.authorization]) == nil
    {
      throw Problem(
        status: .unauthorized, code: "token-required", detail: "This server requires a token.",
        hint: "Send 'Authorization: Bearer TOKEN', or the token as the password of HTTP Basic.",
        fields: [.wwwAuthenticate: "Basic realm=\"Pressmark\", charset=\"UTF-8\", Bearer"])
    }
    if endpoint.readsArchive, pool.isFull {
      metrics.countRefusal()
      try await Task.sleep(for: Self.refusalDelay)
      throw Problem.overloaded
    }
    let query = (request.head.path ?? "").drop { $0 != "?" }.dropFirst()
    let parameters = try Parameters(query: query)
    try parameters.check(known: endpoint.parameters)
    let limit = try deadline(parameters)
    let interruption = Interruption(at: start + limit, onCheck: settings.onCheck)
    state.watch(interruption)
    return try await endpoint.answer(
      Call(
        service: self, request: request, parameters: parameters, captures: captures, limit: limit,
        interruption: interruption, timings: timings))
  }

  /// The answer to `OPTIONS`: the methods, also for pages of other sites.
  private static func options(_ endpoint: Endpoint) -> Reply {
    var reply = Reply("", [])
    reply.status = .noContent
    reply.fields[.allow] = endpoint.allow + ", OPTIONS"
    reply.fields[.accessControlAllowMethods] = endpoint.allow
    reply.fields[.accessControlAllowHeaders] =
      "Authorization, Content-Type, If-None-Match, MCP-Protocol-Version, Mcp-Method, Mcp-Name"
    return reply
  }

  /// Returns the time that a search may take.
  private func deadline(_ parameters: Parameters) throws(Problem) -> Duration {
    guard let timeout = try parameters.integer("timeout") else {
      return .milliseconds(settings.deadline)
    }
    guard (Settings.minDeadline...settings.maxDeadline).contains(timeout) else {
      throw .badRequest(
        "invalid-parameter",
        "'timeout' must be from \(Settings.minDeadline) to \(settings.maxDeadline) milliseconds.")
    }
    return .milliseconds(timeout)
  }

  /// Logs an error that the client is not told.
  func log(_ error: any Error, of name: String) {
    logger.error("a request failed", metadata: ["endpoint": "\(name)", "error": "\(error)"])
  }

  private func log(_ request: Request, _ name: String, _ status: Int, _ total: Duration) {
    var metadata: Logger.Metadata = [
      "method": "\(request.method.rawValue)", "endpoint": "\(name)", "status": "\(status)",
      "ms": "\(Int(total / .milliseconds(1)))",
    ]
    if settings.logsQueries { metadata["target"] = "\(printableLine(request.head.path ?? ""))" }
    logger.info("request", metadata: metadata)
  }
}

extension Problem {
  /// Converts an error that ended a request.
  init(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case SearchInterrupted.deadlineExceeded: self = .deadlineExceeded
    case let error as ExpressionError:
      self = .conflict("malformed-expression", error.sentence, hint: "Leave out 'raw'.")
    case let error as ArchiveError where error.isInterruption: self = .deadlineExceeded
    case let error as SQLiteError where error.isInterruption: self = .deadlineExceeded
    case let error as ArchiveError:
      self = Problem(
        status: .serviceUnavailable, code: "archive-unavailable", detail: error.sentence,
        fields: [.retryAfter: "5"])
    default: self = .internalError
    }
  }
}
