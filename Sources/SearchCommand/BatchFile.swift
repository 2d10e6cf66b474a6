internal import Glibc

/// One query of a batch.
struct BatchQuery: Equatable, Sendable {
  /// Its name in the output.
  var id: String
  /// What is searched for.
  var text: String
}

/// The queries of a file: one on a line, as `query` or as `id<TAB>query`.
///
/// A query without an id is named by the number of its line. Empty lines are passed over; lines may
/// end as on Windows, and the file may begin with a byte order mark.
struct BatchFile {
  private(set) var queries: [BatchQuery] = []

  init(_ text: String) {
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      let content = line.drop { $0 == "\u{FEFF}" }
      guard content.contains(where: { !$0.isWhitespace }) else { continue }
      if let tab = content.firstIndex(of: "\t"), tab > content.startIndex {
        let query = content[content.index(after: tab)...]
        queries.append(BatchQuery(id: String(content[..<tab]), text: String(query)))
      } else {
        queries.append(BatchQuery(id: String(number), text: String(content)))
      }
    }
  }

  /// Reads the file at `path`, or standard input for `-`.
  init(path: String) throws {
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unreadable(path) }
    defer { if descriptor > 0 { close(descriptor) } }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { break }
      guard count > 0 else { throw Self.unreadable(path) }
      bytes += buffer[..<count]
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandError(sentence: "\(printable(path)) is not UTF-8")
    }
    self.init(text)
  }

  private static func unreadable(_ path: String) -> CommandError {
    CommandError(sentence: "\(printable(path)) cannot be read: \(String(cString: strerror(errno)))")
  }
}
