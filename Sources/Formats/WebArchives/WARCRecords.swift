internal import Glibc
internal import TextAnalysis

/// A record of a web archive: its fields, in lower case, and its block.
struct WARCRecord: Sendable {
  fileprivate(set) var block: [UInt8] = []
  /// True if it is larger than may be held, and its block only the beginning.
  fileprivate(set) var isTooLarge = false
  fileprivate var fields: [String: String] = [:]

  subscript(field: String) -> String? { fields[field] }

  fileprivate static let known: Set<String> = [
    "warc-type", "warc-target-uri", "content-type", "content-length",
  ]
  /// The length of the block; nil if the header does not have it.
  fileprivate var length: Int? {
    fields["content-length"].flatMap { Int($0) }.flatMap { 0 <= $0 && $0 < 1 << 60 ? $0 : nil }
  }

  /// True for the types whose blocks may be pages; others are skipped.
  fileprivate var mayHoldPage: Bool {
    ["response", "resource", "conversion"].contains(fields["warc-type"]?.lowercased() ?? "")
  }
}

/// Splits a stream into the records of a web archive.
///
/// Where a record is not as long as it says, or its header is damaged, reading goes on with the next
/// line that begins a record.
struct WARCRecords {
  /// A record, or why one could not be read.
  enum Outcome {
    case record(WARCRecord)
    case fault(ReadError)
  }

  /// The number of the record that was read last, from 1.
  private(set) var number = 0

  private let stream: ByteStream
  private let limit: Int
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  /// Why the stream ended, if not by its end.
  private var failure: ReadError?

  /// Longer headers are no headers.
  private static let maxHeaderBytes = 64 << 10
  /// How much is kept of a block that is too large: enough for the header of a response in it.
  private static let keptOfLarge = HTTPResponse.maxHeaderBytes

  init(_ stream: ByteStream, limit: Int = ReaderLimits.articleBytes) {
    self.stream = stream
    self.limit = limit
  }

  /// The next record of a kind that may hold a page, or the next fault.
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
        return try faultAndMoveOn("a record does not begin with WARC/1.")
      }
      guard let end = headerEnd(), let record = record(headerEnd: end), let length = record.length
      else { return try faultAndMoveOn("the header of a record is damaged") }
      // Up to the line end before the block: the block may have to be searched for a record.
      position = end - 1
      let outcome = try length > limit ? pass(record, length) : hold(record, length)
      if let outcome { return outcome }
    }
  }

  /// Takes in a record as a whole, and sees whether another follows.
  private mutating func hold(
    _ record: WARCRecord, _ length: Int
  ) throws(ReadError) -> Outcome? {
    guard try holds(1 + length) else { return try faultAndMoveOn("a record is cut short") }
    // The empty lines after it and the start of the next record.
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

  /// Skips a record that is too large to be held, unless another starts inside of it.
  private mutating func pass(
    _ record: WARCRecord, _ length: Int
  ) throws(ReadError) -> Outcome? {
    var record = record
    record.isTooLarge = true
    _ = try holds(1 + Self.keptOfLarge)
    if record.mayHoldPage {
      record.block = Array(buffer[(position + 1)...].prefix(Self.keptOfLarge))
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
      // A line that begins a record may lie across the end of what is there.
      let passed = count == remaining ? count : count - Self.versionLength
      position += passed
      remaining -= passed
    }
    return record.mayHoldPage ? .record(record) : nil
  }

  private func fault(_ detail: String) -> Outcome {
    .fault(.malformed(format: "WARC", detail: detail))
  }

  /// A fault with which the file ends: the stream's own, if that is why.
  private func end(_ detail: String) throws(ReadError) -> Outcome {
    if let failure { throw failure }
    return fault(detail)
  }

  /// Moves to the next line that begins a record, or to the end.
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

  /// Reads on; says whether there was more.
  private mutating func fill() throws(ReadError) -> Bool {
    guard !isAtEnd else { return false }
    buffer.removeSubrange(..<position)
    position = 0
    let count = buffer.count
    do throws(ReadError) {
      isAtEnd = try !stream.read(into: &buffer)
    } catch {
      // A damaged container: what came before is read first.
      failure = error
      isAtEnd = true
    }
    return buffer.count > count
  }

  /// Reads until there are `count` bytes; says whether there are.
  private mutating func holds(_ count: Int) throws(ReadError) -> Bool {
    while buffer.count - position < count { guard try fill() else { return false } }
    return true
  }

  /// How many bytes from `start` are of line ends.
  private func lineEnds(from start: Int) -> Int {
    buffer[start...].prefix { $0 == 0x0D || $0 == 0x0A }.count
  }

  /// The length of `\nWARC/1.`.
  private static let versionLength = 8

  /// True if a record begins at `index`, or, where it `mayBeCut`, the first few bytes of one.
  private func isVersion(at index: Int, mayBeCut: Bool = false) -> Bool {
    let version = buffer[index...].prefix(Self.versionLength - 1)
    guard version.count == Self.versionLength - 1 else {
      return mayBeCut && isAtEnd && "WARC/1.".utf8.starts(with: version)
    }
    return version.starts(with: "WARC/".utf8)
      && [UInt8(ascii: "0"), UInt8(ascii: "1")].contains(version[index + 5])
      && version[index + 6] == UInt8(ascii: ".")
  }

  /// The start of the first line in `range` but the first that begins a record.
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

  /// The index of the block, which follows the first empty line.
  private func headerEnd() -> Int? {
    let most = min(buffer.count, position + Self.maxHeaderBytes)
    var index = position
    while let lineEnd = newline(in: index..<most) {
      let line = buffer[index..<lineEnd]
      if line.isEmpty || line.elementsEqual([0x0D]) { return lineEnd + 1 }
      index = lineEnd + 1
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
