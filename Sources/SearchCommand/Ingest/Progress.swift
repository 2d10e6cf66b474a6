internal import Glibc
internal import Ingest
internal import Output

/// Shows the progress of a run: on a terminal, one line that is redrawn; elsewhere, a line each
/// minute.
final class Progress {
  /// A way to show progress.
  enum Display {
    case none
    /// A line that is redrawn.
    case terminal
    /// Lines that stay.
    case log
  }

  private static let redrawnEvery = Duration.milliseconds(100)
  private static let loggedEvery = Duration.seconds(60)
  /// The number of seconds over which the speed is measured.
  private static let window = 15

  private let display: Display
  private let write: (String) -> Void
  private let isASCII = !Console.isUTF8
  private var lastShown: ContinuousClock.Instant
  private var isDrawn = false
  /// The bytes that were done at certain times: one sample a second.
  private var samples: [(time: ContinuousClock.Instant, bytes: Int64)] = []

  init(
    _ display: Display, now: ContinuousClock.Instant = .now,
    write: @escaping (String) -> Void = writeToStandardError
  ) {
    self.display = display
    self.write = write
    lastShown = now
  }

  /// The display that suits standard error.
  static func display(isQuiet: Bool) -> Display {
    if isQuiet { return .none }
    return isatty(2) == 1 && environment("TERM") != "dumb" ? .terminal : .log
  }

  /// Records the progress, and shows it if an update is due.
  func show(_ summary: IngestSummary, now: ContinuousClock.Instant = .now) {
    guard display != .none else { return }
    note(summary.bytes, now)
    let pause = display == .terminal ? Self.redrawnEvery : Self.loggedEvery
    guard now - lastShown >= pause else { return }
    lastShown = now
    let line = ProgressLine(summary: summary, bytesPerSecond: bytesPerSecond(summary.bytes, now))
    if display == .terminal {
      draw(line.line(width: Self.width - 1, isASCII: isASCII))
    } else {
      write(line.plain + "\n")
    }
  }

  /// Shows work whose progress cannot be measured.
  func show(phase: String) {
    if display == .terminal { draw(DisplayWidth.cut(phase, to: Self.width - 1)) }
  }

  /// Removes the line, so that other text can be printed.
  func clear() {
    guard isDrawn else { return }
    write("\r\u{1B}[K")
    isDrawn = false
  }

  private func draw(_ line: String) {
    write("\r\(line)\u{1B}[K")
    isDrawn = true
  }

  private func note(_ bytes: Int64, _ now: ContinuousClock.Instant) {
    if let last = samples.last, now - last.time < .seconds(1) { return }
    samples.append((now, bytes))
    if samples.count > Self.window { samples.removeFirst() }
  }

  private func bytesPerSecond(_ bytes: Int64, _ now: ContinuousClock.Instant) -> Double? {
    guard let first = samples.first, now - first.time >= .seconds(1) else { return nil }
    let seconds = (now - first.time) / Duration.seconds(1)
    return Double(bytes - first.bytes) / seconds
  }

  /// The current width of the terminal, which may change during a run.
  private static var width: Int { Console.requestedWidth ?? Console.width(of: 2) }
}
