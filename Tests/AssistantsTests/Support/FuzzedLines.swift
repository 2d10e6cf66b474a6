import JSON
import TestSupport

@testable import Assistants

/// Generates lines that look like messages, of which some are damaged.
struct FuzzedLines {
  private var number = 0

  private static let methods = [
    "initialize", "ping", "server/discover", "tools/list", "tools/call", "tools/call", "tools/call",
    "resources/list", "resources/templates/list", "resources/read", "prompts/list", "x", "",
    "notifications/initialized", "notifications/cancelled",
  ]

  /// Returns the next line, without a line end in it.
  mutating func next(_ random: inout SeededGenerator) -> [UInt8] {
    number += 1
    var message: [String: JSONValue] = ["jsonrpc": "2.0"]
    message["method"] = .string(random.pick(Self.methods))
    if random.chance(9, in: 10) {
      message["id"] = random.chance(1, in: 2) ? .number(String(number)) : .string("id \(number)")
    }
    if random.chance(9, in: 10) { message["params"] = parameters(&random) }
    if random.chance(1, in: 12) {
      let key = random.pick(["id", "method", "params", "jsonrpc", "result"])
      message[key] = random.pick([nil, 1, "x", [:], [], true, .number("1e999"), .number("0.5")])
    }
    var line = JSONValue.object(message).encoded()
    if random.chance(1, in: 8) { damage(&line, &random) }
    return line.filter { $0 != 0x0A }
  }

  private func parameters(_ random: inout SeededGenerator) -> JSONValue {
    var parameters: [String: JSONValue] = [:]
    if random.chance(4, in: 5) {
      parameters["_meta"] = [
        Revision.versionKey: random.pick(["2026-07-28", "2026-07-28", "2025-11-25", 1]),
        Revision.capabilitiesKey: random.pick([[:], [:], 1]),
      ]
    }
    parameters["name"] = random.pick(["search", "fetch", "similar", "timeline", "status", "x", 1])
    parameters["uri"] = random.pick(["article://1", "article://", "file:///etc/passwd", 7])
    parameters["protocolVersion"] = random.pick(["2025-11-25", "2025-06-18", "x", 5])
    parameters["cursor"] = random.pick([nil, nil, nil, "x"])
    // No request has this id, so none is cancelled.
    parameters["requestId"] = "none"
    var arguments: [String: JSONValue] = [:]
    for name in ["query", "id", "limit", "since", "publisher", "sort", "by", "cursor"]
    where random.chance(name == "query" || name == "id" ? 3 : 1, in: 5) {
      arguments[name] = random.pick([
        "ship", "1", "2", 3, 50, "2015", "newest", "year", ["The Post"], "\0", "(\"", nil, [:],
      ])
    }
    parameters["arguments"] = random.chance(19, in: 20) ? .object(arguments) : random.pick([1, []])
    return .object(parameters)
  }

  private func damage(_ line: inout [UInt8], _ random: inout SeededGenerator) {
    for _ in 0...random.below(3) where !line.isEmpty {
      let place = random.below(line.count)
      switch random.below(5) {
      case 0: line[place] = UInt8(truncatingIfNeeded: random.next())
      case 1: line.remove(at: place)
      case 2: line.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
      case 3: line.removeLast(line.count - place)
      default:
        line.insert(contentsOf: Array(repeating: 0x5B, count: random.below(2_000)), at: place)
      }
    }
  }

  /// Returns the id of the answer that a line must have, as JSON, `none` for an error without an id,
  /// and nil if there must be no answer.
  static func expectedID(_ line: [UInt8]) -> String? {
    guard line.contains(where: { $0 > 0x20 }) else { return nil }
    guard let message = try? JSONValue(parsing: line), let members = message.members else {
      return "none"
    }
    guard let id = members["id"] else {
      if members["method"]?.stringValue != nil { return nil }
      let isAnswer =
        members["method"] == nil && (members["result"] != nil || members["error"] != nil)
      return isAnswer ? nil : "none"
    }
    if members["method"] == nil, members["result"] != nil || members["error"] != nil { return nil }
    switch id {
    case .string(let text): return text.utf16.count <= 200 ? id.encodedText : "none"
    case .number(let digits):
      return Int(digits) != nil || (digits.count > 18 && digits.allSatisfy(\.isNumber))
        ? digits : "none"
    default: return "none"
    }
  }
}
