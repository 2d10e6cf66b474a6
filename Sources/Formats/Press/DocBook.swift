internal import TextAnalysis

extension XMLKind {
  /// DocBook 4 and 5 (https://docbook.org): a book or a part of one.
  ///
  /// An article has the root element of JATS.
  static let docBook = XMLKind(
    roots: DocBook.roots,
    isRecord: { name, parent in parent.isEmpty && DocBook.roots.contains(name) },
    isContainer: { _ in false }, record: { DocBook($0) })
}

/// A book, an article or another document in DocBook.
struct DocBook: XMLRecord {
  static let roots: Set<String> = [
    "book", "part", "chapter", "appendix", "preface", "section", "sect1", "refentry", "reference",
  ]

  private let elements: XMLElements

  init(_ nodes: MarkupList) { elements = XMLElements(nodes) }

  var isArticle: Bool { true }

  func draft(in feed: Feed) throws(ReadError) -> ArticleDraft {
    // DocBook 5 calls the element `info`; before, each kind of document has its own.
    let info = elements.children().first { elements.nodes.name(at: $0).hasSuffix("info") }
    func line(_ names: String...) -> String? {
      names.lazy.compactMap { elements.line(elements.child($0, of: info)) }.first
    }
    var draft = ArticleDraft()
    draft.title =
      elements.line(elements.child("title")) ?? line("title")
      ?? elements.line(of: "refname", in: elements.child("refnamediv"))
    draft.author = authors(in: info)
    draft.publisher =
      elements.line(of: "publishername", in: info) ?? line("orgname", "corpname", "publisher")
    draft.published = line("pubdate", "date")
    draft.docno = line("biblioid", "isbn", "issn", "pubsnumber")
    draft.language = elements.attribute("lang", of: 0)
    let abstract = elements.paragraphs(in: elements.child("abstract", of: info), as: Self.names)
    draft.text = XMLElements.joined([
      abstract, elements.paragraphs(in: 0, leavingOut: draft.title, as: Self.textNames),
    ])
    guard draft.hasText || draft.title != nil else { throw .empty }
    return draft
  }

  private func authors(in info: Int?) -> String? {
    guard let info else { return nil }
    let names = elements.all("author", in: info).prefix(200).compactMap { person -> String? in
      guard let family = elements.line(of: "surname", in: person) else {
        return elements.line(of: "personname", in: person) ?? elements.line(person)
      }
      return elements.line(of: "firstname", in: person).map { $0 + " " + family } ?? family
    }
    return names.isEmpty ? nil : names.joined(separator: ", ")
  }

  /// The elements of HTML for those of the text; what describes the document is left out.
  private static let textNames = names.merging(
    [
      "info": "script", "articleinfo": "script", "bookinfo": "script", "chapterinfo": "script",
      "refentryinfo": "script", "sectioninfo": "script", "refmeta": "script", "toc": "script",
      "index": "script", "bibliography": "script",
    ]) { own, _ in own }

  /// The elements of HTML for those of DocBook.
  private static let names = [
    "title": "h2", "subtitle": "p", "para": "p", "simpara": "p", "formalpara": "div",
    "itemizedlist": "ul", "orderedlist": "ol", "variablelist": "dl", "varlistentry": "div",
    "listitem": "li", "term": "dt", "programlisting": "pre", "screen": "pre",
    "literallayout": "pre", "blockquote": "blockquote", "attribution": "footer", "row": "tr",
    "entry": "td", "thead": "tbody", "note": "div", "tip": "div", "warning": "div",
    "caution": "div", "important": "div", "example": "div", "figure": "figure",
    "superscript": "sup", "informaltable": "table", "footnote": "note", "remark": "script",
    "indexterm": "script", "refname": "p", "refpurpose": "p", "synopsis": "pre", "cmdsynopsis": "p",
    "qandaentry": "div", "question": "div", "answer": "div",
  ]
}
