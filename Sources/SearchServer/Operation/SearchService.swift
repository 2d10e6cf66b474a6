internal import Archive
internal import HTTPTypes
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import Output
internal import SearchEngine
internal import SQLite

/// Answers the requests of the API.
final class SearchService: Sendable {
  let settings: Settings
  let pool: SearcherPool
  let metrics: Metrics
  let registry: ConnectionRegistry
  private let hosts: HostRules
  private let logger: Logger

  /// All endpoints; docs/api.md describes them in the same order.
  static let endpoints: [Endpoint] = [
    .search, .article, .passage, .similar, .timeline, .facets, .suggest, .batch, .feed, .status,
    .health, .ready, .metrics, .openAPI, .outputSchema, .openSearch,
  ]

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

  // MARK: One request

  /// Answers a request; called by the listener.
  func respond(
    to request: Request, _ writer: consuming ResponseWriter, _ state: ConnectionState
  ) async throws {
    let limit = deadline(timeout: Self.timeout(of: request))
    let (start, interruption) = state.begin(deadline: limit, onCheck: settings.onCheck)
    defer { state.end() }
    let timings = Timings()
    var name = "none"
    var reply: Reply
    do {
      let call = try admit(request, start, interruption, timings, &name)
      reply = try await call.1.answer(call.0)
    } catch {
      // Nobody would read the answer.
      if case SearchInterrupted.cancelled = error { throw error }
      let problem = Problem(error)
      if problem.status.code == 500 {
        logger.error("a request failed", metadata: ["endpoint": "\(name)", "error": "\(error)"])
      }
      reply = Reply(problem)
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

  /// Finds the endpoint of a request, and checks that the client may use it.
  private func admit(
    _ request: Request, _ start: ContinuousClock.Instant, _ interruption: Interruption,
    _ timings: Timings, _ name: inout String
  ) throws(Problem) -> (Call, Endpoint) {
    let target = request.head.path ?? "/"
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    if let problem = hosts.problem(
      host: request.head.authority, origin: request.headers[.origin])
    {
      throw problem
    }
    let segments = try Self.segments(parts[0])
    let found = Self.endpoints.lazy.compactMap { endpoint in
      endpoint.captures(segments).map { (endpoint, $0) }
    }.first
    guard let (endpoint, captures) = found else {
      throw .notFound("no-such-path", "There is nothing at this path.", hint: "See /openapi.json.")
    }
    name = endpoint.name
    if request.method == .options { throw Self.options(endpoint) }
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
    let parameters = try Parameters(query: parts.count > 1 ? parts[1] : "")
    try parameters.check(known: endpoint.parameters)
    if endpoint.parameters.contains("timeout") { try checkTimeout(parameters) }
    let call = Call(
      service: self, request: request, parameters: parameters, captures: captures, start: start,
      interruption: interruption, timings: timings)
    return (call, endpoint)
  }

  /// The answer to `OPTIONS`, which is no failure: its methods, also for pages of other sites.
  private static func options(_ endpoint: Endpoint) -> Problem {
    var fields: HTTPFields = [.allow: endpoint.allow + ", OPTIONS"]
    fields[.accessControlAllowMethods] = endpoint.allow
    fields[.accessControlAllowHeaders] = "Authorization, Content-Type, If-None-Match"
    return Problem(
      status: .noContent, code: "options", detail: "", hint: nil, fields: fields)
  }

  /// Returns the decoded segments of a path.
  private static func segments(_ path: Substring) throws(Problem) -> [String] {
    var segments: [String] = []
    for part in path.utf8.split(separator: UInt8(ascii: "/")) {
      segments.append(try Parameters.decoded(part, plusIsSpace: false))
    }
    return segments
  }

  // MARK: Deadlines

  /// The value of `timeout`, in milliseconds, before the parameters are checked.
  private static func timeout(of request: Request) -> Int? {
    guard let query = request.head.path?.split(separator: "?", maxSplits: 1).dropFirst().first,
      let parameters = try? Parameters(query: query)
    else { return nil }
    return parameters.all("timeout").first.flatMap { Int($0) }
  }

  private func checkTimeout(_ parameters: Parameters) throws(Problem) {
    guard let timeout = try parameters.integer("timeout") else { return }
    guard (Settings.minDeadline...settings.maxDeadline).contains(timeout) else {
      throw .badRequest(
        "invalid-parameter",
        "'timeout' must be from \(Settings.minDeadline) to \(settings.maxDeadline) milliseconds.")
    }
  }

  private func deadline(timeout: Int?) -> Duration {
    .milliseconds(
      min(max(Settings.minDeadline, timeout ?? settings.deadline), settings.maxDeadline))
  }

  /// The time that one search of a request may take.
  func deadline(of call: Call) -> Duration {
    deadline(timeout: call.parameters.all("timeout").first.flatMap { Int($0) })
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
    case let error as ArchiveError:
      self = Problem(
        status: .serviceUnavailable, code: "archive-unavailable", detail: error.sentence,
        fields: [.retryAfter: "5"])
    default: self = .internalError
    }
  }
}
