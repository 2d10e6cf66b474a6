internal import TextAnalysis

extension XMLKind {
  /// TEI P5 and P4 (https://tei-c.org/guidelines), for editions of papers and letters.
  static let tei = XMLKind(
    roots: ["tei", "tei.2", "teicorpus"],
    isRecord: { name, parent in
      ["tei", "tei.2"].contains(name) && ["", "teicorpus"].contains(parent)
    }, isContainer: { _ in false }, record: { TEI($0) }, textsLeftOut: ["binaryobject"])
}

/// A text in TEI with its header.
struct TEI: XMLRecord {
  private let elements: XMLElements

  init(_ nodes: MarkupList) { elements = XMLElements(nodes) }

  var isArticle: Bool { true }

  func draft(in feed: Feed) throws(ReadError) -> ArticleDraft {
    let header = elements.first("teiheader")
    let description = elements.first("filedesc", in: header)
    let statement = elements.first("titlestmt", in: description)
    let publication = elements.first("publicationstmt", in: description)
    let source = elements.first("sourcedesc", in: description)
    var draft = ArticleDraft()
    draft.title = elements.line(of: "title", in: statement)
    let authors = statement.map { elements.all("author", in: $0) } ?? []
    let names = authors.compactMap { elements.line($0) }
    draft.author = names.isEmpty ? nil : names.joined(separator: ", ")
    draft.publisher =
      elements.line(of: "publisher", in: source)
      ?? elements.line(of: "publisher", in: publication)
    // The date of the source is that of the text; the publication may be that of the edition.
    draft.published = date(in: source) ?? date(in: publication)
    draft.docno = elements.line(of: "idno", in: publication)
    draft.language =
      elements.attribute("ident", of: elements.first("language", in: header))
      ?? elements.attribute("lang", of: elements.child("text")) ?? elements.attribute("lang", of: 0)
    draft.text = elements.paragraphs(
      in: elements.child("text"), leavingOut: draft.title, as: Self.names)
    return draft
  }

  private func date(in index: Int?) -> String? {
    guard let date = elements.first("date", in: index) else { return nil }
    return elements.attribute("when", of: date) ?? elements.line(date)
  }

  /// The elements of HTML for those of TEI.
  private static let names = [
    "text": "div", "head": "h2", "ab": "p", "lg": "p", "l": "br", "lb": "br", "pb": "script",
    "fw": "script", "list": "ul", "item": "li", "row": "tr", "cell": "td", "sp": "div",
    "speaker": "p", "stage": "p", "opener": "p", "closer": "p", "byline": "p", "dateline": "p",
    "figdesc": "p", "epigraph": "div", "quote": "blockquote", "title": "span", "orig": "script",
    "sic": "script", "del": "script", "titlepage": "div", "front": "div", "back": "div",
    "form": "span", "object": "span", "label": "span",
  ]
}
