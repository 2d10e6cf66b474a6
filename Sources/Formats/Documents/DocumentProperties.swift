internal import TextAnalysis

/// The title, author and date that a document's file states, apart from its text.
struct DocumentProperties: Sendable {
  private var title: String?
  private var author: String?
  private var created: String?

  /// Reads the output of `pdfinfo`: lines such as `Title: The harbour`.
  init(lines: [UInt8]) {
    for line in String(decoding: lines, as: UTF8.self).split(whereSeparator: \.isNewline) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = normalizedLine(String(line[line.index(after: colon)...]))
      switch line[..<colon] {
      case "Title": title = title ?? value
      case "Author": author = author ?? value
      case "CreationDate": created = created ?? value
      default: break
      }
    }
  }

  /// Reads the properties in a member of a document that is a zip; nil for other documents.
  ///
  /// The stream of `source` is used up if the document has a path of its own.
  init?(ofMembers source: Source, kind: String) {
    guard let name = ["docx": "docProps/core.xml", "odt": "meta.xml"][kind] else { return nil }
    let stream: ByteStream
    if source.path == nil {
      // The bytes are needed again for the copy that the converter reads.
      guard let bytes = try? source.stream.peek(ReaderLimits.articleBytes) else { return nil }
      stream = ByteStream(Array(bytes))
    } else {
      stream = source.stream
    }
    var xml: [UInt8]?
    do {
      try ContainerReader.read(
        stream, begin: { $0 == name },
        { _, member in
          xml = try member.readAll(limit: Self.maxBytes)
          throw Found()
        }, failed: { _, _ in })
    } catch {
      // The file was found, or it is damaged, which the converter reports.
    }
    guard let xml else { return nil }
    self.init(xml: xml)
  }

  private struct Found: Error {}
  private static let maxBytes = 1 << 20

  /// Reads Dublin Core elements.
  init(xml: [UInt8]) {
    var tokens = XMLTokenizer(ByteStream(xml))
    var name = ""
    var text: [UInt8] = []
    while let token = try? tokens.next() {
      switch token {
      case .start(let tag):
        name = tag.name.lowercased()
        text = []
      case .text(let bytes): text += bytes
      case .end:
        let value = normalizedLine(String(decoding: text, as: UTF8.self))
        switch name {
        case "dc:title": title = title ?? value
        case "meta:initial-creator": author = value ?? author
        case "dc:creator": author = author ?? value
        case "dcterms:created", "meta:creation-date": created = value ?? created
        case "dc:date": created = created ?? value
        default: break
        }
        name = ""
      }
    }
  }

  /// Fills in what the document itself does not say.
  func complete(_ draft: inout ArticleDraft) {
    if normalizedLine(draft.title) == nil { draft.title = usableTitle }
    if normalizedLine(draft.author) == nil { draft.author = usableAuthor }
    if normalizedLine(draft.published) == nil { draft.published = created }
  }

  /// Gives a document the title of its properties, if that is one.
  ///
  /// The first line of the text, which was its title so far, becomes text again.
  func replaceTitle(of draft: inout ArticleDraft) {
    if let usableTitle, let line = normalizedLine(draft.title), line != usableTitle {
      draft.text = line + "\n\n" + draft.text
      draft.title = usableTitle
    }
    complete(&draft)
  }

  /// The title, unless a program made it up.
  private var usableTitle: String? {
    guard let title, title.utf8.count <= 500 else { return nil }
    let lower = title.lowercased()
    let starts = [
      "microsoft word", "microsoft powerpoint", "microsoft excel", "untitled", "unbenannt",
      "sans titre", "sin título", "powerpoint presentation", "(anonymous)", "http://", "https://",
      "file:",
    ]
    let names: Set<String> = [
      "document", "dokument", "draft", "layout", "print", "scan", "slide", "title", "titel",
    ]
    let endings = [
      ".doc", ".docx", ".odt", ".pdf", ".rtf", ".txt", ".indd", ".qxd", ".pmd", ".ps", ".tex",
      ".dvi", ".html", ".tmp", ".ppt", ".pptx", ".xls", ".xlsx",
    ]
    let isWord = !title.contains(" ")
    let hasFigures = title.contains { $0.isNumber || $0 == "_" }
    let isMadeUp =
      starts.contains(where: lower.hasPrefix) || endings.contains(where: lower.hasSuffix)
      || names.contains(lower.filter(\.isLetter)) || isWord && hasFigures
      || title.count { $0.isLetter } < 3 || title.contains("\u{FFFD}")
    return isMadeUp ? nil : title
  }

  private var usableAuthor: String? {
    guard let author, author.utf8.count <= 500 else { return nil }
    let madeUp: Set<String> = [
      "user", "admin", "administrator", "owner", "unknown", "anonymous", "(anonymous)", "author",
      "microsoft office user", "windows user", "standard", "default", "root", "pc", "test",
    ]
    return madeUp.contains(author.lowercased()) || !author.contains(where: \.isLetter)
      ? nil : author
  }
}
