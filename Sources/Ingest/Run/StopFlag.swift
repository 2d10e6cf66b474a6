internal import Synchronization

/// Says, to all threads of a run, that it is to stop: after the work at hand, with what is done kept.
public final class StopFlag: Sendable {
  private let flag = Atomic<Bool>(false)

  /// Creates a flag that is not set.
  public init() {}

  /// Whether the run is to stop.
  public var isSet: Bool { flag.load(ordering: .relaxed) }

  /// Says that the run is to stop; a signal handler may do so too.
  public func set() { flag.store(true, ordering: .relaxed) }
}
