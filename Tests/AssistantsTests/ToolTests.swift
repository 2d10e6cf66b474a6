import Archive
import JSON
import TestSupport
import Testing

@testable import Assistants

/// What the tools answer.
struct ToolTests {
  private let folder: TemporaryFolder
  private let client: TestClient

  init() throws {
    folder = try TemporaryFolder()
    client = TestClient(try AssistantArchive.write(to: folder), .july2026)
  }

  private func ids(_ content: JSONValue) -> [String] {
    (content["results"]?.elements ?? []).compactMap { $0["id"]?.stringValue }
  }

  /// Returns the pages of an answer, of which each ends at a cursor.
  private func pages(
    _ tool: String, _ arguments: [String: JSONValue], _ limits: [Int?] = [nil]
  ) throws -> [JSONValue] {
    var pages: [JSONValue] = []
    var arguments = arguments
    repeat {
      let limit = limits[pages.count % limits.count]
      arguments["limit"] = limit.map { .number(String($0)) }
      pages.append(try client.call(tool, .object(arguments)))
      arguments["cursor"] = pages.last?["next_cursor"]
    } while arguments["cursor"] != nil && pages.count < 2_000
    return pages
  }

  @Test func `filters and the order are those of the command`() throws {
    let post = try client.call(
      "search", ["query": "ship", "publisher": ["the post"], "since": "2015", "limit": 50])
    #expect(!ids(post).isEmpty)
    for result in post["results"]?.elements ?? [] {
      #expect(result["publisher"] == "The Post")
      #expect((result["published"]?.stringValue ?? "") >= "2015")
    }
    let german = try client.call("search", ["query": "ship", "language": ["de"], "limit": 50])
    #expect(german["total"]?.int == 12)
    let one = try client.call("search", ["query": "ship", "author": "Ann Lee", "sort": "oldest"])
    #expect(one["total"]?.int == 15)
    let dates = (one["results"]?.elements ?? []).compactMap { $0["published"]?.stringValue }
    #expect(dates == dates.sorted() && dates.count == 10)
    let nobody = try client.call("search", ["query": "ship", "publisher": ["Nobody"]])
    #expect(nobody["total"]?.int == 0)
    #expect(nobody["notices"]?.elements.first?.stringValue?.contains("Nobody") == true)
  }

  @Test func `a result has its citation and an address`() throws {
    let content = try client.call("search", ["query": "number4"])
    let result = try #require(content["results"]?.elements.first)
    #expect(result["url"] == "https://example.org/ships/4")
    let citation = result["citation"]?.stringValue ?? ""
    #expect(citation.contains("\"Ship 4 leaves the harbour\"") && citation.contains("passage 1"))
    let other = try client.call("search", ["query": "number5"])["results"]?.elements.first
    let id = try #require(other?["id"]?.stringValue)
    #expect(other?["url"]?.stringValue == "article://\(id)")
    #expect(content["note"]?.stringValue?.contains("data, not instructions") == true)
  }

  @Test func `cursors visit every hit once, whatever the limits`() throws {
    for seed in seeds(12) {
      var random = SeededGenerator(seed: seed)
      let limits = (0..<3).map { _ in random.pick([nil, 1, 7, 50, 13]) }
      var arguments: [String: JSONValue] = [
        "query": random.pick(["ship", "word7x1 ship", "until:2020"])
      ]
      arguments["sort"] = random.pick([nil, "newest", "oldest"])
      arguments["passages"] = random.pick([nil, false, true])
      let pages = try pages("search", arguments, limits)
      let total = try #require(pages.first?["total"]?.int)
      #expect(pages.allSatisfy { $0["total"]?.int == total }, "seed \(seed)")
      let seen = pages.flatMap { $0["results"]?.elements ?? [] }.map {
        [$0["id"], arguments["passages"] == true ? $0["passage"] : nil].map {
          $0?.encodedText ?? ""
        }
      }
      #expect(seen.count == total && Set(seen).count == total, "seed \(seed)")
      #expect(total > 20, "seed \(seed)")
    }
    let similar = try pages("similar", ["id": "1"], [9])
    #expect(Set(similar.flatMap(ids)).count == similar.first?["total"]?.int)
    #expect(similar.flatMap(ids).count == similar.first?["total"]?.int)
    #expect(!similar.flatMap(ids).contains("1"))
  }

  @Test func `a long article is read page by page, without a gap`() throws {
    let archive = try Archive.open(readingFrom: folder.path("ships.db"))
    func visible(_ text: String) -> String {
      String(shownText(text).filter { !$0.isWhitespace })
    }
    for id in 61...64 {
      let pages = try pages("fetch", ["id": .string(String(id))])
      let texts = pages.compactMap { $0["text"]?.stringValue }
      #expect(texts.allSatisfy { !$0.isEmpty } && texts.count == pages.count)
      let whole = try archive.text(ofArticle: Int64(id))
      #expect(visible(texts.joined()) == visible(whole), "article \(id)")
      let metadata = pages.compactMap { $0["metadata"] }
      #expect(metadata.first?["first_passage"]?.int == 1)
      let count = try archive.passageCount(ofArticle: Int64(id))
      #expect(metadata.last?["last_passage"]?.int == count)
      #expect(metadata.allSatisfy { $0["passage_count"]?.int == count })
      // The same article as a resource.
      var uri: String? = "article://\(id)"
      var parts: [String] = []
      while let next = uri, parts.count < 1_000 {
        let contents = try client.request("resources/read", ["uri": .string(next)])["contents"]
        let text = contents?.elements.first?["text"]?.stringValue ?? ""
        parts.append(text)
        uri = text.firstMatch(of: /\[The article continues: (\S+)\]$/).map { String($0.output.1) }
      }
      #expect(parts.count >= 1 && parts.count <= pages.count + 1)
      #expect(visible(parts.joined()).count >= visible(whole).count)
    }
    try client.validate()
  }

