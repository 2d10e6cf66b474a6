internal import NIOCore
internal import Synchronization

/// All open connections.
final class ConnectionRegistry: Sendable {
  private struct Entry {
    var channel: any Channel
    /// The time since which the connection waits for a request; nil while it has one.
    var waitingSince: ContinuousClock.Instant?
    /// True if the connection has had a request.
    var isUsed = false
  }
  private struct State {
    var entries: [ObjectIdentifier: Entry] = [:]
    /// The number of tasks that answer requests.
    var taskCount = 0
    var isStopping = false
  }
  private let state = Mutex(State())
  private let capacity: Int

  init(capacity: Int) { self.capacity = capacity }

  var count: Int { state.withLock { $0.entries.count } }

  /// True if there are no connections, and all their tasks have ended.
  var isQuiet: Bool { state.withLock { $0.entries.isEmpty && $0.taskCount == 0 } }

  func beginTask() { state.withLock { $0.taskCount += 1 } }

  func endTask() { state.withLock { $0.taskCount -= 1 } }

  var isStopping: Bool { state.withLock { $0.isStopping } }

  /// Adds a connection.
  ///
  /// If there are too many, the one that has waited longest for a request is closed: slow clients
  /// cannot lock out the others. If none waits, the new one is refused.
  ///
  /// - Returns: False if the new connection must be closed.
  func add(_ channel: any Channel) -> Bool {
    let (isAdded, victim) = state.withLock { state -> (Bool, (any Channel)?) in
      var victim: (any Channel)?
      if state.entries.count >= capacity {
        let waiting = state.entries.filter { $0.value.waitingSince != nil }
        guard
          let oldest = waiting.min(by: { a, b in
            (a.value.waitingSince ?? .now) < (b.value.waitingSince ?? .now)
          })
        else { return (false, nil) }
        victim = oldest.value.channel
        state.entries[oldest.key] = nil
      }
      state.entries[ObjectIdentifier(channel)] = Entry(channel: channel, waitingSince: .now)
      return (true, victim)
    }
    victim?.close(promise: nil)
    return isAdded
  }

  func remove(_ channel: any Channel) {
    state.withLock { _ = $0.entries.removeValue(forKey: ObjectIdentifier(channel)) }
  }

  /// Notes whether a connection waits for a request.
  func note(_ channel: any Channel, isWaiting: Bool) {
    state.withLock {
      $0.entries[ObjectIdentifier(channel)]?.waitingSince = isWaiting ? .now : nil
      $0.entries[ObjectIdentifier(channel)]?.isUsed = true
    }
  }

  /// Closes the connections that wait for another request; each of the others is closed after its
  /// next answer.
  func stop() {
    state.withLock { $0.isStopping = true }
    close { $0.waitingSince != nil && $0.isUsed }
  }

  /// Closes all connections that wait for a request.
  func closeWaiting() { close { $0.waitingSince != nil } }

  /// Closes all connections.
  func closeAll() { close { _ in true } }

  private func close(where isIncluded: (Entry) -> Bool) {
    let channels = state.withLock { $0.entries.values.filter(isIncluded).map(\.channel) }
    for channel in channels { channel.close(promise: nil) }
  }
}
