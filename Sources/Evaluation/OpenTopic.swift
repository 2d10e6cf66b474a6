internal import TextAnalysis

/// A topic of TREC while it is read.
struct OpenTopic {
  private let line: Int
  private var texts: [TopicPart: String] = [:]
  /// The lines and bytes at which parts are not UTF-8.
  private var invalid: [TopicPart: TopicProblem] = [:]
  /// What stands in no part at all.
  private var body = ""
  private var bodyProblem: TopicProblem?
  private var hasParts = false
  private var place = Place.body

  /// Where text goes.
  private enum Place: Equatable {
    /// To no part.
    case body
    /// To a part that a tag of this name has begun.
    case part(TopicPart, tag: String)
    /// Nowhere: to a part that is not read.
    case unread(tag: String)
  }

  init(line: Int, attributes: ArraySlice<UInt8>) {
    self.line = line
    texts[.number] = Self.number(attributes)
  }

  /// Tags that only lay out a text, or set words in it off.
  private static let layout: Set<String> = [
    "a", "b", "br", "div", "em", "i", "li", "ol", "p", "q", "span", "strong", "sub", "sup", "tt",
    "u",
    "ul",
  ]
  /// Parts of the first TRECs that are not read.
  private static let unread: Set<String> = [
    "con", "def", "dom", "fac", "head", "nat", "smry", "time",
  ]

  mutating func open(_ tag: String, beginsLine: Bool) {
    if Self.layout.contains(tag) { return append(" ") }
    if let part = TopicPart(tag: tag) {
      hasParts = true
      let isNew = (texts[part] ?? "").allSatisfy(\.isWhitespace) && invalid[part] == nil
      place = isNew ? .part(part, tag: tag) : .unread(tag: tag)
    } else if case .part = place, !beginsLine, !Self.unread.contains(tag) {
      // In the middle of a line it is markup that we do not know.
      append(" ")
    } else {
      if place == .body { append(" ") }
      place = .unread(tag: tag)
    }
  }

  mutating func close(_ tag: String) {
    switch place {
    case .part(_, tag: tag), .unread(tag: tag): place = .body
    default: append(" ")
    }
  }

  mutating func append(_ bytes: ArraySlice<UInt8>, isLiteral: Bool, of piece: MarkupPieces.Piece) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let valid = bytes.prefix(firstInvalidUTF8(in: bytes) ?? bytes.count)
      let lineStart = valid.lastIndex(of: 0x0A).map { $0 + 1 } ?? piece.lineStart
      let problem = TopicProblem(
        line: piece.line + valid.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) },
        .notUTF8(byte: valid.endIndex - lineStart + 1))
      switch place {
      case .body: bodyProblem = bodyProblem ?? problem
      case .part(let part, _): invalid[part] = invalid[part] ?? problem
      case .unread: break
      }
      return
    }
    append(isLiteral ? text : text.withoutEntities)
  }

  private mutating func append(_ text: String) {
    switch place {
    case .body: body += text
    case .part(let part, _): texts[part, default: ""] += text
    case .unread: break
    }
  }

  /// The topic, whose text is that of `fields`.
  func topic(_ fields: [TopicField]) throws(TopicProblem) -> Topic {
    let number = try text(.number) ?? ""
    guard !number.isEmpty else { throw TopicProblem(line: line, .noNumber) }
    var found: [String] = []
    for field in fields {
      if let text = try text(.field(field)), !text.isEmpty { found.append(text) }
    }
    // A topic that is nothing but a text.
    if !hasParts, fields.contains(.title) {
      if let bodyProblem { throw bodyProblem }
      let text = body.onOneLine
      if !text.isEmpty { found = [text] }
    }
    guard !found.isEmpty else { throw TopicProblem(line: line, .noText(id: number, fields)) }
    return Topic(id: number, text: found.joined(separator: " "), line: line)
  }

  /// A part without its label, on one line.
  private func text(_ part: TopicPart) throws(TopicProblem) -> String? {
    if let problem = invalid[part] { throw problem }
    guard let text = texts[part]?.onOneLine else { return nil }
    let start = text.lowercased()
    guard let label = part.labels.first(where: { start.hasPrefix($0) }) else { return text }
    let rest = text.dropFirst(label.count).trimmed
    // `Number: 051` is the topic 51 of the judgments.
    guard part == .number, rest.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return rest }
    let digits = rest.drop { $0 == "0" }
    return digits.isEmpty ? rest : String(digits)
  }

  /// The number in the attributes of a tag: `number="1"`.
  private static func number(_ attributes: ArraySlice<UInt8>) -> String? {
    guard let text = String(validating: attributes, as: UTF8.self) else { return nil }
    var rest = text[...]
    while let equals = rest.firstIndex(of: "=") {
      let name = rest[..<equals].split(whereSeparator: \.isWhitespace).last?.lowercased()
      rest = rest[rest.index(after: equals)...].drop(while: \.isWhitespace)
      let value: Substring
      if let quote = rest.first, quote == "\"" || quote == "'" {
        rest = rest.dropFirst()
        value = rest.prefix { $0 != quote }
      } else {
        value = rest.prefix { !$0.isWhitespace }
      }
      rest = rest[value.endIndex...].dropFirst()
      if let name, TopicPart(tag: name) == .number { return String(value).withoutEntities }
    }
    return nil
  }
}

extension String {
  /// The words of the text, parted by one space.
  fileprivate var onOneLine: String {
    split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
