import Archive
import SearchEngine
import Testing

@testable import Output

/// The citation on one line.
struct CitationLineTests {
  @Test func `all facts are on the line`() {
    let citation = SampleCitation.make(
      title: "The harbour reopens", author: "Ada Quill, Bo Tern", publisher: "The Post",
      published: "2021-10-18T09:30:00Z", url: "https://post.example/harbour",
      heading: "The first boat")
    #expect(
      citation.line == """
        Ada Quill and Bo Tern, "The harbour reopens", The Post, 18 October 2021, \
        https://post.example/harbour, passage 2 of 3, under "The first boat", sha256 0123456789ab
        """)
  }

  @Test func `missing facts leave no stray commas`() {
    let values: [(String, WritableKeyPath<ArticleMetadata, String?>)] = [
      ("Ada Quill", \.author), ("The Post", \.publisher), ("2021", \.published),
      ("https://post.example/", \.url),
    ]
    for present in 0..<16 {
      var metadata = ArticleMetadata(location: "a.txt", title: "T")
      for (index, value) in values.enumerated() {
        metadata[keyPath: value.1] = present >> index & 1 == 1 ? value.0 : " \n"
      }
      let line = SampleCitation.make(metadata).line
      let expected = [
        present & 1 > 0 ? "Ada Quill" : nil, "\"T\"", present & 2 > 0 ? "The Post" : nil,
        present & 4 > 0 ? "2021" : nil, present & 8 > 0 ? "https://post.example/" : "a.txt",
        "sha256 0123456789ab",
      ]
      #expect(line == expected.compactMap(\.self).joined(separator: ", "))
    }
  }

  @Test(arguments: [
    ("\"No limits\": Xi and Putin", "\"'No limits': Xi and Putin\""),
    ("The “real” story", "\"The ‘real’ story\""), ("Die „Wende“", "\"Die ‚Wende‘\""),
    ("Don't", "\"Don't\""), ("«Да»", "\"«Да»\""),
  ])
  func `quotation marks inside a title become single ones`(title: String, quoted: String) {
    #expect(SampleCitation.make(title: title).line.hasPrefix(quoted + ", a.txt, "))
  }

  @Test(arguments: [
    ("2021", "2021"), ("2021-10", "October 2021"), ("2021-03-05", "5 March 2021"),
    ("2021-12-31T23:30:00-08:00", "31 December 2021"), ("0987", "987"),
    ("2021-13-01", "2021-13-01"), ("Whitsun 1920", "Whitsun 1920"),
  ])
  func `a date is as precise as it is known`(published: String, date: String) {
    let line = SampleCitation.make(title: "T", published: published).line
    #expect(line.hasPrefix("\"T\", \(date), "))
  }

  @Test(arguments: [
    ("## A heading\n\nOne two three.", "Over there", ", under \"Over there\""),
    ("One two three four five six seven.", nil, ", \"One two three four five six…\""),
    ("## Only a heading", nil, ", \"Only a heading\""), ("One\ntwo.", nil, ", \"One two.\""),
    ("One two.", "T", ", \"One two.\""), ("a \"b\" c", nil, ", \"a 'b' c\""),
    ("One, two, three, four, five, six, seven", nil, ", \"One, two, three, four, five, six…\""),
    ("", nil, ""), (" \u{7}", nil, ""),
    (String(repeating: "漢", count: 90), nil, ", \"\(String(repeating: "漢", count: 40))…\""),
  ])
  func `a passage is named by its heading or its first words`(
    text: String, heading: String?, locator: String
  ) {
    let citation = SampleCitation.make(title: "T", heading: heading, text: text)
    #expect(citation.line == "\"T\", a.txt, passage 2 of 3\(locator), sha256 0123456789ab")
  }

  @Test func `no text can break the line`() {
    let hostile = "a\r\nb\u{2028}c\td\u{85}e\u{0}\u{1B}[31m\u{202E}f\u{2066} \u{3000} g"
    let citation = SampleCitation.make(
      ArticleMetadata(
        location: hostile, title: hostile, author: hostile, publisher: hostile,
        published: hostile, language: hostile, url: hostile),
      hash: "\n\u{1B}0", heading: "x" + hostile, text: hostile)
    let clean = "a b c d e[31mf g"
    #expect(
      citation.line == """
        \(clean), "\(clean)", \(clean), \(clean), \(clean), passage 2 of 3, under "x\(clean)", \
        sha256 0
        """)
  }
}
