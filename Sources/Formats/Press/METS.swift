internal import TextAnalysis

extension XMLKind {
  /// METS (https://www.loc.gov/standards/mets): the structure of a scanned work, whose words are in
  /// files of ALTO beside it.
  static let mets = XMLKind(
    roots: ["mets", "mets:mets"], isRecord: { _, parent in parent.isEmpty },
    isContainer: { _ in false }, record: { METS($0) }, textsLeftOut: ["bindata"])
}

/// A scanned work: what describes it, the titles of its parts, and the names of the files with its
/// words.
///
/// These files are articles of their own.
struct METS: XMLRecord {
  private let elements: XMLElements

  init(_ nodes: MarkupList) { elements = XMLElements(nodes.renamed(Self.withoutPrefix)) }

  var isArticle: Bool { true }

  /// - Throws: `ReadError.noArticles` if nothing says what the work is.
  func draft(in feed: Feed) throws(ReadError) -> ArticleDraft {
    let about = elements.first("dmdsec")
    var draft = ArticleDraft()
    draft.title =
      elements.line(of: "title", in: about) ?? elements.attribute("label", of: 0)
      ?? elements.attribute("label", of: elements.first("div"))
    draft.author = authors(in: about)
    draft.publisher = elements.line(of: "publisher", in: about)
    draft.published =
      elements.line(of: "dateissued", in: about) ?? elements.line(of: "date", in: about)
    draft.language =
      elements.line(of: "languageterm", in: about) ?? elements.line(of: "language", in: about)
    draft.docno = elements.line(of: "identifier", in: about)
    draft.text = XMLElements.joined(
      labels(leavingOut: draft.title) + files.map { "Attachment: " + $0 })
    guard draft.title != nil else { throw .noArticles }
    return draft
  }

  /// The names of the people in MODS, or the creators in Dublin Core.
  private func authors(in about: Int?) -> String? {
    guard let about else { return nil }
    let people = elements.all("name", in: about).compactMap { name -> String? in
      elements.line(of: "displayform", in: name)
        ?? normalizedLine(
          elements.all("namepart", in: name).compactMap { elements.line($0) }
            .joined(separator: " "))
    }
    let names = people + elements.all("creator", in: about).compactMap { elements.line($0) }
    return names.isEmpty ? nil : names.prefix(100).joined(separator: ", ")
  }

  /// The titles of the parts, such as the articles of a newspaper, each once.
  private func labels(leavingOut title: String?) -> [String] {
    var known: Set<String> = [title ?? ""]
    return elements.all("div").prefix(Self.maxParts).compactMap {
      elements.attribute("label", of: $0)
    }.filter { label in label.contains(where: \.isLetter) && known.insert(label).inserted }
  }

  /// The addresses of the files that hold the words of the pages.
  private var files: [String] {
    let groups = elements.all("filegrp").filter { group in
      let use = elements.attribute("use", of: group)?.lowercased() ?? ""
      return use.contains("alto") || use.contains("text") || use.contains("ocr")
    }
    return groups.flatMap { elements.all("flocat", in: $0) }.prefix(Self.maxParts).compactMap {
      elements.attribute("href", of: $0)
    }
  }

  private static func withoutPrefix(_ name: String) -> String {
    name.split(separator: ":").last.map(String.init) ?? name
  }

  private static let maxParts = 10_000
}
