internal import Archive
internal import CMalloc
internal import NIOCore
internal import SearchEngine
internal import SQLite
internal import Synchronization
internal import Threading

/// The threads that read the archive, and the requests that wait for one of them.
///
/// A request that is due before a thread takes it up is never started.
final class SearcherPool: Sendable {
  private let queue: WorkQueue<ArchiveSession>
  private let timers: any EventLoopGroup
  private let metrics: Metrics
  let threads: Int

  init(path: String, threads: Int, capacity: Int, timers: any EventLoopGroup, metrics: Metrics) {
    self.threads = threads
    self.timers = timers
    self.metrics = metrics
    queue = WorkQueue(
      threads: threads, capacity: capacity, makeState: { ArchiveSession(path: path) },
      onIdle: { session in
        session.closeIfReplaced()
        // glibc keeps freed memory: about a third of what the process has after many searches.
        if session.hasWorked { malloc_trim(0) }
        session.hasWorked = false
      })
  }

  /// The number of requests that wait, of those being answered, and of those that may wait.
  var load: (waiting: Int, running: Int, capacity: Int) {
    let counts = queue.counts
    return (counts.waiting, counts.running, queue.capacity)
  }

  /// True if no further request may wait.
  var isFull: Bool { queue.counts.waiting >= queue.capacity }

  /// Runs `work` on a thread of the pool, and returns its result.
  ///
  /// - Throws: What `work` throws; `Problem.overloaded`, if too many requests wait;
  ///   `SearchInterrupted`, if the interruption is due before the work has started or ended.
  func run<T: Sendable>(
    _ interruption: Interruption, _ timings: Timings,
    _ work: @escaping @Sendable (OpenArchive) throws -> T
  ) async throws -> T {
    let waiter = Waiter<T>()
    let added = ContinuousClock.now
    let (metrics, loop) = (metrics, timers.next())
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        waiter.wait(with: continuation)
        let isAdded = queue.add { session in
          session.hasWorked = true
          timings.note(.queue, ContinuousClock.now - added)
          guard !waiter.isResumed, !interruption.isDue else {
            let reason =
              interruption.isCancelled
              ? SearchInterrupted.cancelled : SearchInterrupted.deadlineExceeded
            return waiter.resume(.failure(reason))
          }
          waiter.resume(
            Result {
              let open = try session.current()
              return try open.archive.connection.interruptible(by: interruption) {
                try work(open)
              }
            })
        }
        guard isAdded else {
          metrics.countRefusal()
          return waiter.resume(.failure(Problem.overloaded))
        }
        // The reply must not come later than the deadline, even if no thread is free.
        let left = max(.zero, interruption.deadline - .now)
        let timer = loop.scheduleTask(in: TimeAmount(left + .milliseconds(20))) {
          waiter.resume(.failure(SearchInterrupted.deadlineExceeded))
        }
        waiter.onResume { timer.cancel() }
      }
    } onCancel: {
      interruption.cancel()
      waiter.resume(.failure(SearchInterrupted.cancelled))
    }
  }

  /// Returns free memory to the system, on a thread of the pool, since that takes milliseconds.
  func releaseMemory() { _ = queue.add { _ in malloc_trim(0) } }

  /// Finishes the work that waits, and ends the threads.
  func stop() async {
    await withCheckedContinuation { continuation in
      // Waiting for the threads blocks, so it needs a thread of its own.
      let thread = WorkerThread { [queue] in
        queue.stop()
        continuation.resume()
      }
      if thread == nil { continuation.resume() }
    }
  }
}

/// A task that waits for one result, which the first of several events determines.
private final class Waiter<T: Sendable>: Sendable {
  private struct State {
    var continuation: CheckedContinuation<T, any Error>?
    var result: Result<T, any Error>?
    var onResume: (@Sendable () -> Void)?
  }
  private let state = Mutex(State())

  /// Resumes `continuation` with the first result, which may be there already.
  func wait(with continuation: CheckedContinuation<T, any Error>) {
    let result = state.withLock { state in
      if state.result == nil { state.continuation = continuation }
      return state.result
    }
    if let result { continuation.resume(with: result) }
  }

  /// Runs `body` when there is a result.
  func onResume(_ body: @escaping @Sendable () -> Void) {
    let isResumed = state.withLock { state in
      if state.result == nil { state.onResume = body }
      return state.result != nil
    }
    if isResumed { body() }
  }

  var isResumed: Bool { state.withLock { $0.result != nil } }

  /// Resumes the task, unless it has been resumed before.
  func resume(_ result: Result<T, any Error>) {
    let (continuation, onResume) = state.withLock { state in
      guard state.result == nil else {
        return (nil as CheckedContinuation<T, any Error>?, nil as (@Sendable () -> Void)?)
      }
      state.result = result
      defer { (state.continuation, state.onResume) = (nil, nil) }
      return (state.continuation, state.onResume)
    }
    onResume?()
    continuation?.resume(with: result)
  }
}
