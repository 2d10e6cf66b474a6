internal import Glibc

/// A bounded queue of work, and the threads that do it.
///
/// Each thread has a state of its own, such as an open file, which only its work uses. The threads
/// are not tasks, because the work blocks: on the disk and on SQLite.
public final class WorkQueue<State>: @unchecked Sendable {
  /// A piece of work.
  public typealias Work = @Sendable (inout State) -> Void

  // Unchecked, because `mutex` guards every stored variable below.
  private var mutex = pthread_mutex_t()
  private var changed = pthread_cond_t()
  /// Signaled when a piece of work no longer waits.
  private var started = pthread_cond_t()
  /// The work that no thread has started, from `first` on; the places before it are empty.
  private var waiting: [Work?] = []
  private var first = 0
  private var running = 0
  private var isStopped = false
  private var threads: [WorkerThread] = []

  /// The maximum number of pieces of work that wait.
  public let capacity: Int
  private let onIdle: @Sendable (inout State) -> Void

  /// Creates a queue and starts its threads.
  ///
  /// - Parameters:
  ///   - threads: The number of threads, at least 1.
  ///   - capacity: The maximum number of pieces of work that wait.
  ///   - makeState: Creates the state of a thread, on that thread.
  ///   - onIdle: Called about once a second on each thread that has no work.
  public init(
    threads: Int, capacity: Int, makeState: @escaping @Sendable () -> State,
    onIdle: @escaping @Sendable (inout State) -> Void = { _ in }
  ) {
    precondition(threads > 0, "a queue without threads never does its work")
    self.capacity = capacity
    self.onIdle = onIdle
    pthread_mutex_init(&mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(&changed, &attributes)
    pthread_condattr_destroy(&attributes)
    pthread_cond_init(&started, nil)
    self.threads = (0..<threads).compactMap { _ in
      WorkerThread { [self] in
        var state = makeState()
        while doNext(&state) {}
      }
    }
  }

  deinit {
    pthread_cond_destroy(&started)
    pthread_cond_destroy(&changed)
    pthread_mutex_destroy(&mutex)
  }

  /// Adds work; returns false if the queue is full or stopped, and then the work is never done.
  public func add(_ work: @escaping Work) -> Bool {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    return append(work)
  }

  /// Adds work, and waits first as long as the queue is full.
  ///
  /// Returns false if the queue is stopped, or if the system had no thread for it; then the work is
  /// never done.
  public func addWaiting(_ work: @escaping Work) -> Bool {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    while !isStopped, !threads.isEmpty, waiting.count - first >= capacity {
      pthread_cond_wait(&started, &mutex)
    }
    return append(work)
  }

  /// Adds work; call it with the mutex locked.
  private func append(_ work: @escaping Work) -> Bool {
    guard !isStopped, !threads.isEmpty, waiting.count - first < capacity else { return false }
    waiting.append(work)
    pthread_cond_signal(&changed)
    return true
  }

  /// The number of pieces of work that wait, and of those being done.
  public var counts: (waiting: Int, running: Int) {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    return (waiting.count - first, running)
  }

  /// Does the work that waits, and ends the threads.
  ///
  /// Work that is added from now on is refused. The queue must be stopped before it is discarded,
  /// since its threads hold it.
  public func stop() {
    pthread_mutex_lock(&mutex)
    isStopped = true
    let threads = threads
    self.threads = []
    pthread_cond_broadcast(&changed)
    pthread_cond_broadcast(&started)
    pthread_mutex_unlock(&mutex)
    for thread in threads { thread.join() }
  }

  /// Does the next piece of work, or waits for it; returns false once the queue is stopped and
  /// empty.
  private func doNext(_ state: inout State) -> Bool {
    pthread_mutex_lock(&mutex)
    if first < waiting.count, let work = waiting[first] {
      waiting[first] = nil
      first += 1
      if first > capacity / 2 {
        waiting.removeFirst(first)
        first = 0
      }
      running += 1
      pthread_cond_signal(&started)
      pthread_mutex_unlock(&mutex)
      work(&state)
      pthread_mutex_lock(&mutex)
      running -= 1
      pthread_mutex_unlock(&mutex)
      return true
    }
    if isStopped {
      pthread_mutex_unlock(&mutex)
      return false
    }
    var limit = timespec()
    clock_gettime(CLOCK_MONOTONIC, &limit)
    limit.tv_sec += 1
    let isIdle = pthread_cond_timedwait(&changed, &mutex, &limit) == ETIMEDOUT
    pthread_mutex_unlock(&mutex)
    if isIdle { onIdle(&state) }
    return true
  }
}
