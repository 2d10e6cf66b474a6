internal import Archive
internal import Logging

/// Writes each log entry as one line of `key=value` pairs to standard error; the journal adds the
/// time.
struct LineLog: LogHandler {
  var metadata = Logger.Metadata()
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let pairs = (event.metadata ?? [:]).sorted { $0.key < $1.key }
      .map { "\($0.key)=\(Self.quoted("\($0.value)"))" }
    let line =
      (["level=\(event.level)", "event=\(Self.quoted("\(event.message)"))"] + pairs)
      .joined(separator: " ") + "\n"
    _ = writeAll(Array(line.utf8), to: 2)
  }

  private static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3D }
    guard !isPlain || text.isEmpty else { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\" + String(scalar)
      case "\n": quoted += "\\n"
      case "\0"..<" ", "\u{7F}"..."\u{9F}": quoted += "?"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
