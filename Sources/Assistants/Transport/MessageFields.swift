internal import FoundationEssentials
package import JSON

/// The header fields of an HTTP request that repeat parts of its message.
package struct MessageFields: Equatable, Sendable {
  /// `MCP-Protocol-Version`.
  package var version: String?
  /// `Mcp-Method`.
  package var method: String?
  /// `Mcp-Name`: the name of the tool, or the address of the resource.
  package var name: String?

  package init(version: String? = nil, method: String? = nil, name: String? = nil) {
    self.version = version
    self.method = method
    self.name = name
  }

  /// Returns the reason why the fields do not agree with a request of a modern revision; nil if they
  /// agree.
  func mismatch(with request: Request) -> RPCError? {
    func compare(_ field: String, _ value: String?, _ expected: String?) -> RPCError? {
      guard let expected else { return nil }
      guard let value else { return .headerMismatch("'\(field)' is missing") }
      guard value != expected else { return nil }
      return .headerMismatch(
        "'\(field)' is '\(shownLine(value, max: 100))', but the message has "
          + "'\(shownLine(expected, max: 100))'")
    }
    let named: String? =
      switch request.method {
      case "tools/call", "prompts/get": request.parameters["name"]?.stringValue
      case "resources/read": request.parameters["uri"]?.stringValue
      default: nil
      }
    return compare(
      "MCP-Protocol-Version", version, request.meta?[Revision.versionKey]?.stringValue)
      ?? compare("Mcp-Method", method, request.method)
      ?? compare("Mcp-Name", name.map(Self.decoded), named)
  }

  /// Decodes a value that is written as `=?base64?...?=`, because it is not plain ASCII.
  private static func decoded(_ value: String) -> String {
    guard value.hasPrefix("=?base64?"), value.hasSuffix("?="), value.utf8.count >= 11 else {
      return value
    }
    guard let data = Data(base64Encoded: String(value.dropFirst(9).dropLast(2))),
      let text = String(validating: data, as: UTF8.self)
    else { return value }
    return text
  }
}

extension Assistant {
  /// Returns what to do about the body of an HTTP request.
  package func reaction(toBody bytes: [UInt8], _ fields: MessageFields) -> Reaction {
    let message: JSONValue
    do throws(JSONError) {
      message = try JSONValue(parsing: bytes)
    } catch {
      return reaction(toMalformed: error.sentence)
    }
    if case .request(let request) = IncomingMessage(message), request.isModern,
      request.method != "initialize", let error = fields.mismatch(with: request)
    {
      return failure(error, request.id, isModern: true)
    }
    // Clients of the first revisions do not send the field.
    let known = Revision(rawValue: fields.version ?? Revision.march2025.rawValue)
    guard let revision = known else {
      let id = message["id"].flatMap(RequestID.init)
      return failure(.unsupportedVersion(fields.version ?? ""), id, isModern: true)
    }
    var legacy: Revision? = revision.isModern ? nil : revision
    return reaction(to: message, legacy: &legacy)
  }
}

extension Reaction {
  /// Returns the status of an HTTP response with this message.
  package func httpStatus(_ message: JSONValue?) -> Int {
    guard let message else { return 202 }
    guard case .number(let code)? = message["error"]?["code"] else { return 200 }
    switch code {
    case "-32700", "-32600", "-32020", "-32022": return 400
    // Before, an unknown method was an ordinary answer, and 404 the end of a session.
    case "-32602" where isModern: return 400
    case "-32601" where isModern: return 404
    default: return 200
    }
  }
}

extension JSONError {
  /// A sentence about the error.
  var sentence: String {
    switch self {
    case .invalidUTF8(let offset): "byte \(offset + 1) is not UTF-8"
    case .malformed(let detail): detail
    case .tooComplex: "it nests too deep or has too many parts"
    }
  }
}
