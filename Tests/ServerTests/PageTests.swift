@testable import Archive
import Foundation
import SearchEngine
import TestSupport
import Testing

@testable import SearchServer

/// The web pages without their script.
struct PageTests {
  @Test func `the page of results lists the hits of the search, with their words marked`()
    async throws
  {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      let answer = try await server.get("/?q=number3+harbour&sort=oldest")
      #expect(answer.status == 200)
      #expect(answer.fields["content-type"] == "text/html; charset=utf-8")
      #expect(answer.text.contains("A ship called <mark>number3</mark> left the <mark>harbour"))
      #expect(answer.text.contains("<h2 dir=\"auto\"><a href=\"/read/4?q=number3+harbour&amp;sort"))
      #expect(
        answer.text.contains(
          "role=\"status\">30 articles found for “number3 harbour”, page 1 of 3</p>"))
      #expect(answer.text.contains("value=\"number3 harbour\""))
      let last = try await server.get("/?q=ship&page=3")
      #expect(last.text.contains("id=\"hit-21\"") && !last.text.contains("rel=\"next\""))
      #expect(try await server.get("/?q=ship&page=0").status == 400)
      let beyond = try await server.get("/?q=ship&page=99")
      #expect(beyond.status == 200 && beyond.text.contains("Go to the first page"))
    }
  }

  @Test func `facets, timeline and order are links that change one thing`() async throws {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      let page = try await server.get("/?q=ship&author=x&page=2").text
      #expect(page.contains("href=\"/?q=ship\""), "the chip removes the filter")
      let plain = try await server.get("/?q=ship").text
      #expect(
        plain.contains("<a href=\"/?q=ship&amp;publisher=The+Gazette\"><bdi>The Gazette</bdi>"))
      #expect(plain.contains("href=\"/?q=ship&amp;since=2010-01-01&amp;until=2010-12-31\""))
      #expect(plain.contains("href=\"/?q=ship&amp;sort=newest\""))
      #expect(plain.contains("<svg class=\"bars\""))
      let filtered = try await server.get("/?q=ship&publisher=The+Post&since=2012&until=2012").text
      #expect(filtered.contains("<bdi>The Post</bdi>") && filtered.contains("<bdi>2012</bdi>"))
      #expect(filtered.contains("name=\"since\" value=\"2012-01-01\""))
      #expect(filtered.contains("name=\"until\" value=\"2012-12-31\""))
      // The field for a new query keeps the filters.
      #expect(filtered.contains("<input type=\"hidden\" name=\"publisher\" value=\"The Post\">"))
    }
  }

  @Test func `the count beside a filter is the number of articles that it leaves`() async throws {
    let folder = try TemporaryFolder()
    let archive = try Archive.open(writingTo: folder.path("a.db"))
    let names = ["The Times", "New York Times", "The Times of India", "The Post"]
    let languages = ["en", "en-GB", "EN-au", "eng", "de"]
    try archive.put(
      (0..<40).map { index in
        var metadata = ArticleMetadata(location: "\(index)", title: "Ship")
        metadata.publisher = names[index % names.count]
        metadata.author = index % 3 == 0 ? "Ada Quill" : "Ada"
        metadata.language = languages[index % languages.count]
        return PreparedArticle(metadata, paragraphs: ["A ship."])
      })
    try await TestServer.run(folder.path("a.db")) { server in
      let page = try await server.get("/?q=ship").text
      let entries = page.matches(
        of: /<li><a href="(\/\?q=ship&[^"]+)"><bdi>[^<]*<\/bdi><\/a> <span class="n">(\d+)</)
      #expect(entries.count == 11)
      for entry in entries {
        let link = String(entry.1).replacing("&amp;", with: "&")
        let filtered = try await server.get(link).text
        #expect(
          filtered.contains(">\(entry.2) articles found")
            || filtered.contains("\(entry.2) article "),
          "\(link)")
      }
    }
  }

  @Test func `filters without words list the articles that pass`() async throws {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      let page = try await server.get("/?publisher=The+%22Post&sort=oldest").text
      #expect(page.contains("10 articles found"), "\(page)")
      #expect(page.contains("<h1 id=\"results-title\" class=\"hidden\" dir=\"auto\">Articles</h1>"))
    }
  }

  @Test func `the start page says what the archive holds`() async throws {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      let page = try await server.get("/").text
      #expect(page.contains("<h1>Search 30 articles</h1>"))
      #expect(page.contains("Published from 11 January 2010 to 11 "))
      #expect(page.contains(", by 2 publishers"))
      #expect(page.contains("<a href=\"/read/"))
    }
  }

  @Test func `nothing found, with what can be done about it`() async throws {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      let page = try await server.get("/?q=harbo&publisher=Post&all=1&no-suggest=1").text
      #expect(page.contains("Nothing was found"))
      #expect(page.contains("href=\"/?q=harbour&amp;publisher=Post&amp;all=1"))
      #expect(page.contains("Search without the filters"))
      #expect(page.contains("some of the words"))
      let corrected = try await server.get("/?q=harbuor").text
      #expect(corrected.contains("These are the results for “harbour”."))
      #expect(corrected.contains("/read/1?q=harbour&amp;at="))
    }
  }

  @Test func `an article shows its text, its marks and its place in the results`() async throws {
    let folder = try TemporaryFolder()
    try Self.write(to: folder.path("a.db"))
    try await TestServer.run(folder.path("a.db")) { server in
      let list = try await server.get("/?q=harbour&sort=oldest").text
      let link = try #require(list.firstMatch(of: /href="(\/read\/[^"#]*at=2)"/)?.1)
      let page = try await server.get(String(link).replacing("&amp;", with: "&")).text
      #expect(page.contains("<h1 dir=\"auto\" lang=\"en-GB\">Second</h1>"))
      #expect(page.contains("<h2 dir=\"auto\"><span id=\"p1\"></span>The "))
      let text = page.replacing(/<span id="p\d"><\/span>/, with: "")
      #expect(
        page.contains("<h2 dir=\"auto\"><span id=\"p1\"></span>The <mark id=\"m1\">harbour</mark>"))
      #expect(text.contains("<h3 dir=\"auto\">Deeper</h3>"), "levels are not skipped")
      #expect(text.contains("<ul>\n<li dir=\"auto\">one</li>\n<li dir=\"auto\">two "))
      #expect(text.contains("<p dir=\"auto\">Tide in,<br>tide out.<br></p>"))
      #expect(text.contains("letters often are goes on.</p>"))
      #expect(text.contains("<li dir=\"auto\" value=\"3\">a</li>\n"))
      #expect(text.contains("<li dir=\"auto\" value=\"4\">b and c</li>\n</ol>"))
      #expect(text.contains("<tr><td dir=\"auto\">Port</td><td dir=\"auto\">Ships</td></tr>\n<tr>"))
      #expect(text.contains("<p dir=\"auto\">| A</p>"))
      #expect(page.contains("2 matches") && page.contains("href=\"#m2\""))
      #expect(page.contains("2 of 3"))
      #expect(page.contains("<a rel=\"prev\" href=\"/read/1?q=harbour&amp;sort=oldest&amp;at=1\">"))
      #expect(page.contains("<a rel=\"next\" href=\"/read/3?q=harbour&amp;sort=oldest&amp;at=3\">"))
      #expect(page.contains("href=\"/?q=harbour&amp;sort=oldest#hit-2\""))
      #expect(
        page.contains("href=\"/?publisher=The+Post&amp;since=2021-03-02&amp;until=2021-03-08"))
      #expect(page.contains("<time datetime=\"2021-03-05\">5 March 2021</time>"))
      #expect(page.contains("<meta name=\"citation_title\" content=\"Second\">"))
      #expect(page.contains("<meta name=\"DC.date\" content=\"2021-03-05\">"))
      let alone = try await server.get("/read/2").text
      #expect(!alone.contains("<mark") && !alone.contains("id=\"back\""))
    }
  }

  /// Writes three articles about a harbour.
  private static func write(to path: String) throws {
    let archive = try Archive.open(writingTo: path)
    let texts = [
      ["The harbour was full."],
      [
        "# The harbour", "### Deeper", "- one", "- two harbours", "Tide in,\ntide out.",
        "A line that is as long as the lines of typed letters often are\ngoes on.",
        "3. a\n4. b\nand c",
        "Port | Ships\nDover | 7", "| A",
      ], ["No harbour."],
    ]
    try archive.put(
      texts.enumerated().map { index, paragraphs in
        var metadata = ArticleMetadata(
          location: "\(index).txt", title: ["First", "Second", "Third"][index])
        metadata.publisher = "The Post"
        metadata.language = "en-GB"
        metadata.published = "2021-03-0\(4 + index)"
        return PreparedArticle(metadata, paragraphs: paragraphs)
      })
  }

  @Test func `an article can be cited by a line and by files`() async throws {
    let folder = try TemporaryFolder()
    let archive = try Archive.open(writingTo: folder.path("a.db"))
    var metadata = ArticleMetadata(location: "a.txt", title: "A pact", url: "https://a.example/x")
    metadata.author = "Ada Quill, Bo Tern"
    metadata.published = "2021-03-05"
    try archive.put([
      PreparedArticle(metadata, paragraphs: ["First words here.", "A submarine is in the second."])
    ])
    try await TestServer.run(folder.path("a.db")) { server in
      let page = try await server.get("/read/1?q=submarine").text
      #expect(page.contains("https://a.example/x#:~:text=A%20submarine%20is%20in%20the%20second"))
      #expect(page.contains("<meta name=\"citation_author\" content=\"Bo Tern\">"))
      #expect(page.contains("Ada Quill and Bo Tern"))
      for (format, start, name) in [
        ("ris", "TY  - ", "article-1.ris"), ("bibtex", "@", "article-1.bib"),
        ("csl", "[", "article-1.json"), ("plain", "Ada Quill", "article-1.txt"),
      ] {
        #expect(page.contains("/articles/1/citation?format=\(format)") || format == "plain")
        let file = try await server.get("/articles/1/citation?format=\(format)")
        #expect(file.status == 200 && file.text.hasPrefix(start), "\(file.text)")
        #expect(file.fields["content-disposition"] == "attachment; filename=\"\(name)\"")
      }
      #expect(try await server.get("/articles/1/citation?format=word").status == 400)
    }
  }

  @Test func `problems are pages for browsers and JSON for programs`() async throws {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      for (target, status) in [
        ("/?q=ship&sort=best", 400), ("/?q=ship&colour=red", 400), ("/read/999", 404),
        ("/read/x", 404), ("/?q=a&all=1&any=1", 409), ("/?q=%zz", 400), ("/assets/page.css", 404),
      ] {
        let answer = try await server.get(target)
        #expect(answer.status == status && answer.text.hasPrefix("<!DOCTYPE html>"), "\(target)")
        #expect(answer.fields["content-security-policy"]?.contains("script-src 'self'") == true)
      }
      let browser = ["Accept": "text/html,application/xhtml+xml,*/*;q=0.8"]
      #expect(try await server.get("/nothing", browser).text.hasPrefix("<!DOCTYPE html>"))
      #expect(try await server.get("/nothing").code == "no-such-path")
      #expect(try await server.get("/search?q=a&sort=x", browser).code == "invalid-parameter")
    }
    let slow: @Sendable () -> Void = { Thread.sleep(forTimeInterval: 0.2) }
    try await TestServer.run(
      ships.path,
      {
        $0.deadline = 100
        $0.onCheck = slow
      }
    ) { server in
      let answer = try await server.get("/?q=ship&partial=0")
      #expect(answer.status == 504 && answer.text.contains("<h1>"), "\(answer.text)")
    }
  }

  @Test func `the first page needs three requests, and assets never change`() async throws {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      let page = try await server.get("/?q=ship")
      let policy = try #require(page.fields["content-security-policy"])
      #expect(policy == Reply.pagePolicy && !policy.contains("unsafe"))
      #expect(!page.text.contains("style=") && !page.text.contains("<style"))
      let assets = page.text.matches(of: /(?:src|href)="(\/assets\/[^"]+)"/).map { String($0.1) }
      #expect(assets.count == 2)
      for asset in assets {
        let answer = try await server.get(asset, ["Accept-Encoding": "gzip"])
        #expect(answer.status == 200)
        #expect(answer.fields["cache-control"] == "public, max-age=31536000, immutable")
        #expect(answer.body.count <= (asset.hasSuffix("js") ? 10_240 : 8_192), "\(asset)")
      }
      let tag = try #require(page.fields["etag"])
      #expect(try await server.get("/?q=ship", ["If-None-Match": tag]).status == 304)
    }
  }

  @Test func `while a word is typed, its best completion is searched for`() async throws {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      let typing = try await server.get("/?q=number3+harb&part=typing").text
      #expect(typing.contains("data-query=\"number3 harbour\""))
      #expect(typing.contains("data-text=\"number3 harbour\""))
      #expect(!typing.contains("<html") && !typing.contains("id=\"refine\""))
      let whole = try await server.get("/?q=harbour&part=typing").text
      #expect(whole.contains("data-query=\"harbour\""))
      let filter = try await server.get("/?q=ship+publisher:p&part=typing").text
      #expect(filter.contains("data-query=\"ship publisher:p\""))
      let refine = try await server.get("/?q=harbour&part=refine").text
      #expect(refine.hasPrefix("<aside id=\"refine\"") && refine.contains("The Gazette"))
      let results = try await server.get("/?q=harbour&part=results").text
      #expect(results.hasPrefix("<section id=\"results\"") && !results.contains("id=\"refine\""))
      #expect(try await server.get("/?part=results").text.contains("Search 30 articles"))
    }
  }

  @Test func `pages need a token if the server has tokens, their assets do not`() async throws {
    let ships = try ShipArchive()
    let tokens = try Tokens("reader \(sha256(of: "secret"))")
    try await TestServer.run(ships.path, { $0.tokens = tokens }) { server in
      let refused = try await server.get("/?q=ship")
      #expect(refused.status == 401 && refused.text.hasPrefix("<!DOCTYPE html>"))
      #expect(refused.fields["www-authenticate"]?.contains("Basic") == true)
      #expect(try await server.get("/read/1").status == 401)
      #expect(try await server.get(PageAsset.style.address).status == 200)
      #expect(try await server.get("/?q=ship", ["Host": "evil.example"]).status == 403)
      let basic = "Basic " + Data("me:secret".utf8).base64EncodedString()
      #expect(try await server.get("/?q=ship", ["Authorization": basic]).status == 200)
    }
  }
}

