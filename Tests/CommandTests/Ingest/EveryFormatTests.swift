import Foundation
import TestSupport
import Testing

/// Every supported format of one article must give the same article.
@Suite(.enabled(if: Project.hasPython, "no python3"))
struct EveryFormatTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    _ = try run(
      "python3", [Project.fixture("every_format.py")] + KnownArticle.paragraphs, in: folder.path
    ).checked()
  }

  private struct Known: Equatable {
    var title = KnownArticle.title
    var author = KnownArticle.author
    var publisher = KnownArticle.publisher
    var published = KnownArticle.published
    var language = KnownArticle.language
    var url = KnownArticle.url
    var text = KnownArticle.text
  }

  @Test func `every format gives the same article`() throws {
    let ingest = try folder.search("ingest", "in", "-d", "a.db")
    #expect(ingest.errors.contains("failure") == false, "\(ingest.errors)")
    #expect(ingest.status == 0)
    let found = try articles()
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("in")).sorted()
    #expect(names.count >= 25)
    for name in names {
      let file = "in/" + name
      let here = found.filter {
        $0.location == file || $0.location.hasPrefix(file + "#")
          || $0.location.hasPrefix(file + "/") || $0.location.hasPrefix(file + ":")
      }
      #expect(here.count == 1, "\(name): \(here.map(\.location))")
      if let article = here.first { #expect(article.known == Known(), "\(name)") }
    }
  }

  @Test func `documents are converted to the same text`() throws {
    guard Project.hasProgram("pdftotext"), Project.hasProgram("pandoc") else {
      return skip("no pdftotext or pandoc")
    }
    for format in ["docx", "odt", "epub"] {
      let made = try run(
        "pandoc", ["converted.html", "--standalone", "-o", "documents/known.\(format)"],
        in: folder.path)
      try #require(made.status == 0, "\(made.errors)")
    }
    let ingest = try folder.search("ingest", "documents", "-d", "a.db")
    #expect(ingest.status == 0, "\(ingest.errors)")
    let found = try articles()
    #expect(found.count == 4, "\(found.map(\.location))")
    for article in found {
      #expect(article.known.title == KnownArticle.title, "\(article.location)")
      var words = article.known.text.split(whereSeparator: \.isWhitespace)
      // Some formats repeat the title as a heading.
      if words.starts(with: ["The", "harbour", "reopens"]) { words.removeFirst(3) }
      #expect(
        words == KnownArticle.text.split(whereSeparator: \.isWhitespace), "\(article.location)")
    }
  }

  private func articles() throws -> [(location: String, known: Known)] {
    let sql = """
      SELECT json_group_array(json_array(location, title, author, publisher, published, language,
        url, text)) FROM articles JOIN article_texts ON article_id = articles.id
      """
    let result = try folder.sql(sql, in: "a.db")
    let rows = try JSONDecoder().decode([[String?]].self, from: Data(result.utf8))
    return rows.map { row in
      let row = row.map { $0 ?? "" }
      return (
        row[0],
        Known(
          title: row[1], author: row[2], publisher: row[3], published: String(row[4].prefix(10)),
          language: String(row[5].prefix(2)), url: row[6], text: row[7])
      )
    }
  }
}
