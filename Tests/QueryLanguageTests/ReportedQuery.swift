import QueryLanguage
import Testing

/// A query from a public report, and how it is read.
struct ReportedQuery: CustomTestStringConvertible {
  /// The report that shows or asks for the query, as `owner/repository#number`.
  let source: String
  let text: String
  /// The canonical form.
  let canonical: String
  /// The codes of the notices.
  let notices: [String]

  init(_ source: String, _ text: String, _ canonical: String, _ notices: [String] = []) {
    (self.source, self.text, self.canonical, self.notices) = (source, text, canonical, notices)
  }

  var testDescription: String { "\(source): \(text)" }

  /// Checks the canonical form and the notices, and that the canonical form means the same.
  func check() {
    let query = Query(text)
    #expect(query.description == canonical)
    #expect(query.notices.map(\.code) == notices)
    #expect(Query(query.description).parts == query.parts)
  }
}
