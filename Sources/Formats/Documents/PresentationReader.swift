internal import TextAnalysis

extension Format {
  /// A PPTX file can be recognized only by the names of its members.
  static let presentation = Format(
    "pptx", title: "PowerPoint", extensions: ["pptx"], sharedSignature: ZipSignature.bytes,
    hasSignature: {
      ZipSignature.firstMember(of: $0)?.starts(with: "[Content_Types].xml".utf8) == true
        && $0[...].firstBytes(of: "ppt/".utf8) != nil
    }, isBinary: true, read: { try PresentationReader.read($0) })
}

/// Reads the slides of a presentation (ECMA-376, PresentationML), each with its notes.
enum PresentationReader {
  /// The members of the file that are read.
  struct Members: Sendable {
    /// The slides and the notes, by their numbers.
    var slides: [Int: [UInt8]] = [:]
    var notes: [Int: [UInt8]] = [:]
    var properties: [UInt8]?
    var bytes = 0
  }

  static func read(_ source: Source) throws {
    let members = try Self.members(of: source)
    try source.onRecord(
      FileRecord(bytes: members.bytes) { () throws(ReadError) in try draft(of: members) })
  }

  private static func members(of source: Source) throws -> Members {
    var members = Members()
    var problem: ReadError?
    try ContainerReader.read(
      source.stream, Expansion(outermost: source.nesting.outermost), source.services,
      begin: { number($0) != nil || $0 == properties },
      { name, stream in
        let bytes = try stream.readAll(limit: ReaderLimits.articleBytes - members.bytes)
        members.bytes += bytes.count
        if name == properties {
          members.properties = bytes
        } else if let number = number(name) {
          if name.hasPrefix(slides) {
            members.slides[number] = bytes
          } else {
            members.notes[number] = bytes
          }
        }
      }, failed: { problem = problem ?? $1 })
    if let problem { throw problem }
    return members
  }

  /// Returns the number of a slide or of the notes to a slide, from the name of the member.
  private static func number(_ name: String) -> Int? {
    for start in [slides, notes] where name.hasPrefix(start) && name.hasSuffix(".xml") {
      return Int(name.dropFirst(start.count).dropLast(4))
    }
    return nil
  }

  private static let slides = "ppt/slides/slide"
  private static let notes = "ppt/notesSlides/notesSlide"
  private static let properties = "docProps/core.xml"

  static func draft(of members: Members) throws(ReadError) -> ArticleDraft {
    var draft = ArticleDraft()
    var parts: [String] = []
    for (number, xml) in members.slides.sorted(by: { $0.key < $1.key }) {
      var slide = Slide(xml)
      if draft.title == nil, parts.isEmpty {
        draft.title = slide.title
        slide.title = nil
      }
      parts += [slide.title.map { "## " + $0 }].compactMap(\.self) + slide.paragraphs
      if let notes = members.notes[number] { parts += Slide(notes).paragraphs }
    }
    draft.text = parts.joined(separator: "\n\n")
    members.properties.map { DocumentProperties(xml: $0) }?.complete(&draft)
    guard draft.hasText || normalizedLine(draft.title) != nil else { throw .empty }
    return draft
  }

  /// The words on a slide.
  private struct Slide {
    var title: String?
    var paragraphs: [String] = []

    init(_ xml: [UInt8]) {
      var tokens = XMLTokenizer(ByteStream(xml))
      var (paragraph, kind, isText) = ("", "", false)
      while let token = try? tokens.next() {
        switch token {
        case .start(let tag):
          switch tag.name {
          case "p:sp": kind = ""
          case "p:ph": kind = tag.attributes.first { $0.name == "type" }?.value ?? kind
          case "a:p": paragraph = ""
          case "a:br": paragraph += "\n"
          case "a:t": isText = !tag.isClosed
          default: break
          }
        case .text(let bytes):
          if isText { paragraph += String(decoding: bytes, as: UTF8.self) }
        case .end(let name):
          if name == "a:t" { isText = false }
          guard name == "a:p" else { continue }
          add(paragraph, kind)
          paragraph = ""
        }
      }
    }

    private mutating func add(_ paragraph: String, _ kind: String) {
      guard let line = normalizedLine(paragraph) else { return }
      switch kind {
      case "title", "ctrTitle": title = [title, line].compactMap(\.self).joined(separator: " ")
      // The number of the slide, its date, and what all slides repeat.
      case "sldNum", "dt", "ftr", "hdr": break
      default: paragraphs.append(paragraph)
      }
    }
  }
}
