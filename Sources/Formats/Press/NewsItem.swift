internal import TextAnalysis

extension XMLKind {
  /// NewsML-G2 (https://iptc.org/standards/newsml-g2), NewsML 1, and news items with elements such
  /// as `headline` and `text`.
  static let newsML = XMLKind(
    roots: ["newsmessage", "newsitem", "newsml"],
    isRecord: { name, parent in
      name == "newsitem" && ["", "itemset", "newsml"].contains(parent)
    }, isContainer: { _ in false }, record: { NewsItem($0) },
    textsLeftOut: ["inlinedata64", "binary"])
}

/// A news item: its metadata, and a text in NITF, in HTML, or plain.
struct NewsItem: XMLRecord {
  private let elements: XMLElements

  init(_ nodes: MarkupList) { elements = XMLElements(nodes) }

  /// False for items without a headline and a text, such as lists of codes.
  var isArticle: Bool {
    ["headline", "title", "body.content", "html", "inlinedata", "text"].contains {
      elements.first($0) != nil
    }
  }

  func draft(in feed: Feed) throws(ReadError) -> ArticleDraft {
    let item = elements.first("itemmeta")
    let content = elements.first("contentmeta")
    var draft = ArticleDraft()
    draft.docno =
      elements.attribute("guid", of: 0) ?? elements.line(of: "newsitemid")
      ?? elements.attribute("itemid", of: 0)
    draft.title = elements.line(of: "headline") ?? elements.line(of: "title", in: item ?? 0)
    let by = elements.line(of: "by", in: content) ?? elements.line(of: "byline")
    draft.author =
      by.map(JSONFields.withoutBy) ?? name(of: elements.first("creator", in: content))
    draft.publisher = name(of: elements.first("provider")) ?? elements.line(of: "providerid")
    draft.published =
      elements.line(of: "versioncreated") ?? elements.line(of: "firstcreated")
      ?? elements.line(of: "contentcreated") ?? elements.line(of: "thisrevisioncreated")
      ?? elements.attribute("date", of: 0)
    draft.language =
      elements.attribute("tag", of: elements.first("language", in: content))
      ?? elements.attribute("lang", of: 0)
    draft.text = try text(of: &draft)
    return draft
  }

  private func name(of index: Int?) -> String? {
    elements.line(of: "name", in: index) ?? elements.attribute("literal", of: index)
  }

  /// Returns the text.
  ///
  /// Metadata that only a document inside the item has is added to `draft`.
  private func text(of draft: inout ArticleDraft) throws(ReadError) -> String {
    if let root = elements.first("nitf") {
      let inside = try NITF(elements, at: root).draft(in: Feed())
      draft.complete(with: inside)
      return inside.text
    }
    let title = draft.title
    for name in ["body.content", "html", "datacontent", "text"] {
      guard let index = elements.first(name) else { continue }
      let text = elements.paragraphs(in: index, leavingOut: title, as: NITF.names)
      if !text.isEmpty { return text }
    }
    if let data = elements.text(elements.first("inlinedata")) {
      return HTMLFragment.isHTML(data)
        ? try HTMLFragment.text(of: data, leavingOut: title) : data
    }
    return elements.line(of: "description") ?? ""
  }
}
