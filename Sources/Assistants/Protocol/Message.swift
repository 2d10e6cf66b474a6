package import JSON

/// The id of a request, which its answer repeats.
package enum RequestID: Hashable, Sendable {
  case string(String)
  /// A whole number, as it was written.
  case number(String)

  /// The maximum length of an id, so that the length of an answer is bounded.
  static let maxLength = 200

  /// Reads an id; nil if the value is neither a short string nor a whole number.
  package init?(_ value: JSONValue) {
    switch value {
    case .string(let string) where string.utf16.count <= Self.maxLength: self = .string(string)
    case .number(let digits)
    where digits.utf8.count <= Self.maxLength
      && digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }):
      self = .number(digits)
    default: return nil
    }
  }

  /// The id as JSON.
  package var value: JSONValue {
    switch self {
    case .string(let string): .string(string)
    case .number(let digits): .number(digits)
    }
  }
}

/// An error of the protocol, as JSON-RPC 2.0 reports it.
///
/// A model does not always see such an error, so what a model can correct is reported as a
/// `ToolError` instead.
struct RPCError: Error, Equatable {
  var code: Int
  var message: String
  var data: JSONValue?

  static func parse(_ detail: String) -> RPCError {
    RPCError(code: -32700, message: "this is not JSON: \(shownLine(detail, max: 200))")
  }

  static func invalidRequest(_ detail: String) -> RPCError {
    RPCError(code: -32600, message: detail)
  }

  static func unknownMethod(_ name: String) -> RPCError {
    RPCError(code: -32601, message: "there is no method '\(shownLine(name, max: 100))' here")
  }

  static func invalidParameters(_ detail: String) -> RPCError {
    RPCError(code: -32602, message: detail)
  }

  static func unknownResource(_ uri: String, _ revision: Revision) -> RPCError {
    let uri = shownLine(uri, max: 200)
    return RPCError(
      code: revision.isModern ? -32602 : -32002,
      message: "there is no resource '\(uri)'; articles are article://1 and so on",
      data: ["uri": .string(uri)])
  }

  static let internalError = RPCError(code: -32603, message: "the server failed")

  static func headerMismatch(_ detail: String) -> RPCError {
    RPCError(code: -32020, message: "header mismatch: \(detail)")
  }

  static func unsupportedVersion(_ requested: String) -> RPCError {
    RPCError(
      code: -32022, message: "unsupported protocol version",
      data: [
        "supported": .array(Revision.names.map { .string($0) }),
        "requested": .string(shownLine(requested, max: 100)),
      ])
  }

  /// The message that reports the error; without an id if the request's own could not be read.
  func answer(to id: RequestID?) -> JSONValue {
    var error: [String: JSONValue] = [
      "code": .number(String(code)), "message": .string(message),
    ]
    error["data"] = data
    var answer: [String: JSONValue] = ["jsonrpc": "2.0", "error": .object(error)]
    answer["id"] = id?.value
    return .object(answer)
  }
}

/// A request of a client.
struct Request: Sendable {
  var id: RequestID
  var method: String
  var parameters: [String: JSONValue]

  /// `params._meta`.
  var meta: [String: JSONValue]? { parameters["_meta"]?.members }

  /// True if `_meta` has a member that only modern revisions have.
  var isModern: Bool {
    guard let meta else { return false }
    return [Revision.versionKey, Revision.capabilitiesKey, Revision.clientKey].contains {
      meta[$0] != nil
    }
  }
}

/// A message of a client, by its kind.
enum IncomingMessage {
  case request(Request)
  case notification(method: String, parameters: [String: JSONValue])
  /// An answer; this server asks nothing, so it is ignored.
  case answer
  case invalid(RPCError, RequestID?)

  init(_ value: JSONValue) {
    guard let members = value.members else {
      self = .invalid(.invalidRequest("a message must be a JSON object"), nil)
      return
    }
    guard case .string(let method)? = members["method"] else {
      let id = members["id"].flatMap(RequestID.init)
      let isAnswer =
        members["method"] == nil && (members["result"] != nil || members["error"] != nil)
      self = isAnswer ? .answer : .invalid(.invalidRequest("'method' must be a string"), id)
      return
    }
    guard let idValue = members["id"] else {
      self = .notification(method: method, parameters: members["params"]?.members ?? [:])
      return
    }
    guard let id = RequestID(idValue) else {
      let error = RPCError.invalidRequest(
        "'id' must be a whole number, or a string of at most \(RequestID.maxLength) characters")
      self = .invalid(error, nil)
      return
    }
    guard members["jsonrpc"] == "2.0" else {
      self = .invalid(.invalidRequest("'jsonrpc' must be \"2.0\""), id)
      return
    }
    switch members["params"] {
    case nil, .null?: self = .request(Request(id: id, method: method, parameters: [:]))
    case .object(let parameters)?:
      self = .request(Request(id: id, method: method, parameters: parameters))
    default: self = .invalid(.invalidParameters("'params' must be an object"), id)
    }
  }
}
