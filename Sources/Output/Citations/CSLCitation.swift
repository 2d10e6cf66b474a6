internal import CivilCalendar

/// A citation as an item of CSL-JSON, the input of citation processors.
///
/// See <https://github.com/citation-style-language/schema>, `csl-data.json`.
struct CSLCitation: Encodable {
  private var id: String
  private var type: String
  private var title: String?
  private var author: [Name]?
  private var containerTitle: String?
  private var issued: Issued?
  private var language: String?
  private var url: String?
  private var note: String

  private enum CodingKeys: String, CodingKey {
    case id, type, title, author, issued, language, note
    case containerTitle = "container-title"
    case url = "URL"
  }

  /// A person, or a name that is not taken apart.
  private struct Name: Encodable {
    var given: String?
    var family: String?
    var suffix: String?
    var literal: String?

    init(_ name: AuthorName) {
      switch name {
      case .person(let given, let family, let suffix):
        (self.given, self.family, self.suffix) = (given, family, suffix)
      case .literal(let name): literal = name
      }
    }
  }

  /// A date as numbers, with as many parts as are known, or as text.
  private struct Issued: Encodable {
    var parts: [[Int]]?
    var literal: String?

    private enum CodingKeys: String, CodingKey {
      case literal
      case parts = "date-parts"
    }

    init(_ cited: CitedDate) {
      if let date = cited.date {
        parts = [[date.year, date.month, date.day].compactMap(\.self)]
      } else {
        literal = cited.text
      }
    }
  }

  init(_ fields: CitedFields) {
    id = fields.key
    type =
      switch fields.kind {
      case .newspaperArticle: "article-newspaper"
      case .magazineArticle: "article-magazine"
      case .webPage: "webpage"
      case .document: "document"
      }
    title = fields.title
    author = fields.authors.isEmpty ? nil : fields.authors.map(Name.init)
    containerTitle = fields.publisher
    issued = fields.date.map(Issued.init)
    language = fields.language
    url = fields.address
    note = fields.note
  }
}
