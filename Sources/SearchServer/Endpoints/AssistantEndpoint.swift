internal import Archive
internal import Assistants
internal import HTTPTypes
internal import HummingbirdCore
internal import JSON
internal import NIOCore
internal import SearchEngine
internal import SQLite

/// `POST /mcp`: the Model Context Protocol, by which assistants search.
extension Endpoint {
  static let mcp = Endpoint("/mcp", methods: [.post]) { call in
    let bytes = Array(try await call.body().readableBytesView)
    let reaction = Assistant().reaction(toBody: bytes, MessageFields(call.request.headers))
    let message = try await message(reaction, call)
    // A message that comes too late is an answer to a client that has gone.
    if call.interruption.isCancelled { throw SearchInterrupted.cancelled }
    var reply = Reply(message == nil ? "" : Reply.json, message?.encoded() ?? [])
    reply.status = HTTPResponse.Status(code: reaction.httpStatus(message))
    return reply
  }

  /// Computes a message, on a thread of the pool if it needs the archive; if that is impossible, the
  /// message says why.
  private static func message(_ reaction: Reaction, _ call: Call) async throws -> JSONValue? {
    let report = { @Sendable (error: any Error) in call.service.log(error, of: "/mcp") }
    func without(_ error: any Error) -> JSONValue? {
      reaction.message(call.interruption, report: report) { throw error }
    }
    guard !reaction.work.isEmpty else {
      return without(ArchiveError(.missing, path: call.service.settings.database))
    }
    do {
      return try await call.read { open in
        call.timings.measure(.rank) {
          reaction.message(call.interruption, report: report) { open }
        }
      }
    } catch let error as ArchiveError {
      return without(error)
    } catch SearchInterrupted.deadlineExceeded {
      return without(SearchInterrupted.deadlineExceeded)
    }
  }
}

extension MessageFields {
  fileprivate init(_ headers: HTTPFields) {
    func value(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
    self.init(
      version: value("MCP-Protocol-Version"), method: value("Mcp-Method"), name: value("Mcp-Name"))
  }
}
