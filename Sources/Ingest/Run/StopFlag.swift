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
  /// It may be called from a signal handler.
  public func set() { flag.store(true, ordering: .relaxed) }
}
