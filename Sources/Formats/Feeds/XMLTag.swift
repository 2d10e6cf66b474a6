/// A tag of an XML document, with the attributes that a reader of feeds wants.
struct XMLTag {
  /// The name as it is written, with its prefix.
  private(set) var name: String
  /// The attributes, by their local names in lower case: `lang` for `xml:lang`.
  private(set) var attributes: [(name: String, value: String)] = []
  /// The namespaces that the tag declares; the default namespace has an empty prefix.
  private(set) var namespaces: [(prefix: String, uri: String)] = []
  /// True for `<br/>`.
  private(set) var isClosed: Bool

  private static let wantedAttributes: Set<String> = [
    "about", "base", "class", "content", "contrib-type", "date", "date-type", "date.publication",
    "ex-ref", "guid", "holder", "href", "id-string", "ident", "ispermalink", "itemid", "lang",
    "label", "language", "lastmod", "list-type", "literal", "mode", "name", "norm", "pub-id-type",
    "pub-type", "rel", "rend", "src", "start", "subs_content", "subs_type", "tag", "type", "url",
    "use", "value", "when",
  ]

  /// True if a name may start with this byte.
  static func startsName(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    return (0x61...0x7A).contains(byte | 0x20) || byte >= 0x80 || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: ":")
  }

  /// Parses a tag from its name to its end; `text` decodes the values and counts the faults.
  init(_ bytes: ArraySlice<UInt8>, _ text: inout XMLText) {
    var rest = bytes.last == UInt8(ascii: ">") ? bytes.dropLast() : bytes
    isClosed = rest.last == UInt8(ascii: "/")
    if isClosed { rest.removeLast() }
    name = Self.word(&rest)
    while true {
      rest = rest.drop { $0 <= 0x20 }
      guard !rest.isEmpty else { return }
      let attribute = Self.word(&rest)
      rest = rest.drop { $0 <= 0x20 }
      guard !attribute.isEmpty, rest.first == UInt8(ascii: "=") else {
        text.note(.malformedTag)
        if attribute.isEmpty { rest = rest.dropFirst() }
        continue
      }
      rest = rest.dropFirst().drop { $0 <= 0x20 }
      let value: ArraySlice<UInt8>
      if let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
        value = rest.dropFirst().prefix { $0 != quote }
        if value.endIndex == rest.endIndex { text.note(.malformedTag) }
        rest = rest[min(value.endIndex + 1, rest.endIndex)...]
      } else {
        text.note(.malformedTag)
        value = rest.prefix { $0 > 0x20 }
        rest = rest[value.endIndex...]
      }
      add(attribute, value, &text)
    }
  }

  /// Takes a name from the start of `rest`.
  private static func word(_ rest: inout ArraySlice<UInt8>) -> String {
    let word = rest.prefix { $0 > 0x20 && !"=/\"'>".utf8.contains($0) }
    rest = rest[word.endIndex...]
    return String(decoding: word, as: UTF8.self)
  }

  private mutating func add(
    _ attribute: String, _ value: ArraySlice<UInt8>, _ text: inout XMLText
  ) {
    let parts = attribute.split(separator: ":", maxSplits: 1)
    let isNamespace = parts.first == "xmlns"
    let name = parts.last?.lowercased() ?? ""
    guard isNamespace || Self.wantedAttributes.contains(name) else { return }
    var decoded: [UInt8] = []
    value.withUnsafeBufferPointer { bytes in
      _ = text.decode(bytes, .escaped, isEnd: true, into: &decoded)
    }
    let value = String(decoding: decoded, as: UTF8.self)
    if isNamespace {
      namespaces.append((parts.count > 1 ? String(parts[1]) : "", value))
    } else {
      attributes.append((name, value))
    }
  }
}
