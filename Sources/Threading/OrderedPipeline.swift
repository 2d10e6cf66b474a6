internal import Glibc

/// A pipeline in which one thread produces inputs, several threads process them, and one thread
/// takes the outputs in the order of the inputs.
///
/// The pipeline is bounded: the producer waits while the next input would raise the total weight of
/// the work in the pipeline above `capacity`. It uses threads and not tasks, because all of them
/// block on the disk, on SQLite, or on each other.
public final class OrderedPipeline<Input: Sendable, Output: Sendable>: @unchecked Sendable {
  private enum Slot {
    case waiting(Input)
    case inWork
    case done(Output)
  }

  // Unchecked, because `mutex` guards every stored variable below.
  private var mutex = pthread_mutex_t()
  private var changed = pthread_cond_t()
  /// The pieces of work whose outputs have not been taken yet, in order, with their weights.
  private var slots: [(slot: Slot, weight: Int)] = []
  /// The number of outputs taken so far, which is also the number of the first piece of work in
  /// `slots`.
  private var taken = 0
  /// The number of the next piece of work to start.
  private var nextToStart = 0
  private var weight = 0
  private var isFinished = false
  private var isCancelled = false

  private let capacity: Int
  private let work: @Sendable (Input) -> Output
  private var threads: [WorkerThread] = []

  /// Creates a pipeline.
  ///
  /// - Parameters:
  ///   - capacity: The maximum total weight of the work whose outputs have not been taken. An empty
  ///     pipeline accepts an input of any weight.
  ///   - work: Processes a piece of work, on any thread.
  public init(capacity: Int, work: @escaping @Sendable (Input) -> Output) {
    self.capacity = capacity
    self.work = work
    pthread_mutex_init(&mutex, nil)
    pthread_cond_init(&changed, nil)
  }

  deinit {
    pthread_cond_destroy(&changed)
    pthread_mutex_destroy(&mutex)
  }

  /// Runs the pipeline: `give` on a thread of its own, the work on `jobs` other threads, and `take`
  /// on the calling thread.
  ///
  /// If no thread has started the work for the next output yet, the calling thread does it.
  ///
  /// - Parameters:
  ///   - jobs: The number of threads that do the work.
  ///   - give: Produces the inputs. It calls its argument with each input and its weight, and stops
  ///     when the argument returns false.
  ///   - take: Called with each output, in order. If it throws, the pipeline stops.
  ///   - idle: Called about five times a second while there is nothing to take. If it throws, the
  ///     pipeline stops.
  public func run(
    jobs: Int,
    give: @escaping @Sendable (_ give: @escaping (Input, _ weight: Int) -> Bool) -> Void,
    take: (Output) throws -> Void, idle: () throws -> Void = {}
  ) rethrows {
    var threads = (0..<jobs).compactMap { _ in WorkerThread { self.doWork() } }
    let giver = WorkerThread {
      give { self.append($0, weight: $1) }
      self.finish()
    }
    if let giver {
      threads.append(giver)
    } else {
      // No thread is available: produce everything now. Inputs with a weight of 0 never wait for
      // room.
      give { input, _ in self.append(input, weight: 0) }
      finish()
    }
    defer {
      cancel()
      for thread in threads { thread.join() }
    }
    while let output = try next(idle) { try take(output) }
  }

  private func append(_ input: Input, weight: Int) -> Bool {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    while !isCancelled && self.weight > 0 && self.weight + weight > capacity {
      pthread_cond_wait(&changed, &mutex)
    }
    guard !isCancelled else { return false }
    slots.append((.waiting(input), weight))
    self.weight += weight
    pthread_cond_broadcast(&changed)
    return true
  }

  private func finish() {
    pthread_mutex_lock(&mutex)
    isFinished = true
    pthread_cond_broadcast(&changed)
    pthread_mutex_unlock(&mutex)
  }

  private func cancel() {
    pthread_mutex_lock(&mutex)
    isCancelled = true
    pthread_cond_broadcast(&changed)
    pthread_mutex_unlock(&mutex)
  }

  private func doWork() {
    while let (number, input) = takeWork() {
      let output = work(input)
      pthread_mutex_lock(&mutex)
      slots[number - taken].slot = .done(output)
      pthread_cond_broadcast(&changed)
      pthread_mutex_unlock(&mutex)
    }
  }

  private func takeWork() -> (number: Int, input: Input)? {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    while !isCancelled {
      if nextToStart < taken + slots.count {
        let number = nextToStart
        guard case .waiting(let input) = slots[number - taken].slot else { return nil }
        slots[number - taken].slot = .inWork
        nextToStart += 1
        return (number, input)
      }
      if isFinished { return nil }
      pthread_cond_wait(&changed, &mutex)
    }
    return nil
  }

  private func next(_ idle: () throws -> Void) rethrows -> Output? {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    while true {
      switch slots.first?.slot {
      case .done(let output):
        removeFirst()
        return output
      case .waiting(let input):
        slots[0].slot = .inWork
        nextToStart += 1
        pthread_mutex_unlock(&mutex)
        let output = work(input)
        pthread_mutex_lock(&mutex)
        removeFirst()
        return output
      case .inWork: break
      case nil: if isFinished { return nil }
      }
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      time.tv_nsec += 200_000_000
      if time.tv_nsec >= 1_000_000_000 {
        time.tv_sec += 1
        time.tv_nsec -= 1_000_000_000
      }
      if pthread_cond_timedwait(&changed, &mutex, &time) == ETIMEDOUT {
        pthread_mutex_unlock(&mutex)
        defer { pthread_mutex_lock(&mutex) }
        try idle()
      }
    }
  }

  private func removeFirst() {
    weight -= slots.removeFirst().weight
    taken += 1
    pthread_cond_broadcast(&changed)
  }
}
