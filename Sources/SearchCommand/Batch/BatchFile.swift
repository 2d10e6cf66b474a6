internal import Glibc
internal import Ingest

/// One query of a batch.
struct BatchQuery: Equatable, Sendable {
  /// Its name in the output.
  var id: String
  /// What is searched for.
  var text: String
  /// The first byte of the line that is not UTF-8, from 1, where there is one.
  var invalidByte: Int?
}

/// The queries of a file: one on a line, as `query` or as `id<TAB>query`.
///
/// A query without an id is named by the number of its line. Empty lines are passed over; lines may
/// end as on Windows, and the file may begin with a byte order mark. A line that is not UTF-8 is a
/// query that cannot be answered.
struct BatchFile {
  private(set) var queries: [BatchQuery] = []

  init(_ bytes: [UInt8]) {
    var number = 0
    var rest = bytes[...]
    while !rest.isEmpty {
      number += 1
      let end = rest.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? rest.endIndex
      let isWindows = rest[end...].starts(with: [0x0D, 0x0A])
      if let query = Self.query(Array(rest[..<end]), number) { queries.append(query) }
      rest = rest[end...].dropFirst(isWindows ? 2 : 1)
    }
  }

  private static func query(_ line: [UInt8], _ number: Int) -> BatchQuery? {
    guard let text = String(validating: line, as: UTF8.self) else {
      // The id may be sound even so.
      let id = line.firstIndex(of: 0x09).flatMap { String(validating: line[..<$0], as: UTF8.self) }
      let offset = firstInvalidUTF8(in: line) ?? 0
      return BatchQuery(
        id: id.flatMap { $0.isEmpty ? nil : $0 } ?? String(number), text: "",
        invalidByte: offset + 1)
    }
    let content = text.drop { $0 == "\u{FEFF}" }
    guard content.contains(where: { !$0.isWhitespace }) else { return nil }
    if let tab = content.firstIndex(of: "\t"), tab > content.startIndex {
      let query = content[content.index(after: tab)...]
      return BatchQuery(id: String(content[..<tab]), text: String(query))
    }
    return BatchQuery(id: String(number), text: String(content))
  }

  /// Reads the file at `path`, or standard input for `-`.
  init(path: String) throws {
    self.init(try bytesOfFile(path))
  }
}
