internal import TextAnalysis

extension XMLKind {
  /// The News Industry Text Format (https://iptc.org/standards/nitf).
  static let nitf = XMLKind(
    roots: ["nitf"], isRecord: { name, parent in name == "nitf" && parent.isEmpty },
    isContainer: { _ in false }, record: { NITF($0) })
}

/// An article in NITF.
struct NITF: XMLRecord {
  private let elements: XMLElements
  /// The index of the `nitf` element, which may be inside another format.
  private let root: Int

  init(_ nodes: MarkupList) { self.init(XMLElements(nodes), at: 0) }

  init(_ elements: XMLElements, at root: Int) {
    self.elements = elements
    self.root = root
  }

  var isArticle: Bool { true }

  func draft(in feed: Feed) throws(ReadError) -> ArticleDraft {
    let head = elements.first("head", in: root)
    let bodyHead = elements.first("body.head", in: root)
    let publication = elements.first("pubdata", in: head)
    var draft = ArticleDraft()
    draft.docno = elements.attribute("id-string", of: elements.first("doc-id", in: head))
    draft.title =
      elements.line(of: "hl1", in: bodyHead) ?? elements.line(of: "hedline", in: bodyHead)
      ?? elements.line(of: "title", in: head)
    draft.author = author(in: bodyHead)
    draft.publisher =
      elements.attribute("name", of: publication) ?? elements.line(of: "distributor", in: bodyHead)
      ?? elements.attribute("holder", of: elements.first("doc.copyright", in: head))
    draft.published =
      elements.attribute("norm", of: elements.first("date.issue", in: head))
      ?? elements.attribute("date.publication", of: publication)
      ?? elements.attribute("norm", of: elements.first("story.date", in: bodyHead))
    draft.language = elements.attribute("lang", of: root)
    draft.url = elements.attribute("ex-ref", of: publication)
    draft.text = text(below: bodyHead, title: draft.title)
    return draft
  }

  private func author(in head: Int?) -> String? {
    guard let byline = elements.first("byline", in: head) else { return nil }
    let people = elements.all("person", in: byline).compactMap { elements.line($0) }
    if !people.isEmpty { return people.joined(separator: ", ") }
    // The title of the author's position has an element of its own.
    let words = elements.nodes[byline..<elements.nodes.end(of: byline)]
    let position = elements.first("byttl", in: byline)
    let name = words.indices.filter { index in
      position.map { !($0..<elements.nodes.end(of: $0)).contains(index) } ?? true
    }.map { elements.nodes[$0].text }.joined()
    return normalizedLine(name).map(JSONFields.withoutBy)
  }

  private func text(below head: Int?, title: String?) -> String {
    let content = elements.first("body.content", in: root)
    let blocks = content.map { elements.all("block", in: $0) } ?? []
    // Some archives have the first paragraph a second time, in a block of its own.
    let full = blocks.first { elements.nodes[$0].attributes["class"] == "full_text" }
    var main = elements.paragraphs(in: full ?? content, leavingOut: title, as: Self.names)
    if main.isEmpty {
      main = elements.paragraphs(in: elements.first("abstract", in: head), as: Self.names)
    }
    return XMLElements.joined([elements.line(of: "hl2", in: head), main])
  }

  /// The elements of HTML for those of NITF.
  static let names = [
    "block": "div", "body.content": "div", "abstract": "div", "hl1": "h1", "hl2": "h2",
    "media": "figure", "media-caption": "figcaption", "media-producer": "p", "bq": "blockquote",
    "nitf-table": "div", "fn": "p", "media-metadata": "script", "media-object": "script",
  ]
}
