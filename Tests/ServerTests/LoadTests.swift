import Archive
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import SearchServer

/// Searches that take too long, too many requests, slow clients, and the end of the server.
struct LoadTests {
  /// Makes searches slow: each check of a deadline takes a few milliseconds.
  private final class Slowness: Sendable {
    private let checks = Atomic<Int>(0)
    private let isOn = Atomic<Bool>(true)

    var count: Int { checks.load(ordering: .relaxed) }

    func end() { isOn.store(false, ordering: .relaxed) }

    func check() {
      checks.add(1, ordering: .relaxed)
      if isOn.load(ordering: .relaxed) { usleep(5_000) }
    }
  }

  private final class Flag: Sendable {
    private let flag = Atomic<Bool>(false)
    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
  }

  /// The query asks often: each hit is a check.
  private static let slow = "/search?q=ship&limit=1000&no-suggest"

  private func run(
    articles: Int = 1_000, _ slowness: Slowness = Slowness(),
    _ change: @escaping (inout Settings) -> Void = { _ in },
    _ body: (TestServer, Slowness, ShipArchive) async throws -> Void
  ) async throws {
    let ships = try ShipArchive(articles: articles)
    try await TestServer.run(
      ships.path,
      { settings in
        settings.threads = 1
        settings.onCheck = { slowness.check() }
        change(&settings)
      }, { server in try await body(server, slowness, ships) })
  }

  /// Waits until no search asks any more, for at most ten seconds.
  private func waitForQuiet(_ slowness: Slowness) async throws -> Bool {
    for _ in 0..<50 {
      let count = slowness.count
      try await Task.sleep(for: .milliseconds(200))
      if slowness.count == count { return true }
    }
    return false
  }

  private func waitForStart(_ slowness: Slowness) async throws {
    while slowness.count == 0 { try await Task.sleep(for: .milliseconds(5)) }
  }

  @Test func `a search past its deadline ends and frees its thread`() async throws {
    try await run { server, slowness, _ in
      let answer = try await server.get(Self.slow + "&timeout=200")
      #expect(answer.status == 504 && answer.code == "deadline-exceeded")
      #expect(try await waitForQuiet(slowness))
      slowness.end()
      #expect(try await server.get("/search?q=ship").status == 200)
    }
  }

  @Test func `a request that waits past its deadline is never started`() async throws {
    try await run { server, slowness, _ in
      async let first = server.get(Self.slow + "&timeout=3000")
      try await waitForStart(slowness)
      let second = try await server.get(Self.slow + "&timeout=100")
      #expect(second.status == 504)
      #expect(second.fields["server-timing"]?.contains("rank") != true)
      #expect(try await first.status == 504)
      let metrics = try await server.get("/metrics")
      #expect(metrics.text.contains("pressmark_request_seconds_count{stage=\"rank\"} 1\n"))
    }
  }

