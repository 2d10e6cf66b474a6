internal import Glibc

/// The files that a worker process is to read, in order.
final class WorkerRequests: @unchecked Sendable {
  // Unchecked, because `mutex` guards every stored variable below.
  private var mutex = pthread_mutex_t()
  private var changed = pthread_cond_t()
  private var waiting: [(FileRequest, Int32)] = []

  init() {
    pthread_mutex_init(&mutex, nil)
    pthread_cond_init(&changed, nil)
  }

  deinit {
    pthread_cond_destroy(&changed)
    pthread_mutex_destroy(&mutex)
  }

  var isEmpty: Bool {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    return waiting.isEmpty
  }

  func append(_ request: FileRequest, _ descriptor: Int32) {
    pthread_mutex_lock(&mutex)
    waiting.append((request, descriptor))
    pthread_cond_signal(&changed)
    pthread_mutex_unlock(&mutex)
  }

  /// Waits for the next file.
  func next() -> (FileRequest, Int32) {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    while waiting.isEmpty { pthread_cond_wait(&changed, &mutex) }
    return waiting.removeFirst()
  }
}
