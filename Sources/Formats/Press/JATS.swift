internal import CivilCalendar
internal import TextAnalysis

extension XMLKind {
  /// JATS (https://jats.nlm.nih.gov), and articles in DocBook, whose root has the same name.
  static let jats = XMLKind(
    roots: ["article", "pmc-articleset"],
    isRecord: { name, parent in name == "article" && ["", "pmc-articleset"].contains(parent) },
    isContainer: { _ in false },
    record: { nodes in
      let elements = XMLElements(nodes)
      let isJATS = ["front", "body", "article-meta"].contains { elements.child($0) != nil }
      return isJATS ? JATS(nodes) : DocBook(nodes)
    })
}

/// An article of a journal.
struct JATS: XMLRecord {
  private let elements: XMLElements

  init(_ nodes: MarkupList) { elements = XMLElements(nodes) }

  var isArticle: Bool { true }

  func draft(in feed: Feed) throws(ReadError) -> ArticleDraft {
    let meta = elements.first("article-meta")
    var draft = ArticleDraft()
    let ids = elements.all("article-id", in: meta ?? 0)
    let doi = ids.first { elements.nodes[$0].attributes["pub-id-type"] == "doi" }
    draft.docno = elements.line(doi ?? ids.first)
    draft.url = elements.line(doi).map { "https://doi.org/" + $0 }
    draft.title =
      elements.line(of: "article-title", in: meta) ?? elements.line(elements.child("title"))
    draft.author = authors(in: meta)
    draft.publisher =
      elements.line(of: "journal-title") ?? elements.line(of: "publisher-name")
    draft.published = date(in: meta)
    draft.language = elements.attribute("lang", of: 0)
    draft.text = text(below: meta, title: draft.title)
    return draft
  }

  private func text(below meta: Int?, title: String?) -> String {
    let body = elements.child("body")
    let names = Self.names
    let abstracts = elements.all("abstract", in: meta ?? 0).map {
      elements.paragraphs(in: $0, as: names)
    }
    let replies = elements.children().filter {
      ["sub-article", "response"].contains(elements.nodes.name(at: $0))
    }.flatMap { reply in
      [
        elements.line(of: "article-title", in: reply).map { "## " + $0 },
        elements.paragraphs(in: elements.first("body", in: reply), as: names),
      ]
    }
    return XMLElements.joined(
      abstracts + [elements.paragraphs(in: body, leavingOut: title, as: names)] + replies)
  }

  private func authors(in meta: Int?) -> String? {
    guard let meta else { return nil }
    let people = elements.all("contrib", in: meta).filter {
      [nil, "author"].contains(elements.nodes[$0].attributes["contrib-type"])
    }
    let names = people.prefix(200).compactMap { person -> String? in
      let given = elements.line(of: "given-names", in: person)
      guard let family = elements.line(of: "surname", in: person) else {
        return elements.line(of: "string-name", in: person)
          ?? elements.line(of: "collab", in: person)
      }
      return given.map { $0 + " " + family } ?? family
    }
    return names.isEmpty ? nil : names.joined(separator: ", ")
  }

  /// Returns the date on which the article appeared: the electronic one, if there are several.
  private func date(in meta: Int?) -> String? {
    guard let meta else { return nil }
    let dates = elements.all("pub-date", in: meta)
    let date =
      dates.first { index in
        let attributes = elements.nodes[index].attributes
        return attributes["pub-type"] == "epub" || attributes["date-type"] == "pub"
      } ?? dates.first
    guard let date else { return nil }
    let parts = ["year", "month", "day"].map { elements.line(of: $0, in: date) }
    guard let year = parts[0] else { return nil }
    guard let month = parts[1].flatMap({ Int($0) }), (1...12).contains(month) else {
      return parts[1].map { "\($0) \(year)" } ?? year
    }
    let start = year + "-" + month.padded(2)
    guard let day = parts[2].flatMap({ Int($0) }), (1...31).contains(day) else { return start }
    return start + "-" + day.padded(2)
  }

  /// The elements of HTML for those of JATS.
  private static let names = [
    "sec": "section", "title": "h2", "list": "ul", "list-item": "li", "disp-quote": "blockquote",
    "fig": "figure", "caption": "figcaption", "table-wrap": "figure", "disp-formula": "div",
    "tex-math": "script", "ref-list": "script", "boxed-text": "div", "verse-line": "br",
    "break": "br", "abstract": "div", "sub-article": "div", "object-id": "script",
    "permissions": "script", "def-list": "dl", "def-item": "div", "term": "dt", "def": "dd",
    "attrib": "footer", "fn": "p", "verse-group": "p", "preformat": "pre",
  ]
}
