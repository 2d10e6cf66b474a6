/// A media type and its parameters, as in `text/html; charset="utf-8"` (RFC 2045, section 5.1).
struct MediaType {
  /// The type, such as `text/html`, in lower case.
  private(set) var name: String
  private var parameters: [String: String] = [:]

  init(_ text: String) {
    var rest = text[...]
    name = MediaType.trimmed(rest.prefix { $0 != ";" }).lowercased()
    rest = rest.drop { $0 != ";" }
    var parts: [String: String] = [:]
    while let parameter = Self.parameter(&rest), parts.count < Self.maxParameters {
      if parts[parameter.name] == nil { parts[parameter.name] = parameter.value }
    }
    for (name, value) in parts where !name.contains("*") { parameters[name] = value }
    for name in Set(parts.keys.filter { $0.contains("*") }.map { $0.prefix { $0 != "*" } }) {
      guard let value = Self.continued(String(name), parts) else { continue }
      parameters[String(name)] = value
    }
  }

  private static let maxParameters = 1_000

  /// Returns the value of a parameter that is divided into `name*0`, `name*1` and so on, or encoded
  /// in `name*` (RFC 2231).
  private static func continued(_ name: String, _ parts: [String: String]) -> String? {
    if let value = parts[name + "*"] { return decoded(value, isFirst: true)?.text }
    var bytes: [UInt8] = []
    var charset: String?
    for number in 0..<parts.count {
      if let plain = parts["\(name)*\(number)"] {
        bytes += plain.utf8
      } else if let value = parts["\(name)*\(number)*"],
        let part = decoded(value, isFirst: number == 0)
      {
        bytes += part.bytes
        charset = charset ?? part.charset
      } else {
        break
      }
    }
    return bytes.isEmpty ? nil : MailEntity.text(of: bytes, charset: charset)
  }

  private struct Encoded {
    var charset: String?
    var bytes: [UInt8]
    var text: String { MailEntity.text(of: bytes, charset: charset) }
  }

  /// Decodes a value such as `utf-8'en'caf%C3%A9`; only the first part has the character set.
  private static func decoded(_ value: String, isFirst: Bool) -> Encoded? {
    var encoded = Array(value.utf8)[...]
    var charset: String?
    if isFirst {
      let parts = encoded.split(
        separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
      if parts.count == 3 {
        charset = parts[0].isEmpty ? nil : String(decoding: parts[0], as: UTF8.self)
        encoded = parts[2]
      }
    }
    return Encoded(charset: charset, bytes: TransferEncoding.percent(encoded))
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
