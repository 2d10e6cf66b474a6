import Archive
import Foundation
import Output
import SearchEngine
import TestSupport
import Testing

@testable import SearchServer

/// What each endpoint answers.
struct ServerEndpointTests {
  @Test func `answers are those of the command, apart from the time`() async throws {
    let ships = try ShipArchive()
    let searcher = Searcher(try Archive.open(readingFrom: ships.path))
    try await TestServer.run(ships.path) { server in
      let queries = [
        "ship": "ship", "ship -number3": "ship+-number3",
        "\"left the harbour\"":
          "%22left+the+harbour%22", "publisher:post ship": "publisher:post+ship", "": "",
      ]
      for (query, encoded) in queries {
        var options = SearchOptions()
        options.limit = 7
        options.explains = true
        options.countsExactly = true
        options.facets = [.publisher, .year]
        let expected = try searcher.search(SearchRequest(query, options)).json()
        let answer = try await server.get(
          "/search?q=\(encoded)&limit=7&explain=1&facets=publisher,year")
        #expect(answer.status == 200 && answer.fields["content-type"] == "application/json")
        #expect(try same(answer.body, Array(expected.utf8)), "\(query): \(answer.text)")
      }
    }
  }

  /// Compares JSON objects without the members that only one of them has to have.
  private func same(_ a: [UInt8], _ b: [UInt8]) throws -> Bool {
    func plain(_ bytes: [UInt8]) throws -> NSDictionary {
      var object = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] ?? [:]
      for name in ["elapsed_ms", "next", "explanation"] { object[name] = nil }
      return object as NSDictionary
    }
    return try plain(a) == plain(b)
  }

  @Test func `a plus is a space, and an escaped plus is the operator`() async throws {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      let either = try await server.get("/search?q=number1+number2")
      let required = try await server.get("/search?q=number1+%2Bnumber2")
      #expect(either.object["total"] as? Int == 2)
      #expect(required.object["total"] as? Int == 1)
      #expect(required.object["query"] as? String == "number1 +number2")
    }
  }

  @Test func `similar words are found on request`() async throws {
    let ships = try ShipArchive(articles: 30)
    try await TestServer.run(ships.path) { server in
      let without = try await server.get("/search?q=shiip&no-suggest")
      #expect(without.object["total"] as? Int == 0)
      let with = try await server.get("/search?q=shiip&fuzzy=1")
      #expect(with.object["total"] as? Int == 30)
      let understood = with.object["understood"] as? String
      #expect(understood == "shiip; shiip also as \"ship\"")
      for wrong in ["fuzzy=3", "fuzzy=x", "fuzzy=1&plain=1"] {
        #expect(try await server.get("/search?q=ship&\(wrong)").status >= 400)
      }
    }
  }

  @Test func `a walk by cursors visits every hit once, with the same total and facets`()
    async throws
  {
    let ships = try ShipArchive(articles: 307)
    try await TestServer.run(ships.path) { server in
      var target = "/search?q=ship&limit=25&facets=publisher&no-suggest"
      var seen: [Int] = []
      var totals: Set<Int> = []
      var facets: Set<NSDictionary> = []
      for _ in 0..<40 {
        let answer = try await server.get(target)
        let hits = try #require(answer.object["hits"] as? [[String: Any]])
        seen += hits.compactMap { ($0["article"] as? [String: Any])?["id"] as? Int }
        totals.insert(answer.object["total"] as? Int ?? -1)
        facets.insert(answer.object["facets"] as? NSDictionary ?? [:])
        #expect(answer.object["total_is_exact"] as? Bool == true)
        guard let next = answer.object["next"] as? String else { break }
        let link = try #require(answer.fields["link"])
        #expect(link.hasSuffix("; rel=\"next\"") && link.contains(next))
        target = String(link.dropFirst().prefix { $0 != ">" })
      }
      #expect(seen.count == 307 && Set(seen).count == 307)
      #expect(totals == [307] && facets.count == 1)
    }
  }

  @Test func `a cursor of an older archive, or of another query, says so`() async throws {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      let first = try await server.get("/search?q=ship&limit=5")
      let cursor = try #require(first.object["next"] as? String)
      #expect(try await server.get("/search?q=ship&limit=9&cursor=\(cursor)").status == 200)
      let other = try await server.get("/search?q=harbour&limit=5&cursor=\(cursor)")
      #expect(other.status == 409 && other.code == "invalid-cursor")
      #expect(try await server.get("/search?q=ship&cursor=x").code == "invalid-cursor")
      try ShipArchive.write(3, to: ships.path, from: 1_000)
      let stale = try await server.get("/search?q=ship&limit=5&cursor=\(cursor)")
      #expect(stale.status == 409 && stale.code == "stale-cursor")
      let again = try await server.get("/search?q=ship&limit=5")
      #expect(again.object["total"] as? Int == 33)
      #expect(again.fields["etag"] != first.fields["etag"])
    }
  }

  @Test func `HEAD, entity tags and compression follow HTTP`() async throws {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      let get = try await server.get("/search?q=ship")
      let head = try await server.get("/search?q=ship", method: "HEAD")
      #expect(head.status == 200 && head.body.isEmpty)
      for name in ["content-type", "etag", "cache-control"] {
        #expect(head.fields[name] == get.fields[name] && head.fields[name] != nil, "\(name)")
      }
      #expect(head.fields["content-length"].flatMap { Int($0) } ?? 0 > 500)
      let tag = try #require(get.fields["etag"])
      for field in [tag, "\"a\", \(tag)", "*", String(tag.dropFirst(2))] {
        let cached = try await server.get("/search?q=ship", ["If-None-Match": field])
        #expect(cached.status == 304 && cached.body.isEmpty, "\(field)")
      }
      #expect(try await server.get("/search?q=ship", ["If-None-Match": "\"a\""]).status == 200)
      let options = try await server.get("/search", method: "OPTIONS")
      #expect(options.status == 204 && options.body.isEmpty)
      #expect(options.fields["allow"] == "GET, HEAD, OPTIONS")
      #expect(options.fields["content-length"] == nil && options.fields["content-type"] == nil)
      let zipped = try await server.get("/search?q=ship", ["Accept-Encoding": "br, gzip;q=0.5"])
      #expect(zipped.fields["content-encoding"] == "gzip" && zipped.body.starts(with: [31, 139]))
      let plain = try await server.get("/search?q=ship", ["Accept-Encoding": "gzip;q=0"])
      #expect(plain.fields["content-encoding"] == nil)
    }
  }

  @Test func `articles, passages, similar articles, timelines, facets and completions`()
    async throws
  {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      let article = try await server.get("/articles/3?cite=1")
      #expect(article.object["passage_count"] as? Int == 2 && article.object["citation"] != nil)
      let passage = try await server.get("/articles/3/passages/2?context=0")
      #expect((passage.object["passages"] as? [Any])?.count == 1)
      #expect(try await server.get("/articles/3/passages/9").code == "no-such-passage")
      #expect(try await server.get("/articles/99").code == "no-such-article")
      #expect(try await server.get("/articles/x").status == 404)
      let similar = try await server.get("/similar/3?limit=2")
      #expect((similar.object["hits"] as? [Any])?.count == 2)
      let timeline = try await server.get("/timeline?q=ship&by=year")
      #expect(timeline.object["total"] as? Int == 30)
      let facets = try await server.get("/facets?q=ship&facets=publisher")
      #expect((facets.object["hits"] as? [Any])?.isEmpty == true)
      #expect(facets.object["facets_total"] as? Int == 30)
      let suggest = try await server.get("/suggest?q=left+har")
      #expect(suggest.text.hasPrefix("[\"left har\",[\"left harbour\"],"), "\(suggest.text)")
      let status = try await server.get("/status")
      #expect(status.object["articles"] as? Int == 30)
      let feed = try await server.get("/feed.atom?q=ship&limit=3")
      #expect(feed.text.components(separatedBy: "<entry>").count == 4)
      #expect(feed.text.contains("C++ harbour") && !feed.text.contains("<b>"))
      #expect(try await server.get("/opensearch.xml").text.contains("{searchTerms}"))
    }
  }

  @Test func `a batch has a line for each query, and one that fails does not end it`() async throws
  {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      let body = """
        {"id": "a", "query": "number1"}
        {"query": "number2 number3"}

        {"id": "c", "query": ""}
        """
      let answer = try await server.get("/batch?limit=1", method: "POST", body: body)
      let lines = answer.text.split(separator: "\n").compactMap {
        (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any]
      }
      #expect(lines.map { $0["id"] as? String } == ["a", "2", "c"], "\(answer.text)")
      #expect(lines.compactMap { $0["total"] as? Int } == [1, 2, 0])
      let list = try await server.get(
        "/batch?limit=1", method: "POST", body: "[{\"query\": \"number4\"}]")
      #expect(list.object["total"] as? Int == 1 && list.object["id"] as? String == "1")
      let malformed = try await server.get("/batch", method: "POST", body: "{\"query\": 1}\n")
      #expect(malformed.status == 400 && malformed.code == "malformed-line")
      let raw = try await server.get(
        "/batch?raw=1", method: "POST", body: "{\"query\": \"(a\"}\n{\"query\": \"ship\"}\n")
      #expect(raw.text.split(separator: "\n").count == 2)
      #expect(raw.text.contains("malformed-expression") && raw.text.contains("\"total\":30"))
    }
  }

  @Test func `the description names every endpoint and parameter`() throws {
    let bytes = Data(PackageResources.openapi_json)
    let document = try #require(
      try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
    let components = document["components"] as? [String: [String: [String: Any]]]
    let parameters = components?["parameters"] ?? [:]
    var described: [String: [String]] = [:]
    for (path, operations) in paths {
      let operation = operations["get"] ?? operations["post"] ?? [:]
      described[path] = (operation["parameters"] as? [[String: String]])?.compactMap { reference in
        let name = reference["$ref"]?.split(separator: "/").last.map(String.init) ?? ""
        return parameters[name]?["in"] as? String == "query"
          ? parameters[name]?["name"] as? String : nil
      }.sorted()
    }
    var known: [String: [String]] = [:]
    for endpoint in SearchService.endpoints {
      let path =
        "/"
        + endpoint.path.map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : $0 }
        .joined(separator: "/")
      known[path] = endpoint.parameters.sorted()
    }
    #expect(described == known)
  }
}
