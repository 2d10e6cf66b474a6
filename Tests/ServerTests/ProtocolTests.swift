@testable import Archive
import Foundation
import QueryLanguage
import TestSupport
import Testing

@testable import SearchServer

/// Requests that are malformed, foreign or too large.
struct ProtocolTests {
  @Test func `every failure is a problem with a code`() async throws {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      let cases: [(String, String, Int, String)] = [
        ("GET", "/nothing", 404, "no-such-path"),
        ("DELETE", "/search?q=a", 405, "method-not-allowed"),
        ("GET", "/batch", 405, "method-not-allowed"),
        ("GET", "/search", 400, "missing-parameter"),
        ("GET", "/search?q=a&colour=1", 400, "unknown-parameter"),
        ("GET", "/search?q=a&q=b", 400, "repeated-parameter"),
        ("GET", "/search?q=a&limit=x", 400, "invalid-parameter"),
        ("GET", "/search?q=a&rank=", 400, "invalid-parameter"),
        ("GET", "/search?q=a&limit=0", 400, "invalid-parameter"),
        ("GET", "/search?q=a&limit=2000", 400, "invalid-parameter"),
        ("GET", "/search?q=a&sort=best", 400, "invalid-parameter"),
        ("GET", "/search?q=a&facets=colour", 400, "invalid-parameter"),
        ("GET", "/search?q=a&since=soon", 400, "invalid-parameter"),
        ("GET", "/search?q=a&any&all", 409, "conflicting-parameters"),
        ("GET", "/search?q=a&timeout=0", 400, "invalid-parameter"),
        ("GET", "/search?q=%zz", 400, "malformed-url"),
        ("GET", "/search?q=%ff", 400, "malformed-url"),
        ("GET", "/search?q=(a&raw=1", 409, "malformed-expression"),
        ("GET", "/search?q=autor:smith&strict=1", 409, "ambiguous-query"),
        ("GET", "/search?q=a&raw=1&expand=1", 409, "conflicting-parameters"),
        ("GET", "/%2e%2e/%2e%2e/etc/passwd", 404, "no-such-path"),
        ("GET", "/search?q=" + String(repeating: "a", count: 33_000), 414, "url-too-long"),
      ]
      for (method, target, status, code) in cases {
        let answer = try await server.get(target, method: method)
        #expect(
          answer.status == status && answer.code == code, "\(target.prefix(60)): \(answer.text)")
        #expect(answer.fields["content-type"] == "application/problem+json", "\(target.prefix(60))")
        #expect(answer.object["status"] as? Int == status)
        if status == 405 { #expect(answer.fields["allow"] != nil) }
      }
      let longest = String(repeating: "%C3%A9", count: Query.maxBytes / 2)
      #expect(try await server.get("/search?q=" + longest).status == 200)
      let long = try await server.get("/health", ["X-Long": String(repeating: "a", count: 40_000)])
      #expect(long.status == 431 && long.code == "header-too-large")
      let large = String(repeating: "x", count: (1 << 20) + 1)
      let body = try await server.get("/batch", method: "POST", body: large)
      #expect(body.status == 413 && body.code == "body-too-large")
    }
  }

  @Test(arguments: [
    "GARBAGE\r\n\r\n", "GET /health\r\n\r\n", "GET /health HTTP/9.9\r\nHost: a\r\n\r\n",
    "GET /health HTTP/1.1\r\n\r\n", "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: b\r\n\r\n",
    "GET http://evil.example/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\r\n b\r\n\r\n",
    "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nBad Name: a\r\n\r\n",
    "GET /health HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n",
    "CONNECT 127.0.0.1:80 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n",
  ])
  func `what is not a request of HTTP is refused, and the connection closed`(
    text: String
  ) async throws {
    let ships = try ShipArchive(articles: 1)
    try await TestServer.run(ships.path) { server in
      let follow = "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
      let answers = TestServer.answers(try await server.exchange(text + follow, seconds: 5))
      // One refusal at most, and no answer to what follows.
      #expect(answers.count <= 1, "\(answers)")
      #expect(answers.allSatisfy { $0.status >= 400 && $0.code != nil }, "\(answers)")
    }
  }

  /// Requests whose length two servers could read differently, each followed by another request.
  @Test(arguments: [
    "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "Content-Length: 5, 5\r\n\r\nhello", "Content-Length: +5\r\n\r\nhello",
    "Content-Length: 0x5\r\n\r\nhello", "Content-Length: -1\r\n\r\n", "Content-Length: \r\n\r\n",
    "Content-Length: 99999999999999999999\r\n\r\n",
    "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding: \u{B}chunked\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding:\n chunked\r\n\r\n0\r\n\r\n",
    "X: a\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n-1\r\nhello\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\nhello\r\n0\r\n\r\n",
  ])
  func `a request that could smuggle another one is refused`(fields: String) async throws {
    let ships = try ShipArchive(articles: 1)
    try await TestServer.run(ships.path) { server in
      let text =
        "POST /batch HTTP/1.1\r\nHost: 127.0.0.1\r\n\(fields)"
        + "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
      let answers = TestServer.answers(try await server.exchange(text, seconds: 5))
      #expect(answers.count <= 1, "\(answers)")
      #expect(answers.allSatisfy { $0.status >= 400 }, "\(answers)")
    }
  }

  @Test func `requests on one connection are answered in order`() async throws {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      let text = (1...20).map { number in
        "GET /search?q=number\(number)&timeout=30000 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
          + (number == 20 ? "Connection: close\r\n\r\n" : "\r\n")
      }.joined()
      let answers = TestServer.answers(try await server.exchange(text))
      #expect(
        answers.map { $0.object["query"] as? String } == (1...20).map { "number\($0)" })
    }
  }

  @Test func `foreign hosts and origins are refused`() async throws {
    let ships = try ShipArchive(articles: 1)
    let change = { (settings: inout Settings) in
      settings.baseURL = "https://archive.example.org"
      settings.allowedOrigins = ["https://page.example.org"]
    }
    try await TestServer.run(ships.path, change) { server in
      for host in [
        "127.0.0.1", "127.0.0.1:80", "localhost:\(server.port)", "LOCALHOST", "[::1]:80",
        "10.1.2.3",
        "archive.example.org", "archive.example.org:443",
      ] {
        #expect(try await server.get("/health", ["Host": host]).status == 200, "\(host)")
      }
      for host in [
        "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:80",
        "127.0.0.1:x", "[::1", "a@127.0.0.1", "",
      ] {
        let answer = try await server.get("/health", ["Host": host])
        #expect(answer.code == "foreign-host", "\(host)")
      }
      for origin in [
        "http://127.0.0.1:1", "https://archive.example.org", "https://page.example.org",
      ] {
        #expect(try await server.get("/health", ["Origin": origin]).status == 200, "\(origin)")
      }
      for origin in [
        "null", "http://evil.example", "file://", "https://page.example.org.evil.example",
      ] {
        let answer = try await server.get("/health", ["Origin": origin])
        #expect(answer.code == "foreign-origin", "\(origin)")
      }
      let allowed = try await server.get("/health", ["Origin": "https://page.example.org"])
      #expect(allowed.fields["access-control-allow-origin"] == "https://page.example.org")
      let own = try await server.get("/health", ["Origin": "http://127.0.0.1:1"])
      #expect(own.fields["access-control-allow-origin"] == nil)
    }
  }

  @Test func `a token is required, as a bearer or as a password`() async throws {
    let ships = try ShipArchive(articles: 1)
    let tokens = try Tokens("# clients\nnewsroom \(sha256(of: "s3cret:x"))\n\n")
    try await TestServer.run(ships.path, { $0.tokens = tokens }) { server in
      let basic = Data("anyone:s3cret:x".utf8).base64EncodedString()
      for field in ["Bearer s3cret:x", "bearer s3cret:x", "Basic \(basic)"] {
        let answer = try await server.get("/search?q=ship", ["Authorization": field])
        #expect(answer.status == 200, "\(field)")
      }
      for field in ["Bearer s3cret", "Bearer ", "Basic s3cret:x", "Basic !", "s3cret:x", ""] {
        let answer = try await server.get("/search?q=ship", ["Authorization": field])
        #expect(answer.status == 401 && answer.code == "token-required", "\(field)")
        #expect(answer.fields["www-authenticate"]?.contains("Basic") == true)
      }
      #expect(try await server.get("/health").status == 200)
      #expect(try await server.get("/ready").status == 200)
      #expect(try await server.get("/metrics").status == 401)
    }
    #expect(throws: Tokens.InvalidLine(number: 2)) { try Tokens("# a\nname nothash\n") }
  }
}
