internal import TextAnalysis

extension XMLKind {
  /// An export of Evernote (https://evernote.com/blog/how-evernotes-xml-export-format-works).
  static let notes = XMLKind(
    roots: ["en-export"], isRecord: { name, parent in name == "note" && parent == "en-export" },
    isContainer: { $0 == "en-export" }, record: { ExportedNote($0) }, endsAtNextRecord: true,
    textsLeftOut: ["data", "recognition", "alternate-data"])
}

/// A note with its text in ENML, which is a kind of XHTML.
struct ExportedNote: XMLRecord {
  private let elements: XMLElements

  init(_ nodes: MarkupList) { elements = XMLElements(nodes) }

  var isArticle: Bool { true }

  func draft(in feed: Feed) throws(ReadError) -> ArticleDraft {
    let attributes = elements.child("note-attributes")
    var draft = ArticleDraft()
    draft.title = elements.line(elements.child("title"))
    draft.author = elements.line(elements.child("author", of: attributes))
    draft.url = elements.line(elements.child("source-url", of: attributes))
    draft.published = elements.line(elements.child("created"))
    let content = elements.text(elements.child("content")) ?? ""
    // The text is a document of its own, with a declaration and a document type before the note.
    let start = content.firstRange(of: "<en-note")?.lowerBound ?? content.startIndex
    draft.text = try HTMLFragment.text(of: String(content[start...]), leavingOut: draft.title)
    let files = elements.all("file-name").compactMap { elements.line($0) }
    if !files.isEmpty {
      draft.text = XMLElements.joined([draft.text] + files.map { "Attachment: " + $0 })
    }
    return draft
  }
}
