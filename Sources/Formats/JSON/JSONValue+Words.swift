internal import CivilCalendar
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
    line(of: [
      "name", "rendered", "text", "title", "main", "original", "value", "@value", "literal",
      "display_name", "displayName", "username",
    ])
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
        ?? Self.person(members)
    case .array(let elements):
      let lines = elements.compactMap { element -> String? in
        // Numbers in a list are keys into other data.
        if case .number = element { nil } else { element.line(of: names, deeper: deeper - 1) }
      }
      return lines.isEmpty ? nil : lines.joined(separator: ", ")
    }
  }

  /// Returns the name of a person whose given and family names are separate members.
  private static func person(_ members: [String: JSONValue]) -> String? {
    func part(_ names: String...) -> String? {
      names.lazy.compactMap { name -> String? in
        guard case .string(let part)? = members[name] else { return nil }
        return part.allSatisfy(\.isWhitespace) ? nil : part
      }.first
    }
    let given = part("given", "firstName", "first_name", "firstname", "givenName", "given_name")
    let family = part("family", "lastName", "last_name", "lastname", "familyName", "family_name")
    let parts = [given, part("non-dropping-particle"), family].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
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
      if let parts = members["date-parts"] ?? members["dateParts"] { return parts.dateOfParts }
      let names = ["$date", "@value", "value", "raw", "literal", "rendered"]
      return names.lazy.compactMap { members[$0]?.date }.first
    default: return line
    }
  }

  /// The date in a list such as `[[2021, 10, 18]]`, the form of CSL-JSON; of a range, its start.
  private var dateOfParts: String? {
    guard case .array(let parts) = self, let first = parts.first else { return nil }
    if case .array = first { return first.dateOfParts }
    let numbers = parts.prefix(3).compactMap { $0.line.flatMap { Int($0) } }
    guard let year = numbers.first, (1...9_999).contains(year),
      numbers.dropFirst().allSatisfy({ (1...31).contains($0) })
    else { return nil }
    return ([year.padded(4)] + numbers.dropFirst().map { $0.padded(2) }).joined(separator: "-")
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
      return ["text", "body", "content", "plain", "value", "$t", "#text", "@value", "highlights"]
        .lazy
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
