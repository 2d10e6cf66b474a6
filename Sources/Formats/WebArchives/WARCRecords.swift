internal import Glibc
internal import TextAnalysis

/// A record of a web archive: its fields, with names in lower case, and its block.
struct WARCRecord: Sendable {
  fileprivate(set) var block: [UInt8] = []
  /// True if the record is too large for memory, so that `block` holds only its beginning.
  fileprivate(set) var isTooLarge = false
  fileprivate var fields: [String: String] = [:]

  init() {}

  /// Creates the record of a response in another kind of archive.
  init(response block: [UInt8], address: String, isTooLarge: Bool) {
    self.block = block
    self.isTooLarge = isTooLarge
    fields = ["warc-type": "response", "warc-target-uri": address]
  }

  subscript(field: String) -> String? { fields[field] }

  fileprivate static let known: Set<String> = [
    "warc-type", "warc-target-uri", "content-type", "content-length",
  ]
  /// The length of the block; nil if the header does not state it.
  fileprivate var length: Int? {
    fields["content-length"].flatMap { Int($0) }.flatMap { 0 <= $0 && $0 < 1 << 60 ? $0 : nil }
  }

  /// True for record types whose blocks may be pages.
  ///
  /// Records of other types are skipped.
  fileprivate var mayHoldPage: Bool {
    ["response", "resource", "conversion"].contains(fields["warc-type"]?.lowercased() ?? "")
  }
}

/// Splits a stream into the records of a web archive.
///
/// If the length of a record is wrong, or its header is damaged, reading continues with the next
/// line that starts a record.
struct WARCRecords {
  /// A record, or the reason why a record could not be read.
  enum Outcome {
    case record(WARCRecord)
    case fault(ReadError)
  }

  /// The number of the last record read, from 1.
  private(set) var number = 0

  private let stream: ByteStream
  private let limit: Int
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  /// The error that ended the stream, if any.
  private var failure: ReadError?

  /// The maximum size of a header.
  private static let maxHeaderBytes = 64 << 10
  /// The number of bytes kept of a block that is too large: enough for an HTTP header in it.
  private static let maxKeptBytes = HTTPResponse.maxHeaderBytes

  init(_ stream: ByteStream, limit: Int = ReaderLimits.articleBytes) {
    self.stream = stream
    self.limit = limit
  }

  /// Returns the next record that may hold a page, or the next error; nil at the end.
  mutating func next() throws(ReadError) -> Outcome? {
    while true {
      position += lineEnds(from: position)
      guard position < buffer.count else {
        if try fill() { continue }
        if let failure { throw failure }
        return nil
      }
      number += 1
      _ = try holds(Self.maxHeaderBytes)
      guard isVersion(at: position, mayBeCut: true) else {
        return try faultAndMoveOn("a record does not start with WARC/1.")
      }
      guard let end = headerEnd(), let record = record(headerEnd: end), let length = record.length
      else { return try faultAndMoveOn("the header of a record is damaged") }
      // Stay on the line end before the block, because a search for the next record starts at a
      // line end, and may have to start here.
      position = end - 1
      let outcome = try length > limit ? pass(record, length) : hold(record, length)
      if let outcome { return outcome }
    }
  }

  /// Reads a whole record into memory, and checks that another record or the end of the file
  /// follows.
  private mutating func hold(
    _ record: WARCRecord, _ length: Int
  ) throws(ReadError) -> Outcome? {
    guard try holds(1 + length) else { return try faultAndMoveOn("a record is cut short") }
    // Also read the empty lines after the record, and the start of the next record.
    _ = try holds(1 + length + 32)
    let end = position + 1 + length
    let next = end + lineEnds(from: end)
    guard next == buffer.count || isVersion(at: next, mayBeCut: true) else {
      return try faultAndMoveOn("a record is not as long as it says")
    }
    var record = record
    if record.mayHoldPage { record.block = Array(buffer[(position + 1)..<end]) }
    position = next
    return record.mayHoldPage ? .record(record) : nil
  }

  /// Skips a record that is too large for memory.
  ///
  /// If another record starts inside this record, moves there and returns an error.
  private mutating func pass(
    _ record: WARCRecord, _ length: Int
  ) throws(ReadError) -> Outcome? {
    var record = record
    record.isTooLarge = true
    _ = try holds(1 + Self.maxKeptBytes)
    if record.mayHoldPage {
      record.block = Array(buffer[(position + 1)...].prefix(Self.maxKeptBytes))
    }
    var remaining = length + 1
    while remaining > 0 {
      let isThere = try holds(min(remaining, ReaderLimits.chunkBytes))
      let count = min(remaining, buffer.count - position)
      if let found = recordStart(in: position..<(position + count)) {
        position = found
        return fault("a record is not as long as it says")
      }
      guard isThere else {
        position = buffer.count
        return try end("a record is cut short")
      }
      // Keep the last bytes of the buffer, because they may be the first part of a line that starts
      // a record.
      let passed = count == remaining ? count : count - Self.versionLength
      position += passed
      remaining -= passed
    }
    return record.mayHoldPage ? .record(record) : nil
  }

