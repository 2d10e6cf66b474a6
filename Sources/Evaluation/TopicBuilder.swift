internal import TextAnalysis

/// Builds a topic from the tags and texts of a TREC topic.
struct TopicBuilder {
  private let line: Int
  private var texts: [TopicPart: String] = [:]
  /// The position of the first invalid UTF-8 in each part.
  private var invalid: [TopicPart: TopicProblem] = [:]
  /// The text outside all parts.
  private var body = ""
  private var bodyProblem: TopicProblem?
  private var hasParts = false
  private var target = Target.body

  /// The part of the topic to which text is appended.
  private enum Target: Equatable {
    /// The text outside all parts.
    case body
    /// A part, which was started by a tag of this name.
    case part(TopicPart, tag: String)
    /// A part that is ignored.
    case unread(tag: String)
  }

  init(line: Int, attributes: ArraySlice<UInt8>) {
    self.line = line
    texts[.number] = Self.number(attributes)
  }

  /// Tags that only affect the layout of a text or the style of its words.
  private static let layout: Set<String> = [
    "a", "b", "br", "div", "em", "i", "li", "ol", "p", "q", "span", "strong", "sub", "sup", "tt",
    "u", "ul",
  ]
  /// Parts of the topics of early TRECs that are ignored.
  private static let unread: Set<String> = [
    "con", "def", "dom", "fac", "head", "nat", "smry", "time",
  ]

  mutating func open(_ tag: String, beginsLine: Bool) {
    if Self.layout.contains(tag) { return append(" ") }
    if let part = TopicPart(tag: tag) {
      hasParts = true
      let isNew = (texts[part] ?? "").allSatisfy(\.isWhitespace) && invalid[part] == nil
      target = isNew ? .part(part, tag: tag) : .unread(tag: tag)
    } else if case .part = target, !beginsLine, !Self.unread.contains(tag) {
      // An unknown tag within a line is markup of the text, not the start of another part.
      append(" ")
    } else {
      if target == .body { append(" ") }
      target = .unread(tag: tag)
    }
  }

  mutating func close(_ tag: String) {
    switch target {
    case .part(_, tag: tag), .unread(tag: tag): target = .body
    default: append(" ")
    }
  }

  mutating func append(_ bytes: ArraySlice<UInt8>, isLiteral: Bool, of token: SGMLTokenizer.Token) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let valid = bytes.prefix(firstInvalidUTF8(in: bytes) ?? bytes.count)
      let lineStart = valid.lastIndex(of: 0x0A).map { $0 + 1 } ?? token.lineStart
      let problem = TopicProblem(
        line: token.line + valid.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) },
        .notUTF8(byte: valid.endIndex - lineStart + 1))
      switch target {
      case .body: bodyProblem = bodyProblem ?? problem
      case .part(let part, _): invalid[part] = invalid[part] ?? problem
      case .unread: break
      }
      return
    }
    append(isLiteral ? text : text.decodingEntities)
  }

  private mutating func append(_ text: String) {
    switch target {
    case .body: body += text
    case .part(let part, _): texts[part, default: ""] += text
    case .unread: break
    }
  }

  /// Returns the topic, with the text of `fields`.
  func topic(_ fields: [TopicField]) throws(TopicProblem) -> Topic {
    let number = try text(.number) ?? ""
    guard !number.isEmpty else { throw TopicProblem(line: line, .noNumber) }
    var found: [String] = []
    for field in fields {
      if let text = try text(.field(field)), !text.isEmpty { found.append(text) }
    }
    // In a topic without parts, all the text is the title.
    if !hasParts, fields.contains(.title) {
      if let bodyProblem { throw bodyProblem }
      let text = body.onOneLine
      if !text.isEmpty { found = [text] }
    }
    guard !found.isEmpty else { throw TopicProblem(line: line, .noText(id: number, fields)) }
    return Topic(id: number, text: found.joined(separator: " "), line: line)
  }

  /// Returns the text of a part without its label, on one line.
  private func text(_ part: TopicPart) throws(TopicProblem) -> String? {
    if let problem = invalid[part] { throw problem }
    guard let text = texts[part]?.onOneLine else { return nil }
    let start = text.lowercased()
    guard let label = part.labels.first(where: { start.hasPrefix($0) }) else { return text }
    let rest = text.dropFirst(label.count).trimmed
    // Topic files have `Number: 051` where the judgments have 51.
    guard part == .number, rest.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return rest }
    let digits = rest.drop { $0 == "0" }
    return digits.isEmpty ? rest : String(digits)
  }

  /// Returns the number in the attributes of a tag, such as `number="1"`.
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
      if let name, TopicPart(tag: name) == .number { return String(value).decodingEntities }
    }
    return nil
  }
}

extension String {
  /// The words of the text, separated by single spaces.
  fileprivate var onOneLine: String {
    split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
