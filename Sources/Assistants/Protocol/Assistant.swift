package import JSON

/// The server of the Model Context Protocol: it turns messages into answers, over any transport.
///
/// It speaks the revision of 2026-07-28, where each request stands for itself, and the earlier ones,
/// which begin with `initialize`. A request says by its `_meta` which of them it follows.
package struct Assistant: Sendable {
  package init() {}

  /// The maximum number of messages in a batch.
  private static let maxBatch = 20

  /// Returns what to do about a message.
  ///
  /// `legacy` is the earlier revision that the conversation follows; nil before `initialize`.
  package func reaction(to message: JSONValue, legacy: inout Revision?) -> Reaction {
    guard case .array(let messages) = message else { return one(message, legacy: &legacy) }
    guard let legacy, legacy.hasBatches, (1...Self.maxBatch).contains(messages.count) else {
      let detail =
        legacy?.hasBatches == true
        ? "a batch has 1 to \(Self.maxBatch) messages" : "send each message by itself"
      return failure(.invalidRequest(detail))
    }
    var reaction = Reaction(isBatch: true)
    for message in messages {
      var negotiated: Revision? = legacy
      var part = one(message, legacy: &negotiated)
      if case .request(let request) = IncomingMessage(message), request.method == "initialize" {
        part = failure(.invalidRequest("'initialize' cannot be part of a batch"), request.id)
      }
      reaction.steps += part.steps
      reaction.cancelled += part.cancelled
    }
    return reaction
  }

  /// Returns the reaction to bytes that are not JSON.
  package func reaction(toMalformed detail: String) -> Reaction { failure(.parse(detail)) }

  func failure(_ error: RPCError, _ id: RequestID? = nil, isModern: Bool = false) -> Reaction {
    Reaction(steps: [.answer(error.answer(to: id))], isModern: isModern)
  }

  private func one(_ message: JSONValue, legacy: inout Revision?) -> Reaction {
    switch IncomingMessage(message) {
    case .answer: return Reaction()
    case .invalid(let error, let id): return failure(error, id)
    case .notification("notifications/cancelled", let parameters):
      let id = parameters["requestId"].flatMap(RequestID.init)
      return Reaction(cancelled: id.map { [$0] } ?? [])
    case .notification: return Reaction()
    case .request(let request):
      do throws(RPCError) {
        let revision = try self.revision(of: request, legacy: &legacy)
        return Reaction(
          steps: [try step(request, revision)], isModern: revision.isModern)
      } catch {
        return failure(error, request.id, isModern: request.isModern || legacy == nil)
      }
    }
  }

  /// Determines the revision that a request follows.
  private func revision(
    of request: Request, legacy: inout Revision?
  ) throws(RPCError) -> Revision {
    if request.method == "initialize" {
      guard let wanted = request.parameters["protocolVersion"]?.stringValue else {
        throw .invalidParameters("'initialize' needs params.protocolVersion")
      }
      // A client that wants another revision is offered the newest.
      let known = Revision(rawValue: wanted).flatMap { $0.isModern ? nil : $0 }
      let revision = known ?? Revision.newestLegacy
      legacy = revision
      return revision
    }
    guard request.isModern else {
      if let legacy { return legacy }
      if request.method == "ping" { return Revision.newestLegacy }
      throw .invalidParameters(
        "params._meta must have '\(Revision.versionKey)' and '\(Revision.capabilitiesKey)'; or send "
          + "'initialize' first")
    }
    guard let name = request.meta?[Revision.versionKey]?.stringValue else {
      throw .invalidParameters("params._meta must have the string '\(Revision.versionKey)'")
    }
    guard let revision = Revision(rawValue: name), revision.isModern else {
      throw .unsupportedVersion(name)
    }
    guard request.meta?[Revision.capabilitiesKey]?.members != nil else {
      throw .invalidParameters("params._meta must have the object '\(Revision.capabilitiesKey)'")
    }
    return revision
  }
}