  private func fault(_ detail: String) -> Outcome {
    .fault(.malformed(format: "WARC", detail: detail))
  }

  /// Returns an error at the end of the file, or throws the stream's own error if there was one.
  private func end(_ detail: String) throws(ReadError) -> Outcome {
    if let failure { throw failure }
    return fault(detail)
  }

  /// Moves to the next line that starts a record, or to the end.
  private mutating func faultAndMoveOn(_ detail: String) throws(ReadError) -> Outcome {
    while true {
      if let found = recordStart(in: position..<buffer.count) {
        position = found
        break
      }
      position = max(position, buffer.count - Self.versionLength)
      guard try fill() else {
        position = buffer.count
        return try end(detail)
      }
    }
    return fault(detail)
  }

  /// Reads more bytes.
  ///
  /// Returns false at the end.
  private mutating func fill() throws(ReadError) -> Bool {
    guard !isAtEnd else { return false }
    buffer.removeSubrange(..<position)
    position = 0
    let count = buffer.count
    do throws(ReadError) {
      isAtEnd = try !stream.read(into: &buffer)
    } catch {
      // In a damaged container, the bytes before the damage are still read.
      failure = error
      isAtEnd = true
    }
    return buffer.count > count
  }

  /// Reads until the buffer holds `count` bytes.
  ///
  /// Returns false if there are fewer bytes.
  private mutating func holds(_ count: Int) throws(ReadError) -> Bool {
    while buffer.count - position < count { guard try fill() else { return false } }
    return true
  }

  /// Returns the number of consecutive line end bytes from `start` on.
  private func lineEnds(from start: Int) -> Int {
    buffer[start...].prefix { $0 == 0x0D || $0 == 0x0A }.count
  }

  /// The length of `\nWARC/1.`.
  private static let versionLength = 8

  /// True if a record starts at `index`.
  ///
  /// With `mayBeCut`, the first bytes of a record are enough at the end of the file.
  private func isVersion(at index: Int, mayBeCut: Bool = false) -> Bool {
    let version = buffer[index...].prefix(Self.versionLength - 1)
    guard version.count == Self.versionLength - 1 else {
      return mayBeCut && isAtEnd && "WARC/1.".utf8.starts(with: version)
    }
    return version.starts(with: "WARC/".utf8)
      && [UInt8(ascii: "0"), UInt8(ascii: "1")].contains(version[index + 5])
      && version[index + 6] == UInt8(ascii: ".")
  }

  /// Returns the index of the first record that starts after a line end in `range`.
  private func recordStart(in range: Range<Int>) -> Int? {
    var index = range.lowerBound
    while let lineEnd = newline(in: index..<range.upperBound) {
      index = lineEnd + 1
      if index < buffer.count && isVersion(at: index) { return index }
    }
    return nil
  }

  private func newline(in range: Range<Int>) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, !range.isEmpty,
        let found = memchr(base + range.lowerBound, 0x0A, range.count)
      else { return nil }
      return base.distance(to: found)
    }
  }

  /// Returns the index of the block, which follows the first empty line.
  ///
  /// Returns nil if there is no empty line, or if another record starts before it.
  private func headerEnd() -> Int? {
    let most = min(buffer.count, position + Self.maxHeaderBytes)
    var index = position
    while let lineEnd = newline(in: index..<most) {
      let line = buffer[index..<lineEnd]
      if line.isEmpty || line.elementsEqual([0x0D]) { return lineEnd + 1 }
      index = lineEnd + 1
      // Without this, a file of nothing but first lines would take quadratic time.
      if isVersion(at: index) { return nil }
    }
    return nil
  }

  private func record(headerEnd: Int) -> WARCRecord? {
    var record = WARCRecord()
    var current: String?
    for line in buffer[position..<headerEnd].split(separator: 0x0A).dropFirst() {
      let text = String(decoding: line, as: UTF8.self)
      if line.first == 0x20 || line.first == 0x09 {
        if let current { record.fields[current]? += normalizedLine(text).map { " " + $0 } ?? "" }
      } else if let name = MailEntity.fieldName(of: line) {
        current = WARCRecord.known.contains(name) && record.fields[name] == nil ? name : nil
        if let current {
          record.fields[current] = normalizedLine(String(text.drop { $0 != ":" }.dropFirst())) ?? ""
        }
      } else if line.elementsEqual([0x0D]) {
        break
      } else {
        return nil
      }
    }
    return record
  }
}
