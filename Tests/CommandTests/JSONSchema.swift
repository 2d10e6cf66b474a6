import Formats
import Foundation

/// A JSON value that distinguishes true from 1, which JSONSerialization does not.
indirect enum JSONValue: Decodable, Equatable {
  case null, bool(Bool), integer(Int), number(Double), string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  init(_ text: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(text.utf8)) }

  subscript(name: String) -> JSONValue? {
    if case .object(let members) = self { members[name] } else { nil }
  }
}

/// Checks values against the part of JSON Schema (draft 2020-12) that our schemas use.
///
/// An unknown keyword is an error. Unlike in JSON Schema, a member that the schema does not name is
/// an error too, since everything that the program prints must be in the schema.
struct JSONSchema {
  private let root: JSONValue

  init(_ text: String) throws { root = try JSONValue(text) }

  /// Returns the problems of `value` with the definition `name`, or with the whole schema.
  func problems(_ value: JSONValue, _ name: String? = nil) -> [String] {
    let schema = name.map { JSONValue.object(["$ref": .string("#/$defs/\($0)")]) } ?? root
    return check(value, schema, at: "$", isClosed: true)
  }

  private func check(
    _ value: JSONValue, _ schema: JSONValue, at place: String, isClosed: Bool
  ) -> [String] {
    guard case .object(let keywords) = schema else { return ["\(place): no schema"] }
    var problems: [String] = []
    for (keyword, argument) in keywords.sorted(by: { $0.key < $1.key }) {
      switch (keyword, argument) {
      case ("$schema", _), ("$defs", _), ("title", _), ("description", _): break
      case ("$ref", .string(let reference)):
        problems += check(value, resolved(reference), at: place, isClosed: isClosed)
      case ("type", _):
        let types: [JSONValue] = if case .array(let list) = argument { list } else { [argument] }
        if !types.contains(where: { Self.isOfType(value, $0) }) {
          problems.append("\(place): not of type \(types)")
        }
      case ("const", _): if value != argument { problems.append("\(place): not \(argument)") }
      case ("enum", .array(let values)):
        if !values.contains(value) { problems.append("\(place): not one of \(values)") }
      case ("pattern", .string(let pattern)):
        guard case .string(let text) = value else { break }
        let isFound = (try? Regex(pattern)).map { text.firstMatch(of: $0) != nil } ?? false
        if !isFound {
          problems.append("\(place): not of the pattern \(pattern)")
        }
      case ("minimum", .integer(let least)):
        if let number = Self.number(value), number < Double(least) {
          problems.append("\(place): under \(least)")
        }
      case ("minItems", .integer(let least)):
        if case .array(let items) = value, items.count < least {
          problems.append("\(place): fewer than \(least) items")
        }
      case ("maxItems", .integer(let most)):
        if case .array(let items) = value, items.count > most {
          problems.append("\(place): more than \(most) items")
        }
      case ("items", _):
        guard case .array(let items) = value else { break }
        for (index, item) in items.enumerated() {
          problems += check(item, argument, at: "\(place)[\(index)]", isClosed: true)
        }
      case ("required", .array(let names)):
        guard case .object(let members) = value else { break }
        for case .string(let name) in names where members[name] == nil {
          problems.append("\(place): no member \(name)")
        }
      case ("properties", .object(let properties)):
        guard case .object(let members) = value else { break }
        for (name, schema) in properties {
          guard let member = members[name] else { continue }
          problems += check(member, schema, at: "\(place).\(name)", isClosed: true)
        }
      case ("allOf", .array(let schemas)):
        // Together the schemas determine the allowed members.
        for schema in schemas { problems += check(value, schema, at: place, isClosed: false) }
      case ("oneOf", .array(let schemas)):
        let fitting = schemas.count { check(value, $0, at: place, isClosed: isClosed).isEmpty }
        if fitting != 1 { problems.append("\(place): fits \(fitting) of \(schemas.count) schemas") }
      default: problems.append("\(place): unknown keyword \(keyword)")
      }
    }
    if isClosed, case .object(let members) = value, let known = memberNames(of: schema) {
      for name in members.keys where !known.contains(name) {
        problems.append("\(place): unknown member \(name)")
      }
    }
    return problems
  }

  /// Returns the members that a schema names directly and by `allOf`; nil if it uses `$ref` or
  /// `oneOf`.
  private func memberNames(of schema: JSONValue) -> Set<String>? {
    guard schema["$ref"] == nil, schema["oneOf"] == nil else { return nil }
    var names: Set<String> = []
    if case .object(let properties) = schema["properties"] { names.formUnion(properties.keys) }
    if case .array(let schemas) = schema["allOf"] {
      for case .object(let part) in schemas {
        guard case .string(let reference) = part["$ref"] else { continue }
        names.formUnion(memberNames(of: resolved(reference)) ?? [])
      }
    }
    return names
  }

  /// Resolves `#/$defs/name`; no value fits a definition that does not exist.
  private func resolved(_ reference: String) -> JSONValue {
    let name = reference.replacing("#/$defs/", with: "")
    return root["$defs"]?[name] ?? .object(["no such definition: \(reference)": .null])
  }

  private static func number(_ value: JSONValue) -> Double? {
    switch value {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }

  private static func isOfType(_ value: JSONValue, _ type: JSONValue) -> Bool {
    switch (value, type) {
    case (.null, .string("null")), (.bool, .string("boolean")), (.string, .string("string")),
      (.array, .string("array")), (.object, .string("object")), (.integer, .string("integer")),
      (.integer, .string("number")), (.number, .string("number")):
      true
    default: false
    }
  }
}