  @Test func `a client that disconnects frees its thread`() async throws {
    try await run { server, slowness, _ in
      let port = server.port
      try await onThread {
        let connection = try Connection(port: port)
        connection.send(
          "GET \(Self.slow)&timeout=30000 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        while slowness.count == 0 { usleep(1_000) }
        usleep(50_000)
        connection.close()
      }
      #expect(try await waitForQuiet(slowness))
      // The whole search asks more than a thousand times.
      #expect(slowness.count < 500)
    }
  }

  @Test func `requests beyond the queue are refused at once, and the health is seen`() async throws
  {
    try await run(
      Slowness(), { $0.queue = 3 },
      { server, slowness, _ in
        let answers = try await withThrowingTaskGroup(of: TestServer.Answer.self) { tasks in
          for number in 0..<16 {
            tasks.addTask { try await server.get(Self.slow + "&timeout=30000") }
            if number == 0 { try await waitForStart(slowness) }
          }
          var answers: [TestServer.Answer] = []
          // One request is being answered and three wait.
          while answers.count < 12, let answer = try await tasks.next() { answers.append(answer) }
          #expect(try await server.get("/health").status == 200)
          slowness.end()
          while let answer = try await tasks.next() { answers.append(answer) }
          return answers
        }
        let refused = answers.filter { $0.status == 503 }
        #expect(refused.count == 12, "\(answers.map(\.status))")
        #expect(refused.allSatisfy { $0.code == "overloaded" && $0.fields["retry-after"] == "1" })
        #expect(answers.count { $0.status == 200 } == 4)
        let metrics = try await server.get("/metrics").text
        #expect(metrics.contains("pressmark_refused_total 12\n"))
      })
  }

  @Test func `partial hits are returned if they are wanted`() async throws {
    try await run { server, slowness, _ in
      let answer = try await server.get("/search?q=ship&limit=3&timeout=400&partial=1&no-suggest")
      // The few hits of this page need few checks, so either answer is complete or it says so.
      #expect([200, 504].contains(answer.status))
      if answer.object["degraded"] != nil {
        #expect(answer.object["total_is_exact"] as? Bool == false)
        #expect(answer.fields["etag"] == nil)
      }
    }
  }

  @Test func `an archive that is replaced is closed, and no answer mixes two`() async throws {
    let folder = try TemporaryFolder()
    let sizes = [11, 23, 37]
    for (index, size) in sizes.enumerated() {
      try ShipArchive.write(size, to: folder.path("\(index).db"))
    }
    func swap(_ index: Int) throws {
      try? FileManager.default.removeItem(atPath: folder.path("next.db"))
      try FileManager.default.copyItem(
        atPath: folder.path("\(index).db"), toPath: folder.path("next.db"))
      #expect(rename(folder.path("next.db"), folder.path("served.db")) == 0)
    }
    try swap(0)
    try await TestServer.run(folder.path("served.db")) { server in
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        let isDone = Flag()
        for _ in 0..<4 {
          tasks.addTask {
            while !isDone.isSet {
              let answer = try await server.get("/search?q=ship&limit=100&facets=publisher")
              let total = answer.object["total"] as? Int ?? -1
              #expect(answer.status == 200 && sizes.contains(total), "\(answer)")
              #expect((answer.object["hits"] as? [Any])?.count == total)
              #expect(answer.object["facets_total"] as? Int == total)
            }
          }
        }
        for number in 1...200 {
          try swap(number % 3)
          try await Task.sleep(for: .milliseconds(20))
        }
        isDone.set()
        try await tasks.waitForAll()
      }
      // Threads without work close the old file within about a second.
      var open: [String] = []
      for _ in 0..<20 {
        open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
          .compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
          }
          .filter { $0.hasPrefix(folder.path("served.db")) && $0.hasSuffix("(deleted)") }
        if open.isEmpty { break }
        try await Task.sleep(for: .milliseconds(500))
      }
      #expect(open.isEmpty, "\(open)")
    }
  }

  @Test func `slow clients are disconnected, and do not disturb the others`() async throws {
    let ships = try ShipArchive(articles: 500)
    try await TestServer.run(
      ships.path,
      {
        $0.limits.headSeconds = 3
        $0.limits.bodySeconds = 3
        $0.limits.writeSeconds = 3
        $0.limits.connections = 40
      }
    ) { server in
      let port = server.port
      let ends = try await onThread {
        let silent = try Connection(port: port)
        let head = try Connection(port: port)
        head.send("GET /health HTTP/1.1\r\nHost: 127")
        let body = try Connection(port: port)
        body.send("POST /batch HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{")
        let bytes = [silent, head, body].map { $0.receive(seconds: 60) }
        return ([silent, head, body].allSatisfy(\.sawEnd), TestServer.answers(bytes[2]))
      }
      #expect(ends.0)
      #expect(ends.1.first?.status == 408)
      // More idle connections than allowed do not lock out the others.
      let idle = try await onThread { try (0..<120).map { _ in try Connection(port: port) } }
      #expect(try await server.get("/search?q=ship").status == 200)
      withExtendedLifetime(idle) {}
      // A client that does not read until the buffers of both sides are long full gets the end of the
      // connection, and not all answers.
      let requests = 2_000
      let (isClosed, received) = try await onThread {
        let deaf = try Connection(port: port)
        let request = "GET /openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        deaf.send(String(repeating: request, count: requests))
        sleep(20)
        let bytes = deaf.receive(seconds: 60)
        return (deaf.sawEnd, bytes.count)
      }
      let answer = try await server.get("/openapi.json").body.count
      #expect(received < requests * answer)
      #expect(isClosed)
    }
  }

  @Test func `a server that stops answers what it has accepted`() async throws {
    try await run { server, slowness, _ in
      async let answer = server.get(Self.slow + "&timeout=1000")
      let idle = try await onThread { try Connection(port: server.port) }
      try await waitForStart(slowness)
      server.beginEnd()
      #expect(try await answer.status == 504)
      let bytes = try await onThread { idle.receive(seconds: 60) }
      #expect(bytes.isEmpty && idle.sawEnd)
      try await server.end()
      await #expect(throws: (any Error).self) { try await server.get("/health") }
    }
  }

  @Test func `a server that stops while clients connect ends in order`() async throws {
    let ships = try ShipArchive(articles: 20)
    for _ in 0..<10 {
      try await TestServer.run(ships.path) { server in
        let isDone = Flag()
        let port = server.port
        async let served = onThread {
          var answers = 0
          while !isDone.isSet, let client = try? Connection(port: port) {
            client.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            if !client.receive(seconds: 60).isEmpty { answers += 1 }
          }
          return answers
        }
        try await Task.sleep(for: .milliseconds(100))
        server.beginEnd()
        try await server.end()
        isDone.set()
        #expect(try await served > 0)
      }
    }
  }

  @Test func `a server that is restarted on a socket of systemd loses no client`() async throws {
    let ships = try ShipArchive(articles: 20)
    let (descriptor, port) = try boundSocket()
    defer { close(descriptor) }
    try #require(listen(descriptor, 512) == 0)
    let isDone = Flag()
    let lost = Task {
      try await withThrowingTaskGroup(of: Int.self) { clients in
        for _ in 0..<4 {
          clients.addTask {
            try await onThread {
              var lost = 0
              while !isDone.isSet {
                let client = try Connection(port: port)
                client.send(
                  "GET /search?q=ship HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                let answers = TestServer.answers(client.receive(seconds: 60))
                if answers.map(\.status) != [200] { lost += 1 }
              }
              return lost
            }
          }
        }
        return try await clients.reduce(0, +)
      }
    }
    for _ in 0..<15 {
      try await TestServer.run(ships.path, { $0.address = .inherited(descriptor: dup(descriptor)) })
      { _ in try await Task.sleep(for: .milliseconds(100)) }
    }
    // One more server answers those who are still waiting.
    try await TestServer.run(ships.path, { $0.address = .inherited(descriptor: dup(descriptor)) }) {
      _ in
      isDone.set()
      let count = try await lost.value
      #expect(count == 0)
    }
  }
}
