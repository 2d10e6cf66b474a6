internal import Archive
internal import Synchronization
internal import Threading

/// Counts the bytes of the files that a run will examine, on a thread of its own.
struct ByteCount {
  private final class State: Sendable {
    let total = Atomic<Int64>(-1)
    let stopFlag = StopFlag()
  }

  private struct Stopped: Error {}

  private let state = State()
  private let thread: WorkerThread?

  /// Starts to count the files in the first `count` roots.
  init(roots: [Root], first count: Int, _ selection: FileSelection) {
    thread = WorkerThread { [state] in
      var bytes: Int64 = 0
      var walker = FileWalker(
        roots: roots,
        onFile: { file in
          if state.stopFlag.isSet { throw Stopped() }
          guard selection.reasonToSkip(file) == nil else { return }
          bytes = bytes.addingReportingOverflow(file.status.size).partialValue
        }, onError: { _ in })
      do {
        try walker.walk(first: count)
        state.total.store(max(0, bytes), ordering: .relaxed)
      } catch {
        // The count was stopped; the walk ends with an error.
      }
    }
  }

  /// The number of bytes; nil until the count is complete.
  var total: Int64? {
    let total = state.total.load(ordering: .relaxed)
    return total < 0 ? nil : total
  }

  /// Stops the thread, even if it is not done.
  ///
  /// Call this method exactly once.
  func stop() {
    state.stopFlag.set()
    thread?.join()
  }
}
