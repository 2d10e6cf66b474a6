internal import Archive
internal import Synchronization
internal import Threading

/// Counts the bytes of the files that a run is to look at, on a thread of its own.
struct ByteCount {
  private final class State: Sendable {
    let total = Atomic<Int64>(-1)
    let stopFlag = StopFlag()
  }

  private struct Stopped: Error {}

  private let state = State()
  private let thread: WorkerThread?

  /// Begins to count what is at the first `count` of the roots.
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
        // Nobody wants to know any more.
      }
    }
  }

  /// What was counted, once all of it was.
  var total: Int64? {
    let total = state.total.load(ordering: .relaxed)
    return total < 0 ? nil : total
  }

  /// Ends the thread, whether it is through or not; to be called once.
  func stop() {
    state.stopFlag.set()
    thread?.join()
  }
}
