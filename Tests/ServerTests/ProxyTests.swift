import Foundation
import TestSupport
import Testing

@testable import SearchServer

/// The configuration of nginx in docs/api.md.
struct ProxyTests {
  @Test func `the server answers through nginx, and no request is smuggled`() async throws {
    guard
      let nginx = ["/usr/sbin/nginx", "/usr/bin/nginx"]
        .first(where: { FileManager.default.isExecutableFile(atPath: $0) })
    else {
      print("skipped: no nginx")
      return
    }
    let page = try String(contentsOfFile: Project.path + "/docs/api.md", encoding: .utf8)
    let block = try #require(
      page.components(separatedBy: "```nginx\n").dropFirst().first?
        .components(separatedBy: "\n```").first)
    let ships = try ShipArchive()
    let folder = ships.folder.path("nginx")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try await TestServer.run(ships.path, { $0.baseURL = "http://archive.example.org" }) { server in
      let port = try freePort()
      let site = block.replacingOccurrences(of: "127.0.0.1:7700", with: "127.0.0.1:\(server.port)")
        .replacingOccurrences(of: "listen 80;", with: "listen 127.0.0.1:\(port);")
      let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map { "\($0)_temp_path \(folder)/\($0);" }.joined(separator: " ")
      try """
      pid \(folder)/pid; error_log \(folder)/errors; daemon off; events {}
      http { access_log off; \(paths)
      \(site)
      }
      """.write(toFile: folder + "/nginx.conf", atomically: true, encoding: .utf8)
      let process = Process()
      process.executableURL = URL(filePath: nginx)
      process.arguments = ["-p", folder, "-c", folder + "/nginx.conf", "-e", folder + "/errors"]
      try process.run()
      defer { process.terminate() }
      let proxy = TestServer(port: port)
      var answer = TestServer.Answer()
      for _ in 0..<50 where answer.status == 0 {
        answer =
          (try? await proxy.get("/search?q=ship", ["Host": "archive.example.org"]))
          ?? TestServer.Answer()
        if answer.status == 0 { try await Task.sleep(for: .milliseconds(100)) }
      }
      #expect(answer.status == 200 && answer.object["total"] as? Int == 30)
      for fields in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
      ] {
        let text =
          "POST /batch HTTP/1.1\r\nHost: archive.example.org\r\n\(fields)"
          + "GET /articles/1 HTTP/1.1\r\nHost: archive.example.org\r\n\r\n"
        let answers = TestServer.answers(try await proxy.exchange(text, seconds: 3))
        #expect(!answers.contains { $0.object["article"] != nil }, "\(fields): \(answers)")
      }
    }
  }

  /// Returns a port that no program listens on.
  private func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
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
    return Int(in_port_t(bigEndian: address.sin_port))
  }
}
