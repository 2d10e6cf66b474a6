internal import JSON

extension Format {
  static let jsonLines = Format(
    "jsonl", title: "JSON Lines", extensions: ["jsonl", "ndjson"],
    isLikely: { starts($0, with: "{") && !JSONReader.holdsOneObject($0) },
    read: { source in
      // The file may be a list of objects with the wrong extension.
      let head = try source.stream.peek(headBytes).filter { $0 > 0x20 }
      let isList = textStart(of: head).starts(with: "[{".utf8)
      let read = isList ? JSONReader.read : JSONLinesReader.read
      try read(source.text(), source.settings, source.onRecord)
    })
}

/// Reads JSON Lines: each line holds an object with the usual names for an article's fields.
///
/// Several objects on one line are read too, and numbered as if each had its own line.
enum JSONLinesReader {
  static func read(
    _ stream: ByteStream, _ settings: ReaderSettings, _ handle: RecordHandler
  ) throws {
    var lines = LineReader(stream)
    var isEmpty = true
    // The number of objects so far that followed another object on the same line.
    var added = 0
    while let line = try lines.next() {
      switch line {
      case .tooLarge:
        try handle(
          FileRecord(line: lines.number + added, bytes: 0) { () throws(ReadError) in
            throw .tooLarge(limit: ReaderLimits.articleBytes)
          })
      case .bytes(let bytes):
        guard bytes.contains(where: { $0 > 0x20 }) else { continue }
        let objects = JSONObjectsOnLine.split(bytes)
        for (index, object) in objects.enumerated() {
          try handle(
            FileRecord(line: lines.number + added + index, bytes: object.count) {
              () throws(ReadError) in try draft(of: object, settings)
            })
        }
        added += objects.count - 1
      }
      isEmpty = false
    }
    if isEmpty { throw ReadError.empty }
  }

  /// Returns the article on a line.
  static func draft(
    of line: [UInt8], _ settings: ReaderSettings = ReaderSettings()
  ) throws(ReadError) -> ArticleDraft {
    var line = line
    let repair = ZeroBytes.remove(from: &line, line: nil)
    var draft = try ArticleDraft(JSONValue(reading: line), settings)
    draft.notes.repair = repair
    return draft
  }
}
