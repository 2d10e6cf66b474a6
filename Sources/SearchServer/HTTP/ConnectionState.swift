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

  /// Starts the next request; its deadline is `deadline` after its head was read.
  func begin(deadline: Duration, onCheck: (@Sendable () -> Void)?) -> (
    ContinuousClock.Instant, Interruption
  ) {
    let (start, interruption, isClosed) = state.withLock { state in
      let start = state.heads.isEmpty ? .now : state.heads.removeFirst()
      let interruption = Interruption(at: start + deadline, onCheck: onCheck)
      state.interruption = interruption
      return (start, interruption, state.isClosed)
    }
    if isClosed { interruption.cancel() }
    return (start, interruption)
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
