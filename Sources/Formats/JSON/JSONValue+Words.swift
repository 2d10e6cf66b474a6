internal import JSON

/// Converts the values of an article's fields, which come in many forms.
extension JSONValue {
  /// True if the value is null, empty, or only white space.
  var isBlank: Bool {
    switch self {
    case .null: true
    case .string(let string): string.allSatisfy(\.isWhitespace)
    case .array(let elements): elements.allSatisfy(\.isBlank)
    case .object(let members): members.isEmpty
    case .number, .bool: false
    }
  }

  /// A short field: a string, a number, an object's name, or several of these joined with commas.
  var line: String? {
    line(of: ["name", "rendered", "text", "title", "main", "original", "value", "@value"])
  }

  /// An address: a string, or an object's address.
  var address: String? { line(of: ["@id", "url", "href", "rendered"]) }

  /// An identifier of the article: a string, a number or any other value.
  var identifier: String? {
    if case .bool(let bool) = self { return bool ? "true" : "false" }
    return line(of: ["$oid", "@id", "rendered", "value", "@value", "#text"])
  }

  private func line(of names: [String], deeper: Int = 8) -> String? {
    guard deeper > 0 else { return nil }
    switch self {
    case .string(let string): return string.allSatisfy(\.isWhitespace) ? nil : string
    case .number(let digits): return digits
    case .bool, .null: return nil
    case .object(let members):
      return names.lazy.compactMap { members[$0]?.line(of: names, deeper: deeper - 1) }.first
    case .array(let elements):
      let lines = elements.compactMap { element -> String? in
        // Numbers in a list are keys into other data.
        if case .number = element { nil } else { element.line(of: names, deeper: deeper - 1) }
      }
      return lines.isEmpty ? nil : lines.joined(separator: ", ")
    }
  }

  /// A date: text, or Unix time in seconds or milliseconds.
  var date: String? {
    switch self {
    case .number(let digits):
      guard let number = Double(digits) else { return digits }
      let date =
        PublicationDate(secondsSince1970: number)
        ?? PublicationDate(secondsSince1970: number / 1_000)
      return date?.description ?? digits
    case .object(let members):
      return (members["$date"] ?? members["@value"] ?? members["value"]).flatMap(\.date)
    default: return line
    }
  }

  /// Running text, with a flag that is true if the text is certainly HTML.
  ///
  /// The elements of a list are paragraphs.
  var text: (words: String, isHTML: Bool)? { text(deeper: 8) }

  private func text(deeper: Int) -> (words: String, isHTML: Bool)? {
    guard deeper > 0 else { return nil }
    switch self {
    case .string(let string):
      return string.allSatisfy(\.isWhitespace) ? nil : (string, false)
    case .array(let elements):
      let parts = elements.compactMap { $0.text(deeper: deeper - 1) }
      guard !parts.isEmpty else { return nil }
      return (parts.map(\.words).joined(separator: "\n\n"), parts.contains(where: \.isHTML))
    case .object(let members):
      for name in ["rendered", "html"] {
        if let inside = members[name]?.text(deeper: deeper - 1) { return (inside.words, true) }
      }
      return ["text", "body", "content", "plain", "value", "$t", "#text", "@value"].lazy
        .compactMap { members[$0]?.text(deeper: deeper - 1) }.first
    case .number, .bool, .null: return nil
    }
  }

  /// Returns the member at a path such as `meta.headline` or `authors.0.name`.
  func member(at path: String) -> JSONValue? {
    var value = self
    for step in path.split(separator: ".", omittingEmptySubsequences: false) {
      switch value {
      case .object(let members):
        let name = String(step)
        let inside =
          members[name]
          ?? members.sorted { $0.key < $1.key }
          .first { $0.key.lowercased() == name.lowercased() }?.value
        guard let inside else { return nil }
        value = inside
      case .array(let elements):
        guard let index = Int(step), elements.indices.contains(index) else { return nil }
        value = elements[index]
      default: return nil
      }
    }
    return value.isBlank ? nil : value
  }
}
