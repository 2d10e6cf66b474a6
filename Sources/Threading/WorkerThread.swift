internal import Glibc

/// A thread for work that blocks on SQLite or on the disk.
///
/// Swift's own pool has one thread for each core, so blocking work there would hold up everything
/// else.
public struct WorkerThread {
  private let thread: pthread_t

  /// Starts a thread that runs `body`; nil if the system cannot create another thread.
  public init?(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Body(body))
    let result = pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, box.toOpaque())
    guard result == 0 else {
      box.release()
      return nil
    }
    self.thread = thread
  }

  /// Waits for the thread to end.
  ///
  /// Call it exactly once.
  public func join() { pthread_join(thread, nil) }

  private final class Body {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
