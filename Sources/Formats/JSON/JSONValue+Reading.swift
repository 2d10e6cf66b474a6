package import JSON

extension JSONValue {
  /// Reads a JSON value of a file.
  ///
  /// - Throws: `ReadError.invalidUTF8`, `.invalidJSON` or `.tooComplex`.
  package init(reading bytes: [UInt8]) throws(ReadError) {
    do throws(JSONError) {
      try self.init(parsing: bytes)
    } catch {
      switch error {
      case .invalidUTF8(let offset): throw .invalidUTF8(offset: offset)
      case .malformed(let detail): throw .invalidJSON(detail: detail)
      case .tooComplex: throw .tooComplex
      }
    }
  }

  /// This object and the objects in its `@graph`; for a list, the objects in the list.
  var objects: [JSONValue] {
    switch self {
    case .object(let members):
      if let graph = members["@graph"] { [self] + graph.objects } else { [self] }
    case .array(let elements): elements.flatMap(\.objects)
    default: []
    }
  }

  /// True if its `@type` is one of schema.org's articles.
  var isArticle: Bool {
    switch self["@type"] {
    case .string(let type): type.hasSuffix("Article") || type.hasSuffix("Posting")
    case .array(let types): types.contains { JSONValue.object(["@type": $0]).isArticle }
    default: false
    }
  }

  /// The string itself, a number, an object's `name`, or the names in a list.
  var name: String? {
    switch self {
    case .string(let string): return string
    case .number(let digits): return digits
    case .object: return self["name"]?.name
    case .array(let elements):
      let names = elements.compactMap(\.name)
      return names.isEmpty ? nil : names.joined(separator: ", ")
    case .bool, .null: return nil
    }
  }
}
