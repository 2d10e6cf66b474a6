internal import Glibc

/// Splits a stream of CSV or TSV into rows up to a maximum size.
///
/// In CSV, a field that starts with a quotation mark must end with one. If the closing mark is
/// missing, the row is an error, and reading continues with the line after the start of the field.
/// A missing mark therefore does not swallow the rest of the file.
///
/// TSV has no quotation marks, but some programs write them. A quoted field of a TSV file may
/// contain tabs and line ends if each row then has as many fields as the header. If a row has not,
/// quotation marks are part of the text.
struct SeparatedRows {
  /// A row without its line end.
  enum Row {
    case bytes([UInt8], holdsTabs: Bool)
    case fault(ReadError)
  }

  let separator: UInt8
  /// The number of fields in the header; nil until it has been read.
  var expectedFields: Int?
  /// The line on which the last row that was read starts, from 1.
  private(set) var line = 0

  private let stream: ByteStream
  private let limit: Int
  private var buffer: [UInt8] = []
  private var isAtEnd = false
  /// The line number of the next byte to be read.
  private var nextLine = 1

  // The row that is being read: the index of its start, and of the next byte to scan.
  private var start = 0
  private var index = 0
  private var state = State.rowStart
  private var fields = 1
  private var lineBreaks = 0
  /// The start of the row's last field, and the state there.
  private var field = (start: 0, lineBreaks: 0, holdsTabs: false)
  private var holdsTabs = false

  /// True if a quoted field of a TSV file may contain tabs and line ends.
  ///
  /// Becomes false once a row shows that quoted fields may not contain them.
  private var mayHoldTabs = true

  private enum State {
    case rowStart
    /// After a carriage return that ended a row. A line feed here is part of the same line end.
    case afterReturn
    case fieldStart
    case plain
    case quoted
    /// After a quotation mark in a quoted field. The mark ends the field, or is the first of two
    /// marks.
    case mark
    /// In the white space after a quoted field.
    case closed
    /// In the rest of a line that is skipped.
    case skipped
  }

  private enum Outcome {
    case row(end: Int)
    case misplacedMark
    case needsMore
  }

  init(
    _ stream: ByteStream, separator: UInt8, limit: Int = ReaderLimits.articleBytes
  ) throws(ReadError) {
    self.stream = stream
    self.separator = separator
    self.limit = limit
    let hasMark = try stream.peek(3).elementsEqual([0xEF, 0xBB, 0xBF])
    isAtEnd = try !stream.read(into: &buffer)
    if hasMark { start = 3 }
    index = start
  }

  private var isTabbed: Bool { separator == UInt8(ascii: "\t") }

  /// Returns the next row that is not blank; nil at the end.
  mutating func next() throws(ReadError) -> Row? {
    while true {
      switch scan() {
      case .row(let end):
        if let row = endRow(at: end) { return row }
      case .misplacedMark:
        if let fault = endQuote("text follows the end of a quoted field") { return fault }
      case .needsMore where isAtEnd:
        if state == .quoted {
          if let fault = endQuote("a quoted field does not end") { return fault }
          continue
        }
        guard start < buffer.count else { return nil }
        if let row = endRow(at: buffer.count) { return row }
      case .needsMore where index - start > limit:
        if let fault = endTooLarge() { return fault }
      case .needsMore:
        buffer.removeSubrange(..<start)
        index -= start
        field.start -= start
        start = 0
        isAtEnd = try !stream.read(into: &buffer)
      }
    }
  }

  /// Moves to the end of the row, or to the end of the buffer.
  private mutating func scan() -> Outcome {
    while index < buffer.count {
      let byte = buffer[index]
      let isLineEnd = byte == 0x0A || byte == 0x0D
      switch state {
      case .afterReturn:
        state = .rowStart
        if byte == 0x0A {
          index += 1
          start = index
        }
        continue
      case .skipped:
        let end = lineEnd(from: index)
        index = min(end + 1, buffer.count)
        start = index
        if end < buffer.count { beginRow(after: buffer[end]) }
        continue
      case .rowStart where isLineEnd: return .row(end: index)
      case .rowStart, .fieldStart:
        field = (index, lineBreaks, holdsTabs)
        state = byte == UInt8(ascii: "\"") ? .quoted : .plain
        if state == .plain { continue }
      case .plain, .closed, .mark:
        if byte == separator {
          state = .fieldStart
          fields += 1
        } else if isLineEnd {
          return .row(end: index)
        } else if state == .mark && byte == UInt8(ascii: "\"") {
          state = .quoted
        } else if state != .plain {
          guard byte == 0x20 else { return .misplacedMark }
          state = .closed
        }
      case .quoted:
        if byte == UInt8(ascii: "\"") {
          state = .mark
        } else if isLineEnd || byte == separator {
          if isTabbed && (!mayHoldTabs || expectedFields == nil) { return .misplacedMark }
          holdsTabs = true
          if isLineEnd && !(byte == 0x0A && buffer[index - 1] == 0x0D) { lineBreaks += 1 }
        }
      }
      index += 1
    }
    return .needsMore
  }

