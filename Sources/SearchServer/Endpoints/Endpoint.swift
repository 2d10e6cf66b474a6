internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore
internal import SearchEngine
internal import SQLite

/// A path of the server, and what it answers.
struct Endpoint: Sendable {
  /// The segments of the path; one that starts with `:` matches any segment.
  let path: [String]
  /// The methods; `GET` includes `HEAD`.
  let methods: [HTTPRequest.Method]
  /// The parameters that the query of the URL may have.
  let parameters: [String]
  /// True if anyone may ask, even if the server has tokens.
  let isOpen: Bool
  /// True if the answer needs a thread that reads the archive.
  let readsArchive: Bool
  /// True if the answer is for people, so that a problem is a web page too.
  let isPage: Bool
  /// Answers a request.
  let answer: @Sendable (Call) async throws -> Reply

  init(
    _ path: String, methods: [HTTPRequest.Method] = [.get], parameters: [String] = [],
    isOpen: Bool = false, readsArchive: Bool = true, isPage: Bool = false,
    answer: @escaping @Sendable (Call) async throws -> Reply
  ) {
    self.path = path.split(separator: "/").map(String.init)
    self.methods = methods.contains(.get) ? methods + [.head] : methods
    self.parameters = parameters
    self.isOpen = isOpen
    self.readsArchive = readsArchive
    self.isPage = isPage
    self.answer = answer
  }

  /// The path as in docs/api.md, which metrics and logs use too.
  var name: String { "/" + path.joined(separator: "/") }

  /// The value of `Allow`.
  var allow: String { methods.map(\.rawValue).joined(separator: ", ") }

  /// Returns the segments that match the segments with a colon; nil if the path does not match.
  func captures(_ segments: [String]) -> [String]? {
    guard segments.count == path.count else { return nil }
    var captures: [String] = []
    for (pattern, segment) in zip(path, segments) {
      if pattern.hasPrefix(":") {
        captures.append(segment)
      } else if pattern != segment {
        return nil
      }
    }
    return captures
  }
}

/// A request that has been admitted to an endpoint.
struct Call: Sendable {
  let service: SearchService
  let request: Request
  let parameters: Parameters
  /// The segments of the path that match those with a colon.
  let captures: [String]
  /// The time that a search may take.
  let limit: Duration
  /// Due when that time has passed since the head of the request was read.
  let interruption: Interruption
  let timings: Timings

  /// The address under which the client reached the server, without a slash at its end.
  var baseURL: String {
    service.settings.baseURL ?? "http://" + (request.head.authority ?? "localhost")
  }

  /// Returns the whole body of the request.
  func body() async throws(Problem) -> ByteBuffer {
    do {
      return try await request.body.collect(upTo: service.settings.limits.bodyBytes)
    } catch {
      throw RequestGuard.bodyTooLarge(service.settings.limits)
    }
  }

  /// Runs `work` on a thread of the pool.
  func read<T: Sendable>(
    _ work: @escaping @Sendable (OpenArchive) throws -> T
  ) async throws -> T {
    try await service.pool.run(interruption, timings, work)
  }

  /// Returns the entity tag of an answer to this request.
  func tag(_ version: String) -> String {
    version + "-" + hashPrefix(of: request.head.path ?? "", 10)
  }

  /// Returns the captured segment at `index` as a number.
  func number(_ index: Int) throws(Problem) -> Int {
    guard let number = Int(captures[index]), number > 0 else {
      throw .notFound("not-found", "'\(captures[index])' is not a number of an article or passage.")
    }
    return number
  }
}
