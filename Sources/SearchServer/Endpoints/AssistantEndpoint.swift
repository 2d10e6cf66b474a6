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
    let message: JSONValue?
    if reaction.work.isEmpty {
      message = reaction.message(call.interruption) {
        throw ArchiveError(.missing, path: call.service.settings.database)
      }
    } else {
      message = try await answer(reaction, call)
    }
    // A message that comes too late is an answer to a client that has gone.
    if call.interruption.isCancelled { throw SearchInterrupted.cancelled }
    var reply = Reply(message == nil ? "" : Reply.json, message?.encoded() ?? [])
    reply.status = HTTPResponse.Status(code: reaction.httpStatus(message))
    return reply
  }

  /// Computes a message on a thread of the pool; if that is impossible, the message says why.
  private static func answer(_ reaction: Reaction, _ call: Call) async throws -> JSONValue? {
    do {
      return try await call.read { open in
        call.timings.measure(.rank) { reaction.message(call.interruption) { open } }
      }
    } catch let error as ArchiveError {
      return reaction.message(call.interruption) { throw error }
    } catch SearchInterrupted.deadlineExceeded {
      return reaction.message(call.interruption) { throw SearchInterrupted.deadlineExceeded }
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
