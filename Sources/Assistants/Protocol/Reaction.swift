package import JSON
package import SearchEngine
package import SQLite

/// What to do about a message: nothing, or to compute an answer.
///
/// Computing may need an archive and take time, so a transport decides on which thread that is done.
package struct Reaction: Sendable {
  /// The answer to one message of a batch, or the work that computes it.
  enum Step: Sendable {
    case answer(JSONValue)
    case work(Work)
  }

  /// A request whose answer needs the archive.
  struct Work: Sendable {
    var request: Request
    var revision: Revision
    /// Returns the result of the request.
    var result: @Sendable (WorkContext) throws -> JSONValue
  }

  var steps: [Step] = []
  var isBatch = false
  /// True if the answer follows a modern revision.
  var isModern = false
  /// The requests that the client no longer wants to be answered.
  package var cancelled: [RequestID] = []

  /// The ids of the requests whose answers need the archive.
  package var work: [RequestID] {
    steps.compactMap { if case .work(let work) = $0 { work.request.id } else { nil } }
  }

  /// Returns the message to send; nil if there is none.
  ///
  /// `archive` is called if an answer needs the archive. A request whose interruption is cancelled
  /// has no answer. `report` is called with an error that the client is not told.
  package func message(
    _ interruption: Interruption, report: (any Error) -> Void,
    archive: () throws -> OpenArchive
  ) -> JSONValue? {
    let answers = steps.compactMap { step in
      switch step {
      case .answer(let answer): answer
      case .work(let work): work.answer(interruption, report, archive)
      }
    }
    return isBatch ? (answers.isEmpty ? nil : .array(answers)) : answers.first
  }
}

/// What computing an answer may use.
struct WorkContext {
  /// Returns the archive.
  ///
  /// - Throws: `ArchiveError`.
  let archive: () throws -> OpenArchive
  let interruption: Interruption
}

extension Reaction.Work {
  fileprivate func answer(
    _ interruption: Interruption, _ report: (any Error) -> Void,
    _ archive: () throws -> OpenArchive
  ) -> JSONValue? {
    if interruption.isCancelled { return nil }
    let outcome: Result<JSONValue, RPCError> = withoutActuallyEscaping(archive) { archive in
      let context = WorkContext(archive: archive, interruption: interruption)
      do {
        return .success(try result(context))
      } catch {
        if let error = error as? RPCError { return .failure(error) }
        if !interruption.isCancelled { report(error) }
        return .failure(.internalError)
      }
    }
    if interruption.isCancelled { return nil }
    switch outcome {
    case .success(let result):
      let answer: JSONValue = ["jsonrpc": "2.0", "id": request.id.value, "result": result]
      guard answer.encodedText.utf16.count <= MessageLength.max else {
        return RPCError.internalError.answer(to: request.id)
      }
      return answer
    case .failure(let error): return error.answer(to: request.id)
    }
  }
}
