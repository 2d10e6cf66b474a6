internal import Glibc

/// Work that one thread gives out, several do, and one takes in the order in which it was given out.
///
/// It holds only so much: who gives out waits while more than `capacity` has not been taken yet.
/// Threads, not tasks: all of them block, on the disk, on SQLite, on each other.
public final class OrderedPipeline<Input: Sendable, Output: Sendable>: @unchecked Sendable {
  private enum Slot {
    case waiting(Input)
    case inWork
    case done(Output)
  }

  // Every stored variable below is touched only with `mutex` held, so the class may be shared.
  private var mutex = pthread_mutex_t()
  private var changed = pthread_cond_t()
  /// What was given out and not taken yet, in order, and what each weighs.
  private var slots: [(slot: Slot, weight: Int)] = []
  /// How many slots have been taken: the number of the first one in `slots`.
  private var taken = 0
  /// The number of the next one to be worked on.
  private var nextToDo = 0
  private var weight = 0
  private var isFinished = false
  private var isCancelled = false

  private let capacity: Int
  private let work: @Sendable (Input) -> Output
  private var threads: [WorkerThread] = []

  /// Creates a pipeline that holds a total weight of `capacity`, and always one piece of work.
  ///
  /// - Parameters:
  ///   - capacity: Of what was given out and not taken yet.
  ///   - work: What is done with each piece, on any thread.
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

  /// Runs the pipeline: `give` on a thread of its own, the work on `jobs` others and, where it would
  /// wait, on this one, which calls `take`.
  ///
  /// - Parameters:
  ///   - jobs: How many threads there are for the work.
  ///   - give: Hands over work with its weight, until it is told `false`: nobody wants any more.
  ///   - take: Called with what came of each piece, in order. If it throws, all stop.
  ///   - idle: Called some five times a second while there is nothing to take, likewise.
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
      // No thread is to be had: all is given out at once, and held until it is taken.
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
      if nextToDo < taken + slots.count {
        let number = nextToDo
        guard case .waiting(let input) = slots[number - taken].slot else { return nil }
        slots[number - taken].slot = .inWork
        nextToDo += 1
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
        nextToDo += 1
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
