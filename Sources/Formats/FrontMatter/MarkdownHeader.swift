internal import JSON
internal import TextAnalysis

/// The metadata at the start of a Markdown text, in other forms than between dashes: a title block of
/// Pandoc, the header of MultiMarkdown, or an object of JSON, as in Hugo.
struct MarkdownHeader {
  /// The keys and values, in order.
  private(set) var fields: [(key: String, value: String)]
  /// The text after the metadata.
  private(set) var body: Substring

  /// Returns nil if the text starts with none of these.
  init?(_ text: String) {
    let start = text[...].drop { $0 == "\u{FEFF}" }
    switch start.first {
    case "%": self.init(titleBlock: start)
    case "{": self.init(object: start)
    case let first? where first.isLetter: self.init(header: start)
    default: return nil
    }
  }

  /// Reads up to three lines that start with `%`: the title, the authors, the date
  /// (https://pandoc.org/MANUAL.html#extension-pandoc_title_block).
  private init?(titleBlock text: Substring) {
    var lines = LineSequence(rest: text)
    var values: [String] = []
    body = text
    while let line = lines.next() {
      if line.first == "%", values.count < 3 {
        values.append(normalizedLine(String(line.dropFirst())) ?? "")
      } else if line.first == " ", !values.isEmpty, !line.allSatisfy(\.isWhitespace) {
        // A second line continues the title, or has another author.
        let separator = values.count == 2 ? ", " : " "
        values[values.count - 1] += separator + (normalizedLine(String(line)) ?? "")
      } else if line.allSatisfy(\.isWhitespace) {
        break
      } else {
        return nil
      }
      body = lines.rest
      if text.utf8.distance(from: text.startIndex, to: body.startIndex) > FrontMatter.maxBlockBytes
      {
        return nil
      }
    }
    guard text.dropFirst().first == " " || values.first == "" else { return nil }
    if values.count > 1 { values[1] = values[1].replacing(";", with: ",") }
    fields = zip(["title", "author", "date"], values).filter { !$0.1.isEmpty }.map { ($0, $1) }
    if fields.isEmpty { return nil }
  }

  /// Reads lines of `Key: value` up to an empty line
  /// (https://fletcher.github.io/MultiMarkdown-6/syntax/metadata.html).
  ///
  /// A text can also start with such a line. Therefore the title must be among the keys, or two
  /// other fields of an article.
  private init?(header text: Substring) {
    var lines = LineSequence(rest: text)
    fields = []
    body = text
    while let line = lines.next(), !line.allSatisfy(\.isWhitespace) {
      if line.first?.isWhitespace == true, let last = fields.indices.last {
        fields[last].value += " " + (normalizedLine(String(line)) ?? "")
      } else {
        guard let colon = line.prefix(100).firstIndex(of: ":") else { return nil }
        let key = line[..<colon]
        guard key.first?.isLetter == true,
          key.allSatisfy({ $0.isLetter || $0.isNumber || " -_".contains($0) })
        else { return nil }
        let value = normalizedLine(String(line[line.index(after: colon)...])) ?? ""
        fields.append((String(key), value))
      }
      body = lines.rest
      guard fields.count <= 100 else { return nil }
    }
    let known = fields.count { JSONFields.isKnown($0.key) && !$0.value.isEmpty }
    guard fields.contains(where: { $0.key.lowercased() == "title" }) || known > 1 else {
      return nil
    }
  }

  /// Reads an object of JSON (https://gohugo.io/content-management/front-matter).
  private init?(object text: Substring) {
    let bytes = Array(text.utf8.prefix(FrontMatter.maxBlockBytes))
    guard let end = JSONObjectsOnLine.endOfObject(bytes[...]),
      let value = try? JSONValue(reading: Array(bytes[..<end])),
      let flat = FieldValue(value, deeper: FieldValueBuilder.maxDepth)?.flattened()
    else { return nil }
    guard flat.contains(where: { JSONFields.isKnown($0.key) }) else { return nil }
    fields = flat
    body = Substring(text.utf8.dropFirst(end))
  }
}

extension FieldValue {
  /// Creates the value of JSON; returns nil if it is nested deeper than `deeper` levels.
  fileprivate init?(_ value: JSONValue, deeper: Int) {
    guard deeper > 0 else { return nil }
    switch value {
    case .string(let text), .number(let text): self = .text(text)
    case .bool(let bool): self = .text(bool ? "true" : "false")
    case .null: self = .text("")
    case .array(let elements):
      self = .list(elements.compactMap { FieldValue($0, deeper: deeper - 1) })
    case .object(let members):
      self = .fields(
        members.sorted { $0.key < $1.key }.compactMap { name, member in
          FieldValue(member, deeper: deeper - 1).map { (name, $0) }
        })
    }
  }
}
