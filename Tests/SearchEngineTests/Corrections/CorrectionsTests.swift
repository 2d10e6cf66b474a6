import Archive
import QueryLanguage
@testable import SearchEngine
import SearchModel
import TestSupport
import Testing

/// The answers to queries with a misspelled word.
struct CorrectionsTests {
  private static let texts = [
    "Petrov met Stoltenberg", "NATO and the election", "Stoltenberg leads NATO", "Nord Stream 2",
    "the Nord Stream pipe", "Petrov and Orlov", "a government",
  ]

  private func search(_ text: String, corrects: Bool, suggests: Bool = true) throws
    -> SearchResponse
  {
    let archive = try Archive.holding(
      Self.texts.enumerated().map { PreparedArticle("\($0)", title: "t", paragraphs: [$1]) })
    try archive.optimize()
    var request = SearchRequest(Query(text))
    request.corrects = corrects
    request.suggests = suggests
    return try Searcher(archive).search(request)
  }

  private func found(_ response: SearchResponse) -> Set<String> {
    Set(response.hits.map { Self.texts[Int($0.article.metadata.location) ?? 0] })
  }

  @Test func `a corrected query is answered, and a notice says so`() throws {
    let response = try search("Petrow", corrects: true)
    #expect(found(response) == ["Petrov met Stoltenberg", "Petrov and Orlov"])
    #expect(
      response.notices == [Notice(kind: .corrected(query: "Petrov", typed: ["Petrow"]))])
  }

  @Test func `if corrections are only suggested, the query is answered as typed`() throws {
    let nothing = try search("Petrow", corrects: false)
    #expect(nothing.total == 0)
    #expect(
      nothing.notices == [
        Notice(kind: .didYouMean(replacement: "Petrov", typed: "Petrow"), range: 0..<6)
      ])
    let some = try search("Stoltenburg NATO", corrects: false)
    #expect(found(some) == ["NATO and the election", "Stoltenberg leads NATO"])
    #expect(some.notices.map(\.suggestion) == ["Stoltenberg"])
    #expect(try search("Petrow", corrects: true, suggests: false).notices == [])
  }

  @Test func `one misspelled word among several is corrected`() throws {
    let both = try search("Stoltenburg NATO", corrects: true)
    #expect(found(both).contains("Petrov met Stoltenberg"))
    #expect(both.hits.first?.article.metadata.location == "2")
    #expect(both.notices.map(\.suggestion) == ["Stoltenberg NATO"])
    let split = try search("Nordstream 2", corrects: true)
    #expect(split.hits.first?.article.metadata.location == "3")
    #expect(split.notices.map(\.suggestion) == ["\"Nord Stream\" 2"])
    // Each is corrected; a word that cannot be is left as it is.
    #expect(
      try search("Petrow Stoltenburg xyzzyplugh", corrects: true).notices.map(\.suggestion)
        == ["Petrov Stoltenberg xyzzyplugh"])
  }

  @Test(arguments: [
    "NATO -Petrow", "NATO -(Petrow Stoltenburg)", "NATO -(Orlow (Petrow OR goverment))",
    "NATO NOT Petrow",
  ])
  func `excluded words are left alone`(text: String) throws {
    let response = try search(text, corrects: true)
    #expect(response.notices.compactMap(\.suggestion) == [])
    #expect(found(response) == ["NATO and the election", "Stoltenberg leads NATO"])
  }

  @Test func `a word that is excluded elsewhere keeps its exclusion`() throws {
    let response = try search("Petrow -(Petrow Orlow)", corrects: true)
    #expect(response.notices.map(\.suggestion) == ["Petrov -(Petrow Orlow)"])
    #expect(found(response) == ["Petrov met Stoltenberg", "Petrov and Orlov"])
  }

  @Test func `if the corrected query finds nothing either, nothing is said to be shown`() throws {
    let response = try search("+Petrow +goverment", corrects: true)
    #expect(response.total == 0)
    #expect(response.notices.map(\.code) == ["did-you-mean", "did-you-mean"])
  }

  @Test(arguments: seeds(10))
  func `without corrections the answer is the one without suggestions`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let words = ["Petrow", "Stoltenburg", "NATO", "-Orlow", "(", ")", "OR", "Nordstream", "\"a\""]
    for _ in 0..<20 {
      let text = random.words(1...5, of: words).joined(separator: " ")
      let typed = try search(text, corrects: false)
      let plain = try search(text, corrects: false, suggests: false)
      #expect(typed.hits == plain.hits && typed.total == plain.total, "\(text)")
    }
  }
}
