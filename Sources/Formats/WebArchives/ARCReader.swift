internal import TextAnalysis

extension Format {
  static let oldWebArchive = Format(
    "arc", title: nil, extensions: ["arc"],
    hasSignature: { $0.starts(with: "filedesc://".utf8) },
    read: { source in
      var records = ARCRecords(source.stream)
      try WARCReader.read(source.settings, source.onRecord) { () throws(ReadError) in
        try records.next().map { ($0, records.number) }
      } count: {
        records.number
      }
    })
}

/// Splits a stream into the records of an ARC file, the form of web archives before WARC
/// (https://archive.org/web/researcher/ArcFileFormat.php).
///
/// A line with the address, the date, the type and the length comes before each response.
struct ARCRecords {
  /// The number of the last record read, from 1.
  private(set) var number = 0

  private let stream: ByteStream
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  /// A line that was read ahead, which starts a record.
  private var pending: ArraySlice<UInt8>?

  private static let maxLine = 16 << 10

  init(_ stream: ByteStream) { self.stream = stream }

  /// Returns the next response, or an error; nil at the end.
  mutating func next() throws(ReadError) -> WARCRecords.Outcome? {
    while true {
      guard let line = try line() else { return nil }
      if line.isEmpty { continue }
      let words = line.split(separator: 0x20)
      guard words.count >= 5, let last = words.last,
        let length = Int(String(decoding: last, as: UTF8.self)), (0..<(1 << 60)).contains(length)
      else {
        number += 1
        return try skipToRecord()
      }
      // Some addresses have spaces. Version 2 has five more words after the type.
      let count = Self.isVersion2(words) ? words.count - 9 : words.count - 4
      let address = words.prefix(max(1, count)).map { String(decoding: $0, as: UTF8.self) }
        .joined(separator: "%20")
      number += 1
      let isTooLarge = length > ReaderLimits.articleBytes
      let block = try block(length, isTooLarge ? HTTPResponse.maxHeaderBytes : length)
      guard let block else {
        return .fault(.malformed(format: "ARC", detail: "a record is cut short"))
      }
      if address.hasPrefix("filedesc://") { continue }
      return .record(WARCRecord(response: block, address: address, isTooLarge: isTooLarge))
    }
  }

  /// True if the words are those of version 2: five words, of which the first is the status, stand
  /// between the type and the length.
  private static func isVersion2(_ words: [ArraySlice<UInt8>]) -> Bool {
    guard words.count >= 10 else { return false }
    let status = words[words.count - 6]
    return status.count == 3 && status.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Returns the next line without its end; nil at the end of the file.
  private mutating func line() throws(ReadError) -> ArraySlice<UInt8>? {
    if let line = pending {
      pending = nil
      return line
    }
    var end = buffer[position...].firstIndex(of: 0x0A)
    while end == nil, buffer.count - position < Self.maxLine, try fill() {
      end = buffer[position...].firstIndex(of: 0x0A)
    }
    guard let end else {
      guard position < buffer.count else { return nil }
      defer { position = buffer.count }
      return buffer[position...]
    }
    let line = buffer[position..<end]
    position = end + 1
    return line.last == 0x0D ? line.dropLast() : line
  }

  /// Reads `length` bytes and returns the first `kept` of them; nil if the file ends before.
  private mutating func block(_ length: Int, _ kept: Int) throws(ReadError) -> [UInt8]? {
    var block: [UInt8] = []
    var rest = length
    while rest > 0 {
      if position == buffer.count, try !fill() { return nil }
      let count = min(rest, buffer.count - position)
      block += buffer[position..<(position + min(count, max(0, kept - block.count)))]
      position += count
      rest -= count
    }
    return block
  }

  /// Moves to the next line that starts a record, and returns an error.
  private mutating func skipToRecord() throws(ReadError) -> WARCRecords.Outcome? {
    while true {
      guard let line = try line() else { break }
      let words = line.split(separator: 0x20)
      let isStart =
        words.count >= 5 && words[0].contains(UInt8(ascii: ":"))
        && words[words.count - 1].allSatisfy { (0x30...0x39).contains($0) }
      if isStart {
        pending = line
        break
      }
    }
    return .fault(.malformed(format: "ARC", detail: "the line before a record is damaged"))
  }

  /// Reads more bytes; returns false at the end of the file.
  private mutating func fill() throws(ReadError) -> Bool {
    guard !isAtEnd else { return false }
    buffer.removeSubrange(..<position)
    position = 0
    isAtEnd = try !stream.read(into: &buffer)
    return !isAtEnd
  }
}
