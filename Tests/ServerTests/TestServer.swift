import Archive
import Foundation
import NIOCore
import Synchronization
import TestSupport
import Testing
import Threading

@testable import SearchServer

/// A server on a free port of this machine, for one test.
final class TestServer: Sendable {
  let port: Int
  private let stop: AsyncStream<Void>.Continuation?
  private let task: Task<Void, any Error>?

  private init(port: Int, stop: AsyncStream<Void>.Continuation, task: Task<Void, any Error>) {
    self.port = port
    self.stop = stop
    self.task = task
  }

  /// Addresses another server that runs on this machine.
  init(port: Int) {
    self.port = port
    stop = nil
    task = nil
  }

  /// Runs `body` with a server for an archive, and stops the server.
  static func run(
    _ database: String, _ change: (inout Settings) -> Void = { _ in },
    _ body: (TestServer) async throws -> Void
  ) async throws {
    var settings = Settings(database: database)
    settings.address = .tcp(host: "127.0.0.1", port: 0)
    // Other tests run at the same time.
    settings.deadline = 20_000
    change(&settings)
    let (stopped, stop) = AsyncStream<Void>.makeStream()
    let (ready, isReady) = AsyncStream<Int>.makeStream()
    let server = Server(
      settings,
      onReady: { isReady.yield($0?.port ?? 0) },
      until: { for await _ in stopped { return } })
    let task = Task { try await server.serve() }
    var port = 0
    for await found in ready {
      port = found
      break
    }
    let running = TestServer(port: port, stop: stop, task: task)
    do {
      try await body(running)
    } catch {
      try? await running.end()
      throw error
    }
    try await running.end()
  }

  /// Stops the server, and waits for its end.
  func end() async throws {
    stop?.finish()
    try await task?.value
  }

  /// Asks the server to stop, without waiting.
  func beginEnd() { stop?.finish() }

  /// An answer of the server.
  struct Answer: Sendable {
    var status = 0
    var fields: [String: String] = [:]
    var body: [UInt8] = []
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as a JSON object.
    var object: [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
    }
    var code: String? { object["code"] as? String }
  }

  /// Asks for a path.
  func get(
    _ target: String, _ fields: [String: String] = [:], method: String = "GET", body: String = ""
  ) async throws -> Answer {
    var lines = ["\(method) \(target) HTTP/1.1"]
    let all = ["Host": "127.0.0.1:\(port)", "Connection": "close"].merging(fields) { $1 }
    lines += all.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    if !body.isEmpty { lines.append("Content-Length: \(body.utf8.count)") }
    let bytes = try await exchange(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    return Self.answers(bytes, isHead: method == "HEAD").first ?? Answer()
  }

  /// Sends bytes on a new connection, and returns everything that comes back until it is closed, or
  /// until `seconds` have passed.
  func exchange(_ text: String, seconds: Double = 20) async throws -> [UInt8] {
    let port = port
    return try await onThread {
      let connection = try Connection(port: port)
      connection.send(Array(text.utf8))
      return connection.receive(seconds: seconds)
    }
  }

  /// Splits what was received into answers.
  static func answers(_ bytes: [UInt8], isHead: Bool = false) -> [Answer] {
    var answers: [Answer] = []
    var rest = bytes[...]
    while let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) {
      var answer = Answer()
      let lines = String(decoding: rest[..<end.lowerBound], as: UTF8.self)
        .components(separatedBy: "\r\n")
      answer.status = Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0
      for line in lines.dropFirst() {
        let pair = line.split(separator: ":", maxSplits: 1)
        answer.fields[pair[0].lowercased()] =
          pair.count > 1
          ? pair[1].trimmingCharacters(in: .whitespaces) : ""
      }
      rest = rest[end.upperBound...]
      if answer.fields["transfer-encoding"] == "chunked", !isHead {
        while let line = rest.firstRange(of: Array("\r\n".utf8)),
          let size = Int(String(decoding: rest[..<line.lowerBound], as: UTF8.self), radix: 16)
        {
          answer.body += rest[line.upperBound...].prefix(size)
          rest = rest[line.upperBound...].dropFirst(size + 2)
          if size == 0 { break }
        }
      } else if !isHead {
        let length = answer.fields["content-length"].flatMap { Int($0) } ?? 0
        answer.body = Array(rest.prefix(length))
        rest = rest.dropFirst(length)
      }
      answers.append(answer)
    }
    return answers
  }
}

/// Returns a socket of this machine with a port of its own.
func boundSocket() throws -> (descriptor: CInt, port: Int) {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = inet_addr("127.0.0.1")
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let result = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
      bind(descriptor, address, length) == 0 ? getsockname(descriptor, address, &length) : -1
    }
  }
  try #require(result == 0)
  return (descriptor, Int(in_port_t(bigEndian: address.sin_port)))
}

/// Runs `body`, which blocks, on a thread of its own: the threads of tasks are the server's too.
func onThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
  try await withCheckedThrowingContinuation { continuation in
    let thread = WorkerThread { continuation.resume(with: Result { try body() }) }
    if thread == nil { continuation.resume(throwing: CancellationError()) }
  }
}

/// A TCP connection to a server on this machine, whose calls block.
final class Connection: @unchecked Sendable {
  // Unchecked: a test uses a connection from one thread at a time.
  private let descriptor: CInt
  private var isClosed = false

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
  }

  deinit { close() }

  func close() {
    guard !isClosed else { return }
    isClosed = true
    Glibc.close(descriptor)
  }

  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  func send(_ text: String) { send(Array(text.utf8)) }

  /// True if the peer closed the connection within `seconds`.
  private(set) var sawEnd = false

  /// Returns what comes until the connection is closed, `seconds` have passed, or `isEnough`.
  func receive(seconds: Double, until isEnough: ([UInt8]) -> Bool = { _ in false }) -> [UInt8] {
    let end = ContinuousClock.now + .seconds(seconds)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while !isEnough(bytes) {
      let left = Int32((end - .now) / .milliseconds(1))
      var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard left > 0, poll(&event, 1, left) > 0 else { return bytes }
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else {
        sawEnd = true
        return bytes
      }
      bytes += buffer[..<count]
    }
    return bytes
  }
}

/// An archive of articles about ships, in a folder of its own.
struct ShipArchive {
  let folder: TemporaryFolder
  var path: String { folder.path("ships.db") }

  init(articles: Int = 30, name: String = "ships.db", in folder: TemporaryFolder? = nil) throws {
    self.folder = try folder ?? TemporaryFolder()
    try Self.write(articles, to: self.folder.path(name))
  }

  /// Writes an archive with `count` articles, of which each has the word "ship".
  static func write(_ count: Int, to path: String, from first: Int = 0) throws {
    let archive = try Archive.open(writingTo: path)
    try archive.put(
      (first..<first + count).map { number in
        var metadata = ArticleMetadata(
          location: "ships/\(number).txt", title: "Ship \(number) of C++ harbour")
        metadata.publisher = number % 3 == 0 ? "The Post" : "The Gazette"
        metadata.published = "20\(10 + number % 12)-0\(1 + number % 9)-11"
        return PreparedArticle(
          metadata,
          paragraphs: [
            "A ship called number\(number) left the harbour.",
            "The other ship <b>stayed</b> & waited.",
          ])
      })
    try archive.optimize()
  }
}
