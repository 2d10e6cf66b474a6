internal import TextAnalysis

extension XMLKind {
  /// A dump of MediaWiki (https://www.mediawiki.org/xml/export-0.11.xsd), page by page.
  static let mediaWiki = XMLKind(
    roots: ["mediawiki"], isRecord: { name, parent in name == "page" && parent == "mediawiki" },
    isContainer: { $0 == "mediawiki" }, record: { MediaWikiPage($0) }, endsAtNextRecord: true)
}

/// A page of a wiki with its last revision.
struct MediaWikiPage: XMLRecord {
  private let elements: XMLElements

  init(_ nodes: MarkupList) { elements = XMLElements(nodes) }

  /// False for redirects, and for pages outside the articles, such as talk pages and templates.
  var isArticle: Bool {
    let space = elements.line(elements.child("ns")) ?? "0"
    let model = elements.line(of: "model") ?? "wikitext"
    return space == "0" && model == "wikitext" && elements.child("redirect") == nil
      && !Self.isRedirect(elements.text(elements.first("text", in: revision)) ?? "")
  }

  private static func isRedirect(_ text: String) -> Bool {
    text.utf8.first == UInt8(ascii: "#") && text.prefix(9).lowercased() == "#redirect"
  }

  private var revision: Int? {
    elements.children().last { elements.nodes.name(at: $0) == "revision" }
  }

  func draft(in feed: Feed) throws(ReadError) -> ArticleDraft {
    var draft = ArticleDraft()
    draft.title = elements.line(elements.child("title"))
    draft.docno = elements.line(elements.child("id"))
    draft.publisher = feed.publisher
    draft.language = feed.language
    draft.published = elements.line(elements.child("timestamp", of: revision))
    if let title = draft.title, let base = feed.base, base.contains("://") {
      let path = String(
        decoding: title.utf8.map { $0 == 0x20 ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
      draft.url = RelativeAddress.resolved("./" + path, against: base)
    }
    let source = elements.text(elements.child("text", of: revision)) ?? ""
    draft.text = try HTMLFragment.text(of: Wikitext.html(source), leavingOut: draft.title)
    return draft
  }
}
