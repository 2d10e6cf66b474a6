/// Any JSON value, for data of unknown shape: see `init(parsing:)`.
package enum JSONValue: Equatable, Sendable {
  case object([String: JSONValue])
  case array([JSONValue])
  case string(String)
  /// A number as written: `17`, `1634565780.5`.
  case number(String)
  case bool(Bool)
  case null

  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
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