  /// Returns the index of the next line end, or the end of the buffer.
  private func lineEnd(from start: Int) -> Int {
    buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return start }
      var end = bytes.count
      for byte: Int32 in [0x0A, 0x0D] {
        if let found = memchr(base + start, byte, end - start) { end = base.distance(to: found) }
      }
      return end
    }
  }

  /// Prepares for the row after a line end.
  private mutating func beginRow(after lineEnd: UInt8?) {
    nextLine += lineBreaks + (lineEnd == nil ? 0 : 1)
    start = index
    fields = 1
    lineBreaks = 0
    holdsTabs = false
    state = lineEnd == 0x0D ? .afterReturn : .rowStart
  }

  private mutating func endRow(at end: Int) -> Row? {
    if isTabbed && holdsTabs && fields != expectedFields {
      // Quotation marks have no special meaning in this file: scan the row again without them.
      mayHoldTabs = false
      index = start
      fields = 1
      lineBreaks = 0
      holdsTabs = false
      state = .rowStart
      return nil
    }
    line = nextLine
    let bytes = buffer[start..<end]
    let isBlank = bytes.allSatisfy { $0 == separator || $0 <= 0x20 || $0 == UInt8(ascii: "\"") }
    let row: Row? =
      isBlank
      ? nil
      : end - start > limit
        ? .fault(.tooLarge(limit: limit)) : .bytes(Array(bytes), holdsTabs: holdsTabs)
    index = min(end + 1, buffer.count)
    beginRow(after: end < buffer.count ? buffer[end] : nil)
    return row
  }

  /// Handles a field that starts with a quotation mark and is not properly quoted.
  private mutating func endQuote(_ detail: String) -> Row? {
    index = field.start
    lineBreaks = field.lineBreaks
    holdsTabs = field.holdsTabs
    if isTabbed {
      index += 1
      state = .plain
      return nil
    }
    line = nextLine
    nextLine += lineBreaks
    lineBreaks = 0
    start = index
    state = .skipped
    return .fault(.malformed(format: "CSV", detail: detail))
  }

  private mutating func endTooLarge() -> Row? {
    if state == .quoted || state == .mark {
      return endQuote("a quoted field does not end within \(limit >> 20) MiB")
    }
    line = nextLine
    nextLine += lineBreaks
    lineBreaks = 0
    start = index
    state = .skipped
    return .fault(.tooLarge(limit: limit))
  }
}

/// Returns the field values of a row that `SeparatedRows` found.
///
/// If `holdsTabs` is true, quoted fields of a TSV row may contain tabs. If there are more than
/// `limit` fields, the last value is the rest of the row, unchanged.
func separatedFields(
  of row: [UInt8], separator: UInt8, holdsTabs: Bool, limit: Int
) -> [String] {
  var fields: [String] = []
  var rest = row[...]
  while true {
    guard fields.count + 1 < limit else {
      fields.append(String(decoding: rest, as: UTF8.self))
      return fields
    }
    let field: ArraySlice<UInt8>
    if let (value, end) = quotedField(rest, separator, holdsTabs: holdsTabs) {
      fields.append(String(decoding: value, as: UTF8.self))
      field = rest[..<end]
    } else {
      field = rest.prefix { $0 != separator }
      fields.append(String(decoding: field, as: UTF8.self))
    }
    guard field.endIndex < rest.endIndex else { return fields }
    rest = rest[(field.endIndex + 1)...]
  }
}

/// Returns the value of the quoted field at the start of `rest`, and the index after the field.
///
/// Returns nil if the field is not properly quoted.
private func quotedField(
  _ rest: ArraySlice<UInt8>, _ separator: UInt8, holdsTabs: Bool
) -> (value: [UInt8], end: Int)? {
  let mark = UInt8(ascii: "\"")
  guard rest.first == mark else { return nil }
  var value: [UInt8] = []
  var index = rest.startIndex + 1
  while index < rest.endIndex {
    let byte = rest[index]
    index += 1
    if byte != mark {
      if byte == 0x09 && separator == 0x09 && !holdsTabs { return nil }
      value.append(byte)
    } else if index < rest.endIndex && rest[index] == mark {
      value.append(mark)
      index += 1
    } else {
      let end = rest[index...].firstIndex { $0 != 0x20 } ?? rest.endIndex
      return end == rest.endIndex || rest[end] == separator ? (value, end) : nil
    }
  }
  return nil
}
