internal import Archive
internal import JSON
internal import SearchEngine
internal import SQLite
internal import Synchronization
internal import Threading

/// Serves one client, which writes a message on each line of one stream and reads the answers from
/// another: the transport "stdio".
///
/// Answers that need the archive are computed on two threads, so a slow one holds up no other, and a
/// notification can cancel it.
package final class LineServer: Sendable {
  private let assistant = Assistant()
  private let path: String
  private let input: Int32
  private let output: Int32
  private let timeLimit: Duration
  /// The requests that have no answer yet.
  private let open = Mutex<[RequestID: Interruption]>([:])
  private let writing = Mutex<Void>(())
  private let onWriteError: @Sendable (Int32) -> Void
  private let onFailure: @Sendable (any Error) -> Void
  private let onCheck: (@Sendable () -> Void)?

  /// The maximum length of a message from the client, in bytes.
  package static let maxLineLength = 1 << 20

  /// Creates a server for the archive at `path`, which need not exist yet.
  ///
  /// An answer may take the time `timeLimit`. `onFailure` is called with an error that the client is
  /// not told, and `onWriteError` with the error number if the output cannot be written. `onCheck` is
  /// called at each check of an interruption; a test makes searches slow with it.
  package init(
    archive path: String, input: Int32, output: Int32, timeLimit: Duration = .seconds(30),
    onCheck: (@Sendable () -> Void)? = nil, onFailure: @escaping @Sendable (any Error) -> Void,
    onWriteError: @escaping @Sendable (Int32) -> Void
  ) {
    self.path = path
    self.input = input
    self.output = output
    self.timeLimit = timeLimit
    self.onCheck = onCheck
    self.onFailure = onFailure
    self.onWriteError = onWriteError
  }

  /// Answers messages until the input ends and everything is answered.
  package func run() {
    let queue = WorkQueue<ArchiveSession>(
      threads: 2, capacity: 64, makeState: { [path] in ArchiveSession(path: path) },
      onIdle: { $0.closeIfReplaced() })
    var lines = LineReader(input, maxLength: Self.maxLineLength)
    var legacy: Revision?
    while let line = lines.next() {
      let reaction = reaction(to: line, &legacy)
      for id in reaction.cancelled { open.withLock { $0[id] }?.cancel() }
      let ids = reaction.work
      let interruption = Interruption(at: .now + timeLimit, onCheck: onCheck)
      guard !ids.isEmpty else {
        send(
          reaction.message(interruption, report: onFailure) {
            throw ArchiveError(.missing, path: self.path)
          })
        continue
      }
      open.withLock { open in for id in ids { open[id] = interruption } }
      let work = { @Sendable [self] (session: inout ArchiveSession) in
        let message = reaction.message(interruption, report: onFailure) {
          try session.current()
        }
        open.withLock { open in for id in ids where open[id] === interruption { open[id] = nil } }
        send(message)
      }
      if !queue.addWaiting(work) {
        // The system has no more threads.
        var session = ArchiveSession(path: path)
        work(&session)
      }
    }
    queue.stop()
  }

  private func reaction(to line: LineReader.Line, _ legacy: inout Revision?) -> Reaction {
    switch line {
    case .tooLong:
      return assistant.reaction(
        toMalformed: "the line is longer than \(Self.maxLineLength) bytes")
    case .bytes(let bytes):
      guard bytes.contains(where: { $0 > 0x20 }) else { return Reaction() }
      do throws(JSONError) {
        return assistant.reaction(to: try JSONValue(parsing: bytes), legacy: &legacy)
      } catch {
        return assistant.reaction(toMalformed: error.sentence)
      }
    }
  }

  private func send(_ message: JSONValue?) {
    guard let message else { return }
    let bytes = message.encoded() + [UInt8(ascii: "\n")]
    let code = writing.withLock { _ in writeAll(bytes, to: output) }
    if code != 0 { onWriteError(code) }
  }
}
