internal import Synchronization

/// Stops all threads of a run after their current work; what is done is kept.
public final class StopFlag: Sendable {
  private let flag = Atomic<Bool>(false)

  /// Creates a flag that is not set.
  public init() {}

  /// True if the run is to stop.
  public var isSet: Bool { flag.load(ordering: .relaxed) }

  /// Says that the run is to stop; a signal handler may do so too.
  public func set() { flag.store(true, ordering: .relaxed) }
}