  @Test func `a place in an article can be named in several ways`() throws {
    let byNumber = try client.call("fetch", ["id": "63", "passage": 399])
    #expect(byNumber["text"]?.stringValue?.hasPrefix("ship1 word399x1 ") == true)
    #expect(byNumber["metadata"]?["citation"]?.stringValue?.contains("passage 399") == true)
    for id in ["63#399", "article://63#399", "book#399"] {
      #expect(try client.call("fetch", ["id": .string(id)])["text"] == byNumber["text"])
    }
    let byURL = try client.call("fetch", ["id": "https://example.org/ships/4"])
    #expect(byURL["id"] == "4")
  }

  @Test func `text is shown without controls and hidden characters`() throws {
    let content = try client.call("fetch", ["id": "62"])
    #expect(content["title"] == "shipbell two")
    let text = content["text"]?.stringValue ?? ""
    #expect(text.contains("ship hidden") && text.contains("第400艘船"))
    for scalar in ["\u{E0061}", "\u{9B}", "\u{202E}", "\u{7}"] { #expect(!text.contains(scalar)) }
  }

  @Test func `the timeline counts all articles, and leaves empty spans out`() throws {
    let content = try client.call("timeline", ["query": "ship", "by": "month"])
    let spans = content["spans"]?.elements ?? []
    let counts = spans.compactMap { $0["count"]?.int }
    #expect(counts.allSatisfy { $0 > 0 } && spans.count > 10)
    #expect(counts.reduce(content["undated"]?.int ?? 0, +) == content["total"]?.int)
  }

  @Test func `a mistake is answered with a sentence that helps to correct it`() throws {
    let first = try client.call("search", ["query": "ship", "limit": 5])
    let cursor = try #require(first["next_cursor"])
    for (tool, arguments, sentence) in [
      ("search", [:], "'search' needs the argument 'query'"),
      ("search", ["query": 5], "'query' must be a string"),
      ("search", ["query": "a", "limit": 1000], "'limit' must be a whole number from 1 to 50"),
      ("search", ["query": "a", "limit": 0], "'limit' must be a whole number from 1 to 50"),
      ("search", ["query": "a", "limit": .number("1e999")], "'limit' must be a whole number"),
      (
        "search", ["query": "a", "q": "b"], "'search' has no argument 'q'; its arguments are query"
      ),
      ("search", ["query": "a", "since": "soon"], "'soon' is not a date"),
      ("search", ["query": "a", "sort": "best"], "use one of relevance, newest, oldest"),
      ("search", ["query": "a", "passages": "yes"], "'passages' must be true or false"),
      ("search", ["query": "a", "publisher": ["?"]], "a name needs a letter or a digit"),
      ("search", ["query": "a", "cursor": "x"], "this is not a cursor"),
      ("search", ["query": "a", "cursor": cursor], "the cursor belongs to other arguments"),
      ("fetch", ["id": "999"], "there is no article '999'"),
      ("fetch", ["id": "1", "passage": 9], "article 1 has 2 passages"),
      ("fetch", ["id": "1", "passage": 0], "'passage' must be a whole number of at least 1"),
      ("similar", ["id": "nothing"], "there is no article 'nothing'"),
      ("status", ["x": 1], "'status' has no argument 'x'; it takes no arguments"),
      ("timeline", ["query": "ship", "by": "week"], "use one of year, month, day"),
    ] as [(String, JSONValue, String)] {
      let text = try client.mistake(tool, arguments)
      #expect(text.contains(sentence), "\(tool) \(arguments.encodedText): \(text)")
    }
    let huge = String(repeating: "x", count: 300_000)
    #expect(try client.mistake("search", ["query": .string(huge)]).contains("longer than"))
    #expect(try client.mistake("fetch", [huge: 1]).utf16.count < 1_000)
    // Null is an absent argument, and whole numbers have several forms.
    let lenient = try client.request(
      "tools/call",
      [
        "name": "search",
        "arguments": ["query": "ship", "since": nil, "limit": .number("5.0"), "cursor": nil],
      ])
    #expect(try ids(client.content(of: lenient)) == ids(first))
  }

  @Test func `a cursor of an older archive says so`() throws {
    let first = try client.call("search", ["query": "ship", "limit": 5])
    let book = try client.call("fetch", ["id": "63"])
    let archive = try Archive.open(writingTo: folder.path("ships.db"))
    try archive.put([PreparedArticle("new", title: "A new ship", paragraphs: ["A ship."])])
    let stale = try client.mistake(
      "search", ["query": "ship", "limit": 5, "cursor": try #require(first["next_cursor"])])
    #expect(stale.contains("the archive has changed"))
    #expect(try client.call("search", ["query": "ship"])["total"]?.int == 65)
    // The article itself is as it was.
    let next = try client.call("fetch", ["id": "63", "cursor": try #require(book["next_cursor"])])
    #expect(next["text"]?.stringValue?.isEmpty == false)
  }
}
