internal import Synchronization

/// A flag that stops all threads of a run after their current work, which is kept.
public final class StopFlag: Sendable {
  private let flag = Atomic<Bool>(false)

  /// Creates a flag that is not set.
  public init() {}

  /// True after `set()` was called.
  public var isSet: Bool { flag.load(ordering: .relaxed) }

  /// Stops the run.
  ///
  /// A signal handler may call this method.
  public func set() { flag.store(true, ordering: .relaxed) }
}
