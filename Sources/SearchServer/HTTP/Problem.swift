internal import HTTPTypes
internal import FoundationEssentials

/// The reason why a request has no answer, as RFC 9457 describes it to programs and people.
struct Problem: Error, Equatable {
  var status: HTTPResponse.Status
  /// The reason, for programs; docs/api.md lists them all.
  var code: String
  /// The reason, for people.
  var detail: String
  /// What to do about it.
  var hint: String?
  /// Header fields that belong to the status, such as `Allow`.
  var fields = HTTPFields()

  static let contentType = "application/problem+json"

  /// The problem as JSON.
  var body: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let members = Members(
      title: status.reasonPhrase, status: status.code, code: code, detail: detail, hint: hint)
    return ((try? encoder.encode(members)).map { [UInt8]($0) } ?? []) + [UInt8(ascii: "\n")]
  }

  private struct Members: Encodable {
    var title: String
    var status: Int
    var code: String
    var detail: String
    var hint: String?
  }
}

extension Problem {
  static func badRequest(_ code: String, _ detail: String, hint: String? = nil) -> Problem {
    Problem(status: .badRequest, code: code, detail: detail, hint: hint)
  }

  static func notFound(_ code: String, _ detail: String, hint: String? = nil) -> Problem {
    Problem(status: .notFound, code: code, detail: detail, hint: hint)
  }

  static func forbidden(_ code: String, _ detail: String, hint: String? = nil) -> Problem {
    Problem(status: .forbidden, code: code, detail: detail, hint: hint)
  }

  /// Parameters that are valid, but not together.
  static func conflict(_ code: String, _ detail: String, hint: String? = nil) -> Problem {
    Problem(status: .conflict, code: code, detail: detail, hint: hint)
  }

  static let deadlineExceeded = Problem(
    status: .gatewayTimeout, code: "deadline-exceeded",
    detail: "The search was stopped at its deadline.",
    hint: "Use rarer words or a filter, or add partial=1 to get the hits found so far.")

  static let overloaded = Problem(
    status: .serviceUnavailable, code: "overloaded",
    detail: "Too many requests are waiting.", hint: "Try again after the time in Retry-After.",
    fields: [.retryAfter: "1"])

  static let stopping = Problem(
    status: .serviceUnavailable, code: "stopping", detail: "The server is stopping.",
    hint: "Try again after the time in Retry-After.", fields: [.retryAfter: "5"])

  static let internalError = Problem(
    status: .internalServerError, code: "internal-error",
    detail: "The server failed; its log says why.")
}
