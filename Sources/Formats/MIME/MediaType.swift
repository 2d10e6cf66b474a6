/// A media type and its parameters, as in `text/html; charset="utf-8"` (RFC 2045, section 5.1).
struct MediaType {
  /// The type, such as `text/html`, in lower case.
  private(set) var name: String
  private var parameters: [String: String] = [:]

  init(_ text: String) {
    var rest = text[...]
    name = MediaType.trimmed(rest.prefix { $0 != ";" }).lowercased()
    rest = rest.drop { $0 != ";" }
    while let parameter = Self.parameter(&rest) {
      if parameters[parameter.name] == nil { parameters[parameter.name] = parameter.value }
    }
  }

  /// The parameter with this name.
  subscript(parameter: String) -> String? { parameters[parameter] }

  /// Removes the first parameter from `rest`, which starts with a semicolon or is empty.
  private static func parameter(_ rest: inout Substring) -> (name: String, value: String)? {
    guard rest.popFirst() != nil else { return nil }
    let name = rest.prefix { $0 != "=" && $0 != ";" }
    rest = rest[name.endIndex...]
    guard rest.first == "=" else { return (trimmed(name).lowercased(), "") }
    rest = rest.dropFirst().drop(while: \.isWhitespace)
    var value = ""
    if rest.first == "\"" {
      rest.removeFirst()
      while let character = rest.popFirst(), character != "\"" {
        value.append(character == "\\" ? rest.popFirst() ?? character : character)
      }
    } else {
      value = trimmed(rest.prefix { $0 != ";" })
    }
    rest = rest.drop { $0 != ";" }
    return (trimmed(name).lowercased(), value)
  }

  private static func trimmed(_ text: Substring) -> String {
    let start = text.drop(while: \.isWhitespace)
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...end])
  }
}
