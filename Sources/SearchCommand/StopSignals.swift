internal import Glibc
internal import Ingest
internal import Synchronization
internal import Threading

/// What Ctrl-C and SIGTERM mean for work that should not be broken off: the first one asks it to
/// stop, the second one ends the program.
///
/// A thread waits for them, so nothing else is interrupted, and nothing has to be done in a signal
/// handler. To be made before other threads are, since these inherit what is blocked.
final class StopSignals: Sendable {
  /// Set by the first signal.
  let flag = StopFlag()
  private let received = Atomic<Int32>(0)

  /// Begins to wait for the signals, but for those that whoever started the program wants ignored.
  func begin() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] where !Self.isIgnored(number) { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let waited = signals
    let thread = WorkerThread { self.wait(for: waited) }
    // Without a thread, signals end the program as they always do.
    if thread == nil { pthread_sigmask(SIG_UNBLOCK, &signals, nil) }
  }

  /// The exit status of a program that was stopped, as shells have it; nothing where it was not.
  var exitStatus: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : 128 + number
  }

  private func wait(for signals: sigset_t) {
    var signals = signals
    var number: Int32 = 0
    while sigwait(&signals, &number) == 0 {
      if flag.isSet { Self.end(by: number) }
      received.store(number, ordering: .relaxed)
      flag.set()
    }
  }

  /// Ends the program as the signal would have ended it.
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
