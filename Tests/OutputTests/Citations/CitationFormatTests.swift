import Archive
import Foundation
import SearchEngine
import Testing

@testable import Output

/// Citations as files for reference managers.
struct CitationFormatTests {
  private static let citation = SampleCitation.make(
    title: "AUKUS & the Harbour: 5% {off}", author: "Quill, Ada, Tern, Bo, Jr., Reuters Staff",
    publisher: "The Post", published: "2021-10-18", language: "en",
    url: "https://post.example/a_b%20c", heading: "The first boat")

  @Test func `a record of RIS`() throws {
    #expect(
      try Self.citation.text(in: .ris)
        == """
        TY  - NEWS
        AU  - Quill, Ada
        AU  - Tern, Bo, Jr.
        AU  - Reuters Staff
        TI  - AUKUS & the Harbour: 5% {off}
        T2  - The Post
        PY  - 2021
        DA  - 2021/10/18/
        LA  - en
        UR  - https://post.example/a_b%20c
        N1  - passage 2 of 3, under "The first boat", sha256 0123456789ab
        ID  - quill2021-12p2
        ER  - \n
        """.replacing("\n", with: "\r\n"))
  }

  @Test func `an entry of BibTeX`() throws {
    #expect(
      try Self.citation.text(in: .bibtex) == #"""
        @article{quill2021-12p2,
          author = {Quill, Ada and Tern, Jr., Bo and {Reuters Staff}},
          title = {{AUKUS} \& the {Harbour}: 5\% \textbraceleft{}off\textbraceright{}},
          journal = {The Post},
          date = {2021-10-18},
          year = {2021},
          month = oct,
          language = {en},
          url = {https://post.example/a_b%20c},
          note = {passage 2 of 3, under "The first boat", sha256 0123456789ab},
        }

        """#)
  }

  @Test func `an item of CSL-JSON`() throws {
    let text = try Self.citation.text(in: .csl)
    let items = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
    let expected: [String: Any] = [
      "id": "quill2021-12p2", "type": "article-newspaper",
      "title": "AUKUS & the Harbour: 5% {off}", "container-title": "The Post",
      "author": [
        ["family": "Quill", "given": "Ada"],
        ["family": "Tern", "given": "Bo", "suffix": "Jr."], ["literal": "Reuters Staff"],
      ],
      "issued": ["date-parts": [[2021, 10, 18]]], "language": "en",
      "URL": "https://post.example/a_b%20c",
      "note": "passage 2 of 3, under \"The first boat\", sha256 0123456789ab",
    ]
    #expect(items.map { NSArray(array: $0) } == [expected] as NSArray)
  }

  @Test(arguments: [
    ("The Post", "https://a.example", "TY  - NEWS", "@article{", "article-newspaper"),
    ("Eastgate Review", nil, "TY  - MGZN", "@article{", "article-magazine"),
    (nil, "https://a.example", "TY  - ELEC", "@online{", "webpage"),
    (nil, nil, "TY  - GEN", "@misc{", "document"),
  ])
  func `the type follows from what is known`(
    publisher: String?, url: String?, ris: String, bibtex: String, csl: String
  ) throws {
    let citation = SampleCitation.make(title: "T", publisher: publisher, url: url)
    #expect(try citation.text(in: .ris).hasPrefix(ris))
    #expect(try citation.text(in: .bibtex).hasPrefix(bibtex))
    #expect(try citation.text(in: .csl).contains("\"\(csl)\""))
  }

  @Test(arguments: [
    ("2021", "DA  - 2021///", "{2021}", "[2021]"),
    ("2021-10", "DA  - 2021/10//", "{2021-10}", "[2021,10]"),
  ])
  func `a date has the parts that are known`(
    published: String, ris: String, bibtex: String, csl: String
  ) throws {
    let citation = SampleCitation.make(title: "T", published: published)
    #expect(try citation.text(in: .ris).contains("PY  - 2021\r\n\(ris)\r\n"))
    #expect(try citation.text(in: .bibtex).contains("  date = \(bibtex),\n  year = {2021},\n"))
    #expect(try citation.text(in: .csl).filter { !$0.isWhitespace }.contains("[\(csl)]"))
  }

  @Test func `a date that is no date is text, or left out`() throws {
    let citation = SampleCitation.make(title: "T", published: "Whitsun")
    #expect(!(try citation.text(in: .ris).contains("PY  ")))
    #expect(try citation.text(in: .bibtex).contains("  year = {Whitsun},\n"))
    #expect(try citation.text(in: .csl).contains("\"literal\" : \"Whitsun\""))
  }

  @Test(arguments: [
    ("Quill, Ada", nil, "quill-12"), ("Łukasz Żółć", nil, "zolc-12"),
    ("Jörg Weiß", "2021", "weiss2021-12"), ("習近平", "2021", "article2021-12"),
    (nil, nil, "thepost-12"), ("Cnut Ælfgar", nil, "aelfgar-12"),
    ("{}\\%#, ~@,", nil, "article-12"),
  ])
  func `a key is in plain letters`(author: String?, published: String?, key: String) throws {
    let citation = SampleCitation.make(
      title: "T", author: author, publisher: "The Post", published: published)
    #expect(try citation.text(in: .bibtex).contains("{\(key),\n"))
  }

  @Test func `keys of a file are unique, and none and many are valid files`() throws {
    let citations = Array(repeating: Self.citation, count: 3)
    let bibtex = try Citation.text(of: citations, in: .bibtex)
    for key in ["{quill2021-12p2,", "{quill2021-12p2-2,", "{quill2021-12p2-3,"] {
      #expect(bibtex.components(separatedBy: key).count == 2)
    }
    #expect(try Citation.text(of: citations, in: .ris).components(separatedBy: "TY  - ").count == 4)
    #expect(try Citation.text(of: [], in: .csl) == "[\n\n]\n")
    for style in [CitationStyle.plain, .ris, .bibtex] {
      #expect(try Citation.text(of: [], in: style) == "")
    }
    #expect(try Citation.text(of: citations, in: .plain).split(separator: "\n").count == 3)
  }

  @Test(arguments: [
    ("the AUKUS pact", "the {AUKUS} pact"), ("The pact", "The pact"), ("iPhone", "{iPhone}"),
    ("NATO's", "{NATO's}"), ("\"NATO\", (Us)", "\"{NATO}\", ({Us})"), ("“The pact", "“The pact"),
    ("a_b -- c--d ''e''", "a\\_b -{}- c-{}-d '{}'e'{}'"),
    ("@ Ada{", "{@} {Ada}\\textbraceleft{}"),
  ])
  func `BibTeX keeps capitals and signs`(title: String, expected: String) {
    #expect(LaTeX.protectingCapitals(title) == expected)
  }
}
