internal import Formats
internal import Ingest

/// What an earlier run that did not end has written, so that the next one goes on behind it.
///
/// A run writes the answers one behind the other, so what it was killed in is at the end: an
/// incomplete line, and the answer before it too, since nobody knows how many lines it would have
/// had; but in `jsonl`, where an answer is a line.
struct WrittenAnswers: Equatable {
  /// The queries whose answers are whole, by their ids, and whether something was found.
  private(set) var found: [String: Bool] = [:]
  /// How many bytes of the file are whole answers.
  private(set) var length = 0

  /// Why a file is none that a run can go on with.
  enum Trouble: Error, Equatable {
    /// The line, from 1, is none of this format.
    case otherFormat(line: Int)
    /// It answers a query that the topics do not have.
    case otherTopic(id: String)
    /// It answers another query by the name of one of them.
    case otherQuery(id: String)
    /// It is a run of another name.
    case otherTag(String)
    /// Its answers to a query stand in two places.
    case repeated(id: String)
  }

  /// Reads what was written by `writer` in answer to `queries`.
  ///
  /// - Throws: `Trouble`, where it was not.
  init(_ bytes: [UInt8], by writer: BatchWriter, to queries: [BatchQuery]) throws(Trouble) {
    let header = Array(writer.header.utf8)
    guard bytes.starts(with: header) else {
      guard header.starts(with: bytes) else { throw .otherFormat(line: 1) }
      return
    }
    let texts = Dictionary(queries.map { ($0.id, $0.text) }) { first, _ in first }
    var records = AnswerRecords(bytes[header.count...], line: header.isEmpty ? 1 : 2)
    var last: (id: String, start: Int)?
    length = header.count
    while let bytes = records.next(isQuoted: writer.format == .csv) {
      guard let record = AnswerRecord(bytes, writer.format) else {
        throw .otherFormat(line: records.line)
      }
      try see(that: record, answers: texts, writer)
      if record.id != last?.id || writer.format == .jsonl {
        guard found[record.id] == nil else { throw .repeated(id: record.id) }
        last = (record.id, bytes.startIndex)
      }
      found[record.id] = record.hasHits
      length = bytes.endIndex
    }
    guard Self.mayBegin(records.rest, an: writer, queries) else {
      throw .otherFormat(line: records.line)
    }
    if writer.format != .jsonl, let last {
      found[last.id] = nil
      length = last.start
    }
  }

  private func see(
    that record: AnswerRecord, answers texts: [String: String], _ writer: BatchWriter
  ) throws(Trouble) {
    if let tag = record.tag, tag != writer.tag { throw .otherTag(tag) }
    guard let text = texts[record.id] else { throw .otherTopic(id: record.id) }
    guard let query = record.query else { return }
    guard query == writer.format.rows?.shown(text) ?? text else { throw .otherQuery(id: record.id) }
  }

  /// Whether an incomplete line may be one that was to answer a query: else it is not ours to cut off.
  private static func mayBegin(
    _ bytes: ArraySlice<UInt8>, an writer: BatchWriter, _ queries: [BatchQuery]
  ) -> Bool {
    bytes.isEmpty
      || queries.contains { query in
        let beginning = Array(writer.beginning(query).utf8)
        return bytes.starts(with: beginning) || beginning.starts(with: bytes)
      }
  }
}

/// The lines of answers that are whole; in CSV, a line may go on behind a line end in quotes.
private struct AnswerRecords {
  /// What has not been read.
  private(set) var rest: ArraySlice<UInt8>
  /// The line on which the last record that was read began, or the one that is incomplete.
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

/// What a line of an answer says of the query that it answers.
private struct AnswerRecord {
  var id: String
  var query: String?
  var tag: String?
  var hasHits = true

  /// Reads a line with its end; nothing where it is none of the format.
  init?(_ bytes: ArraySlice<UInt8>, _ format: BatchFormat) {
    switch format {
    case .jsonl:
      guard let value = try? JSONValue(parsing: Array(bytes)),
        case .string(let id)? = value["id"], case .string(let query)? = value["query"],
        case .number(let total)? = value["total"], case .array? = value["hits"]
      else { return nil }
      (self.id, self.query, hasHits) = (id, query, total != "0")
    case .trec:
      guard let line = String(validating: bytes.dropLast(), as: UTF8.self) else { return nil }
      let fields = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 6, fields[1] == "Q0", Int(fields[3]) != nil, Double(fields[4]) != nil
      else { return nil }
      (id, tag) = (fields[0], fields[5])
    case .csv, .tsv:
      let fields = Self.fields(bytes.dropLast(), isQuoted: format == .csv)
      guard fields.count == RowFormat.hitColumns.count + 1,
        let id = String(validating: fields[0], as: UTF8.self),
        let query = String(validating: fields[1], as: UTF8.self)
      else { return nil }
      (self.id, self.query) = (id, query)
    }
  }

  private static func fields(_ line: ArraySlice<UInt8>, isQuoted: Bool) -> [[UInt8]] {
    let (quote, separator) = (UInt8(ascii: "\""), UInt8(ascii: isQuoted ? "," : "\t"))
    var fields: [[UInt8]] = [[]]
    var isInside = false
    for index in line.indices {
      let byte = line[index]
      if isQuoted, byte == quote {
        isInside.toggle()
        // Two of them in quotes are one.
        if isInside, index > line.startIndex, line[index - 1] == quote {
          fields[fields.count - 1].append(quote)
        }
      } else if byte == separator, !isInside {
        fields.append([])
      } else {
        fields[fields.count - 1].append(byte)
      }
    }
    return fields
  }
}
