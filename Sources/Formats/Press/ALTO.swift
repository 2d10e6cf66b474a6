internal import TextAnalysis

extension XMLKind {
  /// ALTO (https://www.loc.gov/standards/alto): the words that were recognized on a scanned page.
  static let alto = XMLKind(
    roots: ["alto"], isRecord: { name, parent in name == "alto" && parent.isEmpty },
    isContainer: { _ in false }, record: { ALTO($0) })
}

/// The pages of scanned paper in a file.
struct ALTO: XMLRecord {
  private let nodes: MarkupList

  init(_ nodes: MarkupList) { self.nodes = nodes }

  var isArticle: Bool { true }

  func draft(in feed: Feed) throws(ReadError) -> ArticleDraft {
    var draft = ArticleDraft()
    var text = ""
    // White space that separates the next word from the one before.
    var space = ""
    func append(_ word: String) {
      if !text.isEmpty { text += space }
      text += word
      space = ""
    }
    for node in nodes {
      let attributes = node.attributes
      switch node.name {
      case "textblock", "page", "composedblock":
        space = "\n\n"
        draft.language = draft.language ?? attributes["lang"] ?? attributes["language"]
      case "textline": if space != "\n\n" { space = "\n" }
      case "sp": if space.isEmpty { space = " " }
      case "string":
        guard let word = attributes["content"], !word.isEmpty else { continue }
        // A word that is broken between two lines is written whole in its first part.
        switch attributes["subs_type"]?.lowercased() {
        case "hyppart1": append(attributes["subs_content"] ?? word)
        case "hyppart2" where attributes["subs_content"] != nil: continue
        default: append(word)
        }
        // Not every program marks the spaces.
        space = " "
      default: break
      }
    }
    draft.text = text
    guard draft.hasText else { throw .empty }
    return draft
  }
}