/// Dates as the pages show them.
struct ReadableDateTests {
  @Test(arguments: [
    ("2023-03-05T09:30:00+11:00", "5 March 2023"), ("2023-03", "March 2023"), ("2023", "2023"),
    ("0987-01-02", "2 January 987"),
  ])
  func `a date is written as people write it`(published: String, expected: String) {
    #expect(ReadableDate(published)?.text == expected)
  }

  @Test(arguments: ["", "soon", "2023-13-01", "2023-02-30", "<b>", "March"])
  func `what is not in the calendar is no date`(published: String) {
    #expect(ReadableDate(published) == nil)
  }

  @Test(arguments: [
    ("2021-01-01", "2021-12-31", "2021"), ("2021-03-01", "2021-03-31", "March 2021"),
    ("2021-03-01", "2021-05-31", "March 2021 to May 2021"), ("2020", "2021", "2020 to 2021"),
    ("2021-03-05", "2021-03-05", "5 March 2021"),
    ("2021-03-05", "2021-03-08", "5 March 2021 to 8 March 2021"),
    ("last-week", "today", "last-week to today"),
  ])
  func `a range is as short as its bounds allow`(since: String, until: String, expected: String) {
    #expect(DayRange.text(since, until) == expected)
    #expect(DayRange.text("2021", nil) == "since 2021")
  }
}
