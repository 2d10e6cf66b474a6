internal import Archive
internal import Glibc
internal import Formats
internal import Ingest
internal import Output
internal import JSON

/// The outcome for each article and file, as JSON lines: see docs/output.md.
final class ReportFile {
  /// The path of the report; nil for standard output.
  let path: String?
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var isEmptied = false
  /// The error that kept the report from being completed.
  private(set) var failure: CommandError?

  /// Opens or creates the file at `path`; `-` is standard output.
  ///
  /// An existing report is emptied before the first line is written.
  init(path: String) throws(CommandError) {
    guard path != "-" else {
      self.path = nil
      descriptor = 1
      return
    }
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.unwritable(path, errno) }
    guard Self.mayBeEmptied(descriptor) else {
      close(descriptor)
      throw CommandError(
        sentence: "\(printable(path)) already exists and is not a report; choose another name")
    }
  }

  deinit { if descriptor > 1 { close(descriptor) } }

  /// Adds a line.
  func write(_ entry: IngestEntry) {
    buffer += ReportLine(entry).text.utf8
    if buffer.count >= 1 << 16 { flush() }
  }

  /// Writes the buffered lines.
  func flush() {
    defer { buffer.removeAll(keepingCapacity: true) }
    guard failure == nil else { return }
    // Truncating fails for devices and pipes, which need no truncating.
    if path != nil, !isEmptied { ftruncate(descriptor, 0) }
    isEmptied = true
    // A failure does not stop the run: the articles matter more than their report.
    let code = writeAll(buffer, to: descriptor)
    if code != 0 { failure = Self.unwritable(path ?? "standard output", code) }
  }

  /// True for a device, a pipe, an empty file, or a file that starts with a line of a report.
  private static func mayBeEmptied(_ descriptor: Int32) -> Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return true }
    guard status.st_size > 0 else { return true }
    var start = [UInt8](repeating: 0, count: ReportLine.maxBytes)
    let count = pread(descriptor, &start, start.count, 0)
    guard count > 0, let end = start.prefix(count).firstIndex(of: 0x0A) else { return false }
    return ReportLine.isLine(start[..<end])
  }

  private static func unwritable(_ path: String, _ code: Int32) -> CommandError {
    CommandError(
      sentence:
        "the report \(printable(path)) cannot be written: \(String(cString: strerror(code)))")
  }
}

/// A line of a report.
struct ReportLine {
  private var bytes = Array(ReportLine.head.utf8)

  /// The line with its newline: members in a fixed order, without those that are unknown.
  var text: String {
    String(decoding: JSONEscaping.escapingControls(in: bytes), as: UTF8.self) + "}\n"
  }

  /// The start of each line.
  private static let head = "{\"version\":1"
  /// The maximum length of a line that is recognized in an existing file.
  static let maxBytes = 1 << 20

  init(_ entry: IngestEntry) {
    add("location", entry.location)
    add("outcome", Outcome(entry.outcome).rawValue)
    switch entry.outcome {
    case .skipped(let reason): add("reason", reason.words)
    case .failed(let reason): add("reason", reason.words)
    default: break
    }
    if let line = entry.line { bytes += ",\"line\":\(line)".utf8 }
    if case .renamed(let old) = entry.outcome { add("from", old) }
    if let date = entry.unreadableDate { add("unreadable_date", date) }
    if let repair = entry.notes.repair { add("repaired", repair.words) }
  }

  /// True if these bytes are a line of a report, without its end.
  static func isLine(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.starts(with: "\(head),\"location\":".utf8),
      let line = try? JSONValue(parsing: Array(bytes))
    else { return false }
    return line["location"]?.stringValue != nil
      && line["outcome"]?.stringValue.flatMap(Outcome.init) != nil
  }

  /// The names of the outcomes.
  private enum Outcome: String {
    case added, updated, unchanged, removed, renamed, skipped, failed

    init(_ outcome: IngestEntry.Outcome) {
      switch outcome {
      case .added: self = .added
      case .updated: self = .updated
      case .unchanged: self = .unchanged
      case .removed: self = .removed
      case .renamed: self = .renamed
      case .skipped: self = .skipped
      case .failed: self = .failed
      }
    }
  }

  private mutating func add(_ name: String, _ value: String) {
    bytes += ",\"\(name)\":\"".utf8
    var value = value
    value.withUTF8 { JSONEscaping.append(UnsafeRawBufferPointer($0), to: &bytes) }
    bytes.append(UInt8(ascii: "\""))
  }
}
