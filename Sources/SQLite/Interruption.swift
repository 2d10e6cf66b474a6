internal import CSQLite
internal import Synchronization

/// The reasons to stop the work on one request: its deadline has passed, or nobody waits for the
/// answer any more.
///
/// The work asks from time to time, and stops with an error. SQLite asks too, while it runs a
/// statement; see <https://sqlite.org/c3ref/progress_handler.html>.
public final class Interruption: Sendable {
  /// The time at which the work must stop.
  public let deadline: ContinuousClock.Instant
  private let cancelled = Atomic<Bool>(false)
  /// The interruption whose `cancel()` also cancels this one.
  private let outer: Interruption?
  /// Called whenever the work asks; a test can make the work slow.
  private let onCheck: (@Sendable () -> Void)?

  /// Creates an interruption at `deadline`.
  public init(
    at deadline: ContinuousClock.Instant, onCheck: (@Sendable () -> Void)? = nil
  ) {
    self.deadline = deadline
    self.onCheck = onCheck
    outer = nil
  }

  /// Creates an interruption at `deadline`, or when `outer` is due, if that is earlier.
  public init(at deadline: ContinuousClock.Instant, within outer: Interruption) {
    self.deadline = min(deadline, outer.deadline)
    self.outer = outer
    onCheck = outer.onCheck
  }

  /// An interruption that is due only when this one is cancelled.
  public var withoutDeadline: Interruption {
    Interruption(deadline: .now + .seconds(1 << 40), outer: self)
  }

  private init(deadline: ContinuousClock.Instant, outer: Interruption) {
    self.deadline = deadline
    self.outer = outer
    onCheck = outer.onCheck
  }

  /// Stops the work as soon as it asks; may be called from any thread.
  public func cancel() { cancelled.store(true, ordering: .relaxed) }

  /// True if `cancel()` was called.
  public var isCancelled: Bool {
    cancelled.load(ordering: .relaxed) || (outer?.isCancelled ?? false)
  }

  /// True if the work must stop.
  public var isDue: Bool {
    onCheck?()
    return isCancelled || .now >= deadline
  }
}

extension Connection {
  /// Runs `body`, which ends with an error when `interruption` is due.
  ///
  /// - Throws: What `body` throws; the error that the interruption causes is `isInterruption`.
  public func interruptible<T>(
    by interruption: Interruption?, _ body: () throws -> T
  ) rethrows -> T {
    let outer = self.interruption
    self.interruption = interruption
    defer { self.interruption = outer }
    return try body()
  }

  /// Throws if the work on this connection must stop.
  ///
  /// SQLite asks while it runs a statement. Call this in loops that do not run statements, about
  /// every tenth of a millisecond: a call takes some 40 ns.
  @inline(__always)
  public func checkInterruption() throws(SQLiteError) {
    guard let interruption else { return }
    try check(interruption)
  }

  @inline(never)
  private func check(_ interruption: Interruption) throws(SQLiteError) {
    if interruption.isDue {
      throw SQLiteError(code: SQLITE_INTERRUPT, message: "interrupted")
    }
  }
}

extension SQLiteError {
  /// True if an `Interruption` stopped the work.
  public var isInterruption: Bool { primaryCode == SQLITE_INTERRUPT }
}
