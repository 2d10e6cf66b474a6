internal import Glibc

/// A queue from one thread to another that holds only so much: who is ahead waits.
public final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
  // Every stored variable below is touched only with `mutex` held, so the class may be shared.
  private var mutex = pthread_mutex_t()
  private var changed = pthread_cond_t()
  private var elements: [(element: Element, weight: Int)] = []
  private var weight = 0
  private var isClosed = false

  private let capacity: Int

  /// Creates a queue for elements of a total weight of `capacity`, and always for one.
  public init(capacity: Int) {
    self.capacity = capacity
    pthread_mutex_init(&mutex, nil)
    pthread_cond_init(&changed, nil)
  }

  deinit {
    pthread_cond_destroy(&changed)
    pthread_mutex_destroy(&mutex)
  }

  /// Appends an element, once there is room for it.
  ///
  /// - Returns: Whether it was taken: a closed queue takes nothing.
  public func append(_ element: Element, weight: Int) -> Bool {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    while !isClosed && self.weight > 0 && self.weight + weight > capacity {
      pthread_cond_wait(&changed, &mutex)
    }
    guard !isClosed else { return false }
    elements.append((element, weight))
    self.weight += weight
    pthread_cond_broadcast(&changed)
    return true
  }

  /// Takes all elements there are, once there is one; nothing when the queue is closed and empty.
  public func takeAll() -> [Element]? {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    while !isClosed && elements.isEmpty { pthread_cond_wait(&changed, &mutex) }
    guard !elements.isEmpty else { return nil }
    let taken = elements.map(\.element)
    elements.removeAll(keepingCapacity: true)
    weight = 0
    pthread_cond_broadcast(&changed)
    return taken
  }

  /// Ends the queue: what is in it can still be taken, but nothing is appended any more.
  public func close() {
    pthread_mutex_lock(&mutex)
    isClosed = true
    pthread_cond_broadcast(&changed)
    pthread_mutex_unlock(&mutex)
  }
}
