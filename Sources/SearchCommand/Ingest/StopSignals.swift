internal import Archive
internal import Glibc
internal import Ingest
internal import Synchronization
internal import Threading

/// Handles Ctrl-C and SIGTERM for work that should not be interrupted.
///
/// The first signal asks the work to stop, and the second signal ends the program.
///
/// A thread waits for the signals, so that system calls are not interrupted and no signal handler
/// is needed. Call `begin()` before starting other threads: it blocks the signals, and a new thread
/// inherits which signals are blocked.
final class StopSignals: Sendable {
  /// Set by the first signal.
  let flag = StopFlag()
  private let received = Atomic<Int32>(0)

  /// Starts waiting for the signals, except for those that the parent process ignores.
  func begin() {
    Self.wait(for: [SIGINT, SIGTERM]) { [self] number in
      if flag.isSet { Self.end(by: number) }
      received.store(number, ordering: .relaxed)
      flag.set()
    }
  }

  /// The exit status of a stopped program, as shells define it; nil if it was not stopped.
  var exitStatus: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : 128 + number
  }

  /// Removes the unfinished files when a signal ends the program.
  ///
  /// Call this method before starting other threads.
  static func removeUnfinishedFilesAtEnd() {
    wait(for: [SIGINT, SIGTERM, SIGHUP]) { number in
      UnfinishedFiles.removeAll()
      end(by: number)
    }
  }

  /// Calls `body` on a thread of its own for each of these signals.
  private static func wait(
    for numbers: [Int32], _ body: @escaping @Sendable (_ number: Int32) -> Void
  ) {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in numbers where !isIgnored(number) { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let waited = signals
    let thread = WorkerThread {
      var signals = waited
      var number: Int32 = 0
      while sigwait(&signals, &number) == 0 { body(number) }
    }
    // If the thread could not be started, signals end the program as usual.
    if thread == nil { pthread_sigmask(SIG_UNBLOCK, &signals, nil) }
  }

  /// Ends the program as the signal would have done.
  private static func end(by number: Int32) {
    signal(number, SIG_DFL)
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, number)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    kill(getpid(), number)
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
