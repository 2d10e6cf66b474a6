import Foundation
import TestSupport
import Testing

@testable import SearchServer

/// The configurations of proxies in docs/api.md.
struct ProxyTests {
  /// Requests whose length two servers may read differently; each hides a request for an article.
  private static let smuggling: [String] = {
    let hidden = "GET /articles/1 HTTP/1.1\r\nHost: archive.example.org\r\n\r\n"
    let chunk = String(hidden.utf8.count, radix: 16) + "\r\n" + hidden + "\r\n0\r\n\r\n"
    let length = "Content-Length: \(hidden.utf8.count)\r\n"
    return [
      "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
      "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n" + chunk,
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + hidden,
      "Transfer-Encoding: xchunked\r\n\(length)\r\n" + hidden,
      "Transfer-Encoding : chunked\r\n\(length)\r\n" + hidden,
      "Transfer-Encoding:\r\n chunked\r\n\(length)\r\n" + hidden,
      "X: a\nTransfer-Encoding: chunked\r\n\(length)\r\n" + hidden,
      "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello" + hidden,
      "\(length)\r\n" + hidden,
      "Transfer-Encoding: chunked\r\n\r\n" + chunk,
      "Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n" + hidden,
      "Transfer-Encoding: chunked\r\n\r\n-0\r\n\r\n" + hidden,
    ]
  }()

  @Test func `the server answers through nginx, and no request is smuggled`() async throws {
    try await run("nginx", program: ["/usr/sbin/nginx", "/usr/bin/nginx"]) { block, port, folder in
      let site = block.replacingOccurrences(of: "listen 80;", with: "listen 127.0.0.1:\(port);")
      let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map { "\($0)_temp_path \(folder)/\($0);" }.joined(separator: " ")
      try """
      pid \(folder)/pid; error_log \(folder)/errors; daemon off; events {}
      http { access_log off; \(paths)
      \(site)
      }
      """.write(toFile: folder + "/nginx.conf", atomically: true, encoding: .utf8)
      return ["-p", folder, "-c", folder + "/nginx.conf", "-e", folder + "/errors"]
    }
  }

  @Test func `the server answers through Caddy, and no request is smuggled`() async throws {
    try await run("caddy", program: ["/usr/bin/caddy"]) { block, port, folder in
      // Without a scheme, Caddy would ask for a certificate.
      let site = block.replacingOccurrences(
        of: "archive.example.org {", with: "http://archive.example.org:\(port) {")
      try "{\nadmin off\n}\n\(site)\n"
        .write(toFile: folder + "/Caddyfile", atomically: true, encoding: .utf8)
      return ["run", "--config", folder + "/Caddyfile"]
    }
  }

  /// Runs a proxy in front of a server.
  ///
  /// `configure` writes its configuration, from the block in docs/api.md, for a port and into a
  /// folder, and returns the arguments of the program.
  private func run(
    _ name: String, program: [String],
    _ configure: (_ block: String, _ port: Int, _ folder: String) throws -> [String]
  ) async throws {
    guard
      let program = program.first(where: { FileManager.default.isExecutableFile(atPath: $0) })
    else {
      print("skipped: no \(name)")
      return
    }
    let page = try String(contentsOfFile: Project.path + "/docs/api.md", encoding: .utf8)
    let block = try #require(
      page.components(separatedBy: "```\(name)\n").dropFirst().first?
        .components(separatedBy: "\n```").first)
    let ships = try ShipArchive()
    let folder = ships.folder.path(name)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try await TestServer.run(ships.path, { $0.baseURL = "http://archive.example.org" }) { server in
      let port = try freePort()
      let process = Process()
      process.executableURL = URL(filePath: program)
      process.arguments = try configure(
        block.replacingOccurrences(of: "127.0.0.1:7700", with: "127.0.0.1:\(server.port)"), port,
        folder)
      process.environment = ["HOME": folder, "PATH": "/usr/bin:/bin"]
      process.standardError = FileHandle.nullDevice
      try process.run()
      defer { process.terminate() }
      try await check(TestServer(port: port), in: server)
    }
  }

  /// Checks that `server` answers through `proxy`, and that each request that reaches it has an
  /// answer through the proxy: one that the proxy did not see has none.
  private func check(_ proxy: TestServer, in server: TestServer) async throws {
    var answer = TestServer.Answer()
    for _ in 0..<100 where answer.status == 0 {
      answer =
        (try? await proxy.get("/search?q=ship", ["Host": "archive.example.org"]))
        ?? TestServer.Answer()
      if answer.status == 0 { try await Task.sleep(for: .milliseconds(100)) }
    }
    #expect(answer.status == 200 && answer.object["total"] as? Int == 30)
    for fields in Self.smuggling {
      let before = try await articleRequests(server)
      let text = "POST /batch HTTP/1.1\r\nHost: archive.example.org\r\n\(fields)"
      let answers = TestServer.answers(try await proxy.exchange(text, seconds: 2))
      let seen = answers.count { $0.object["article"] != nil }
      #expect(try await articleRequests(server) - before == seen, "\(fields): \(answers)")
    }
  }

  /// Returns the number of requests for articles that have reached the server.
  private func articleRequests(_ server: TestServer) async throws -> Int {
    try await server.get("/metrics").text.split(separator: "\n")
      .filter { $0.hasPrefix("pressmark_requests_total{endpoint=\"/articles/:id\"") }
      .reduce(0) { $0 + (Int($1.split(separator: " ").last ?? "") ?? 0) }
  }

  /// Returns a port that no program listens on.
  private func freePort() throws -> Int {
    let (descriptor, port) = try boundSocket()
    close(descriptor)
    return port
  }
}
