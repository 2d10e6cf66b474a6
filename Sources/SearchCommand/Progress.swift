internal import Glibc
internal import Ingest

/// Shows how far a run is: in one line on a terminal, in a line a minute elsewhere.
final class Progress {
  /// Where it is shown.
  enum Place {
    case nowhere
    /// A line that is drawn again and again.
    case terminal
    /// Lines that stay.
    case log
  }

  private static let redrawnEvery = Duration.milliseconds(100)
  private static let loggedEvery = Duration.seconds(60)
  /// Speed is that of so many of the last seconds.
  private static let window = 15

  private let place: Place
  private let write: (String) -> Void
  private let isASCII = !Console.isUTF8
  private var lastShown: ContinuousClock.Instant
  private var isDrawn = false
  /// How many bytes were done at which time: one sample a second.
  private var samples: [(time: ContinuousClock.Instant, bytes: Int64)] = []

  init(
    _ place: Place, now: ContinuousClock.Instant = .now,
    write: @escaping (String) -> Void = writeToStandardError
  ) {
    self.place = place
    self.write = write
    lastShown = now
  }

  /// The place that standard error is.
  static func place(isQuiet: Bool) -> Place {
    if isQuiet { return .nowhere }
    return isatty(2) == 1 && environment("TERM") != "dumb" ? .terminal : .log
  }

  /// Takes note of what was done, and shows it if it is time to.
  func show(_ summary: IngestSummary, now: ContinuousClock.Instant = .now) {
    guard place != .nowhere else { return }
    note(summary.bytes, now)
    let pause = place == .terminal ? Self.redrawnEvery : Self.loggedEvery
    guard now - lastShown >= pause else { return }
    lastShown = now
    let line = ProgressLine(summary: summary, bytesPerSecond: bytesPerSecond(summary.bytes, now))
    if place == .terminal {
      draw(line.line(width: Self.width - 1, isASCII: isASCII))
    } else {
      write(line.plain + "\n")
    }
  }

  /// Shows what is done that has no measure.
  func show(phase: String) {
    if place == .terminal { draw(Console.cut(phase, to: Self.width - 1)) }
  }

  /// Takes the line away, so that something else can be written in its place.
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

  /// The width of the terminal now: it may change while the run goes on.
  private static var width: Int {
    if let wished = environment("COLUMNS").flatMap({ Int($0) }), wished > 0 { return wished }
    var size = winsize()
    guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
