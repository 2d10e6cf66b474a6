import Archive
import QueryLanguage
import SearchEngine
import TestSupport
import Testing

/// The matches in the whole text of an article.
struct ArticleMarksTests {
  private static let title = "Submarines"
  private static let text =
    "The SUBMARINE dived.\n\nA dive of submarines\nin the café, not a submarina."

  /// Returns the marked parts of the title and the text.
  private func marked(_ query: String) throws -> (title: [String], text: [String]) {
    let folder = try TemporaryFolder()
    let archive = try Archive.open(writingTo: folder.path("a.db"))
    try archive.put([
      PreparedArticle(
        ArticleMetadata(location: "a", title: Self.title), paragraphs: [Self.text])
    ])
    let marks = try Searcher(archive).marks(
      of: SearchRequest(query), title: Self.title, text: Self.text)
    func parts(_ text: String, _ ranges: [Range<Int>]) -> [String] {
      ranges.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
    }
    return (parts(Self.title, marks.title), parts(Self.text, marks.text))
  }

  @Test(arguments: [
    ("submarine", ["Submarines"], ["SUBMARINE", "submarines"]),
    ("=submarine", [], ["SUBMARINE"]),
    ("\"submarine dive\"", [], ["SUBMARINE dived"]),
    ("title:submarine dive", ["Submarines"], ["dived", "dive"]),
    ("cafe the", [], ["café"]), ("submarine -dive", ["Submarines"], ["SUBMARINE", "submarines"]),
    ("language:en", [], []), ("", [], []), ("xyz", [], []),
  ])
  func `the words of the query are marked as in snippets`(
    query: String, title: [String], text: [String]
  ) throws {
    let marked = try marked(query)
    #expect(marked.title == title && marked.text == text, "\(marked)")
  }
}

/// Completions of the word that is being typed.
struct CompletionTests {
  @Test func `it is known whether the last word is a whole word`() throws {
    let folder = try TemporaryFolder()
    let archive = try Archive.open(writingTo: folder.path("a.db"))
    let texts = ["a submarine", "two submarines", "the sub sank", "subways"]
    try archive.put(
      texts.enumerated().map { index, text in
        PreparedArticle(
          ArticleMetadata(location: "\(index)", title: "Title"), paragraphs: [text])
      })
    let searcher = Searcher(archive)
    for (typed, best, occurs) in [
      ("nuclear subm", "nuclear submarine", false), ("sub", "submarine", true),
      ("submarines", "submarine", true), ("xyz", nil, false), ("sub ", nil, false),
    ] {
      let completions = try searcher.completions(of: typed, limit: 5)
      #expect(completions.list.first?.text.hasPrefix(best ?? "-") ?? (best == nil), "\(typed)")
      #expect(completions.lastWordOccurs == occurs, "\(typed)")
    }
  }
}
