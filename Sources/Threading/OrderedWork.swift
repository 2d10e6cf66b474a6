internal import Glibc

/// Work that several threads do and one hands on in order.
///
/// Threads, not tasks: a search blocks on SQLite, and Swift's own pool has a thread a core.
public final class OrderedWork<Output: Sendable>: @unchecked Sendable {
  // Every stored property below is touched only with `mutex` held, so the class may be shared.
  private var mutex = pthread_mutex_t()
  private var changed = pthread_cond_t()
  private var nextToDo = 0
  private var nextToHandOn = 0
  private var isStopped = false
  private var done: [Int: Output] = [:]

  private let count: Int
  private let makeWorker: @Sendable () -> (Int) -> Output

  /// How far the threads may run ahead of what has been handed on.
  private let window = 1_024

  /// Creates the work.
  ///
  /// - Parameters:
  ///   - count: How many pieces of work there are.
  ///   - makeWorker: Called once on each thread; what it returns does the work of an index.
  public init(count: Int, makeWorker: @escaping @Sendable () -> (Int) -> Output) {
    self.count = count
    self.makeWorker = makeWorker
    pthread_mutex_init(&mutex, nil)
    pthread_cond_init(&changed, nil)
  }

  deinit {
    pthread_cond_destroy(&changed)
    pthread_mutex_destroy(&mutex)
  }

  /// Does all the work on `jobs` threads, and hands the outputs to `body` in order, on this one.
  public func run(jobs: Int, _ body: (Output) throws -> Void) rethrows {
    let threads = (0..<jobs).compactMap { _ in WorkerThread { self.work() } }
    guard !threads.isEmpty else {
      let worker = makeWorker()
      return try (0..<count).forEach { try body(worker($0)) }
    }
    defer {
      stop()
      for thread in threads { thread.join() }
    }
    for index in 0..<count { try body(wait(for: index)) }
  }

  private func work() {
    let worker = makeWorker()
    while let index = takeIndex() { handIn(worker(index), index) }
  }

  private func takeIndex() -> Int? {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    while !isStopped && nextToDo < count && nextToDo >= nextToHandOn + window {
      pthread_cond_wait(&changed, &mutex)
    }
    guard !isStopped, nextToDo < count else { return nil }
    nextToDo += 1
    return nextToDo - 1
  }

  private func handIn(_ output: Output, _ index: Int) {
    pthread_mutex_lock(&mutex)
    done[index] = output
    pthread_cond_broadcast(&changed)
    pthread_mutex_unlock(&mutex)
  }

  private func wait(for index: Int) -> Output {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    while true {
      if let output = done.removeValue(forKey: index) {
        nextToHandOn = index + 1
        pthread_cond_broadcast(&changed)
        return output
      }
      pthread_cond_wait(&changed, &mutex)
    }
  }

  private func stop() {
    pthread_mutex_lock(&mutex)
    isStopped = true
    pthread_cond_broadcast(&changed)
    pthread_mutex_unlock(&mutex)
  }
}
