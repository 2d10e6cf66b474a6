internal import Output

/// The point in a file of answers at which the next run continues.
///
/// A run writes answers one after another, so an interruption can only affect the end of the file.
/// The incomplete line at the end and the last answer before it are written again, because the last
/// answer may lack lines. In formats with one line per answer, only the incomplete line is written
/// again.
struct ResumePoint: Equatable {
  /// The queries with complete answers, by id, and whether they found something.
  private(set) var found: [String: Bool] = [:]
  /// The number of bytes that hold complete answers.
  private(set) var length = 0

  /// The reason why a run cannot continue a file.
  enum Mismatch: Error, Equatable {
    /// The line, from 1, is not in this format.
    case otherFormat(line: Int)
    /// The file answers a query that is not among the topics.
    case otherTopic(id: String)
    /// The file answers another query under the id of a topic.
    case otherQuery(id: String)
    /// The file belongs to a run with another tag.
    case otherTag(String)
    /// The file answers a query in two places.
    case repeated(id: String)
  }

  /// Reads answers to `queries` that were written by `writer`.
  ///
  /// - Throws: `Mismatch`, if the file does not match the writer or the queries.
  init(_ bytes: [UInt8], by writer: BatchWriter, to queries: [BatchQuery]) throws(Mismatch) {
    let header = Array(writer.format.header.utf8)
    guard bytes.starts(with: header) else {
      guard header.starts(with: bytes) else { throw .otherFormat(line: 1) }
      return
    }
    let texts = Dictionary(queries.map { ($0.id, $0.text) }) { first, _ in first }
    var records = AnswerRecords(bytes[header.count...], line: header.isEmpty ? 1 : 2)
    var last: (id: String, start: Int)?
    length = header.count
    while let bytes = records.next(isQuoted: writer.format.isQuoted) {
      guard let record = writer.format.record(bytes) else {
        throw .otherFormat(line: records.line)
      }
      try check(record, texts, writer)
      if record.id != last?.id || writer.format.hasOneLinePerAnswer {
        guard found[record.id] == nil else { throw .repeated(id: record.id) }
        last = (record.id, bytes.startIndex)
      }
      found[record.id] = record.hasHits
      length = bytes.endIndex
    }
    guard Self.isStart(records.rest, of: writer, queries) else {
      throw .otherFormat(line: records.line)
    }
    if !writer.format.hasOneLinePerAnswer, let last {
      found[last.id] = nil
      length = last.start
    }
  }

  private func check(
    _ record: AnswerRecord, _ texts: [String: String], _ writer: BatchWriter
  ) throws(Mismatch) {
    if let tag = record.tag, tag != writer.tag { throw .otherTag(tag) }
    guard let text = texts[record.id] else { throw .otherTopic(id: record.id) }
    guard let query = record.query else { return }
    guard query == writer.format.written(text) else { throw .otherQuery(id: record.id) }
  }

  /// True if an incomplete line may be the start of an answer.
  ///
  /// Any other line must not be cut off.
  private static func isStart(
    _ bytes: ArraySlice<UInt8>, of writer: BatchWriter, _ queries: [BatchQuery]
  ) -> Bool {
    bytes.isEmpty
      || queries.contains { query in
        let opening = Array(writer.format.opening(id: query.id).utf8)
        return bytes.starts(with: opening) || opening.starts(with: bytes)
      }
  }
}

/// The complete lines of answers; in CSV, a line may contain line ends in quotation marks.
private struct AnswerRecords {
  /// The bytes that have not been read.
  private(set) var rest: ArraySlice<UInt8>
  /// The number of the line on which the last record, or the incomplete record, started.
  private(set) var line: Int
  private var nextLine: Int

  init(_ bytes: ArraySlice<UInt8>, line: Int) {
    rest = bytes
    (self.line, nextLine) = (line, line)
  }

  /// The next line, with its end.
  mutating func next(isQuoted: Bool) -> ArraySlice<UInt8>? {
    var isInside = false
    var lines = 0
    line = nextLine
    for index in rest.indices {
      switch rest[index] {
      case UInt8(ascii: "\"") where isQuoted: isInside.toggle()
      case 0x0A:
        lines += 1
        guard !isInside else { continue }
        defer { rest = rest[(index + 1)...] }
        nextLine = line + lines
        return rest[...index]
      default: break
      }
    }
    return nil
  }
}
