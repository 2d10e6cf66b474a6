internal import TextAnalysis

extension Format {
  static let commaSeparated = Format(
    "csv", title: "CSV", extensions: ["csv"],
    read: {
      try SeparatedValuesReader.read(
        $0.text(), separator: UInt8(ascii: ","), $0.settings, $0.onRecord)
    })

  static let tabSeparated = Format(
    "tsv", title: "TSV", extensions: ["tsv", "tab"],
    read: {
      try SeparatedValuesReader.read(
        $0.text(), separator: UInt8(ascii: "\t"), $0.settings, $0.onRecord)
    })
}

/// Reads CSV (RFC 4180) and TSV (IANA's `text/tab-separated-values`) with a header line.
///
/// Each row is an article; the header names the columns for the title, the text and so on.
enum SeparatedValuesReader {
  /// The maximum number of columns.
  ///
  /// No table of articles has more.
  static let maxColumns = 4_096

  /// Reads a file with `separator` between fields.
  ///
  /// If `separator` is a comma, the first line may show another separator. Spreadsheets in many
  /// countries write `;` in CSV files.
  static func read(
    _ stream: ByteStream, separator: UInt8, _ settings: ReaderSettings, _ handle: RecordHandler
  ) throws {
    let isTabbed = separator == UInt8(ascii: "\t")
    let head = try SeparatorLine(stream.peek(64 << 10), fallback: separator)
    var rows = try SeparatedRows(stream, separator: isTabbed ? separator : head.separator)
    if head.isDeclaration { _ = try rows.next() }
    let header = try header(&rows, settings)
    var isEmpty = true
    while let row = try rows.next() {
      isEmpty = false
      let line = rows.line
      switch row {
      case .bytes(let bytes, let holdsTabs):
        try handle(
          FileRecord(line: line, bytes: bytes.count) { () throws(ReadError) in
            try header.draft(of: bytes, holdsTabs: holdsTabs, settings)
          })
      case .fault(let reason):
        try handle(FileRecord(line: line, bytes: 0) { () throws(ReadError) in throw reason })
      }
    }
    if isEmpty { throw ReadError.empty }
  }

  /// Reads the header, which also sets the expected number of fields in the other rows.
  private static func header(
    _ rows: inout SeparatedRows, _ settings: ReaderSettings
  ) throws(ReadError) -> SeparatedHeader {
    switch try rows.next() {
    case nil: throw .empty
    case .fault(let reason): throw reason
    case .bytes(var bytes, _):
      _ = ZeroBytes.remove(from: &bytes, line: nil)
      guard firstInvalidUTF8(in: bytes) == nil else { throw .notText }
      let fields = separatedFields(
        of: bytes, separator: rows.separator, holdsTabs: false, limit: maxColumns + 1)
      guard fields.count <= maxColumns else { throw .tooComplex }
      let names = fields.map { normalizedLine($0) ?? "" }
      try requireKnownField(among: names, settings)
      rows.expectedFields = names.count
      return SeparatedHeader(names: names, separator: rows.separator)
    }
  }
}

/// Throws unless one of the fields is known as a title or a text.
func requireKnownField(
  among names: [String], _ settings: ReaderSettings
) throws(ReadError) {
  let draft = try ArticleDraft(fields: names.map { ($0, "known") }, names: settings.fieldNames)
  guard draft.title == nil && draft.text.isEmpty else { return }
  throw .noKnownField(existing: names.prefix(40).map { String($0.prefix(40)) })
}

/// The column names and the separator, with which a row is turned into an article.
private struct SeparatedHeader: Sendable {
  var names: [String]
  var separator: UInt8

  func draft(
    of row: [UInt8], holdsTabs: Bool, _ settings: ReaderSettings
  ) throws(ReadError) -> ArticleDraft {
    var row = row
    let repair = ZeroBytes.remove(from: &row, line: nil)
    if let offset = firstInvalidUTF8(in: row) { throw .invalidUTF8(offset: offset) }
    // The limit allows one field more than there are names, which holds the rest of the row.
    let fields = separatedFields(
      of: row, separator: separator, holdsTabs: holdsTabs, limit: names.count + 1)
    if fields.count > names.count, !isBlank(fields[names.count]) {
      throw .malformed(
        format: separator == UInt8(ascii: "\t") ? "TSV" : "CSV",
        detail: "a row with more fields than the header, which has \(names.count)")
    }
    // A short row has no values for the last columns.
    var draft = try ArticleDraft(
      fields: zip(names, fields).map { ($0, $1) }, names: settings.fieldNames)
    guard draft.title != nil || !draft.text.isEmpty else { throw .noText }
    draft.notes.repair = repair
    return draft
  }

  private func isBlank(_ fields: String) -> Bool {
    fields.utf8.allSatisfy { $0 == separator || $0 <= 0x20 || $0 == UInt8(ascii: "\"") }
  }
}

/// Detects the separator from the first line of a file.
private struct SeparatorLine {
  var separator: UInt8
  /// True for `sep=;`, a line above the header that some spreadsheets write.
  var isDeclaration = false

  init(_ head: ArraySlice<UInt8>, fallback: UInt8) {
    separator = fallback
    let text = head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head
    let line = text.drop { $0 == 0x0A || $0 == 0x0D }
    var isQuoted = false
    var counts: [UInt8: Int] = [:]
    var first: [UInt8] = []
    for byte in line {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted {
        if byte == 0x0A || byte == 0x0D { break }
        if Self.known.contains(byte) { counts[byte, default: 0] += 1 }
      }
      if first.count < 6 { first.append(byte) }
    }
    if first.count == 5, Self.known.contains(first[4]),
      String(decoding: first, as: UTF8.self).lowercased().hasPrefix("sep=")
    {
      separator = first[4]
      isDeclaration = true
    } else {
      // Choose the most frequent separator. If several are equally frequent, choose the fallback;
      // if the fallback is not among them, choose the separator that is listed first below.
      for candidate in Self.known where counts[candidate] ?? 0 > counts[separator] ?? 0 {
        separator = candidate
      }
    }
  }

  private static let known = Array(",;\t|".utf8)
}
