internal import Archive
internal import Glibc
internal import Ingest
internal import Output
internal import JSON

/// The outcome for each article and file, as JSON lines: see docs/output.md.
final class ReportFile {
  /// The path of the report; nil for standard output.
  let path: String?
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  /// The error that kept the report from being completed.
  private(set) var failure: CommandError?

  /// Creates the file at `path`, or empties an existing report; `-` is standard output.
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
      throw CommandError(
        sentence: "\(printable(path)) already exists and is not a report; choose another name")
    }
    // Truncating fails for devices and pipes, which need no truncating.
    ftruncate(descriptor, 0)
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
    guard failure == nil, !buffer.isEmpty else { return }
    // A failure does not stop the run: the articles matter more than their report.
    let code = writeAll(buffer, to: descriptor)
    if code != 0 { failure = Self.unwritable(path ?? "standard output", code) }
  }

  /// True for a device, a pipe, an empty file, or a file that starts like a report.
  private static func mayBeEmptied(_ descriptor: Int32) -> Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return true }
    let head = Array(ReportLine.head.utf8)
    var found = [UInt8](repeating: 0, count: head.count)
    let count = pread(descriptor, &found, found.count, 0)
    return count <= 0 || found.prefix(count).elementsEqual(head.prefix(count))
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
  static let head = "{\"version\":1"

  init(_ entry: IngestEntry) {
    add("location", entry.location)
    switch entry.outcome {
    case .added: add("outcome", "added")
    case .updated: add("outcome", "updated")
    case .unchanged: add("outcome", "unchanged")
    case .removed: add("outcome", "removed")
    case .renamed: add("outcome", "renamed")
    case .skipped(let reason):
      add("outcome", "skipped")
      add("reason", reason.words)
    case .failed(let reason):
      add("outcome", "failed")
      add("reason", reason.words)
    }
    if let line = entry.line { bytes += ",\"line\":\(line)".utf8 }
    if case .renamed(let old) = entry.outcome { add("from", old) }
    if let date = entry.unreadableDate { add("unreadable_date", date) }
  }

  private mutating func add(_ name: String, _ value: String) {
    bytes += ",\"\(name)\":\"".utf8
    var value = value
    value.withUTF8 { JSONEscaping.append(UnsafeRawBufferPointer($0), to: &bytes) }
    bytes.append(UInt8(ascii: "\""))
  }
}
