internal import NIOCore
internal import SQLite
internal import Synchronization

/// What the handler of a connection and the task that answers its requests know together.
final class ConnectionState: Sendable {
  private struct State {
    /// The times at which the heads of requests that have not been taken up were read.
    var heads: [ContinuousClock.Instant] = []
    var interruption: Interruption?
    var isClosed = false
  }
  private let state = Mutex(State())

  /// Notes that the head of a request was read.
  func noteHead() { state.withLock { $0.heads.append(.now) } }

  /// Starts the next request; returns the time at which its head was read.
  func begin() -> ContinuousClock.Instant {
    state.withLock { $0.heads.isEmpty ? .now : $0.heads.removeFirst() }
  }

  /// Cancels `interruption` if the client goes away before `end()`.
  func watch(_ interruption: Interruption) {
    let isClosed = state.withLock { state in
      state.interruption = interruption
      return state.isClosed
    }
    if isClosed { interruption.cancel() }
  }

  /// Ends the current request.
  func end() { state.withLock { $0.interruption = nil } }

  /// Cancels the current request, because the client has gone.
  func close() {
    let interruption = state.withLock { state in
      state.isClosed = true
      return state.interruption
    }
    interruption?.cancel()
  }
}
