internal import Glibc

/// Runs pieces of work on several threads, and delivers the outputs to one thread in order.
///
/// It uses threads and not tasks, because a search blocks on SQLite, and Swift's own pool has only
/// one thread for each core.
public final class OrderedWork<Output: Sendable>: @unchecked Sendable {
  // Unchecked, because `mutex` guards every stored variable below.
  private var mutex = pthread_mutex_t()
  private var changed = pthread_cond_t()
  private var nextToStart = 0
  private var nextToDeliver = 0
  private var isStopped = false
  private var done: [Int: Output] = [:]

  private let count: Int
  private let makeWorker: @Sendable () -> (Int) -> Output

  /// The maximum number of outputs that wait to be delivered, which bounds the memory they take.
  private let window = 1_024

  /// Creates the work.
  ///
  /// - Parameters:
  ///   - count: The number of pieces of work.
  ///   - makeWorker: Called once on each thread; returns the function that does the work with a
  ///     given index.
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

  /// Does all the work on `jobs` threads, and calls `body` with the outputs, in order, on the
  /// calling thread.
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
    while let index = takeIndex() { store(worker(index), index) }
  }

  private func takeIndex() -> Int? {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    while !isStopped && nextToStart < count && nextToStart >= nextToDeliver + window {
      pthread_cond_wait(&changed, &mutex)
    }
    guard !isStopped, nextToStart < count else { return nil }
    nextToStart += 1
    return nextToStart - 1
  }

  private func store(_ output: Output, _ index: Int) {
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
        nextToDeliver = index + 1
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
