internal import SQLite

/// The postings of all forms of a stem but the dominant one.
///
///     group = others:varint { shared:varint length:varint bytes size:varint } { list }
///
/// Each form is front-coded, the first one after the stem. The lists, which have `size` bytes each,
/// follow in the same order; see `FormPostings`.
struct FormGroup {
  /// The forms, ascending, and the ranges of their lists.
  var others: [(form: [UInt8], list: Range<Int>)]

  /// Decodes the start of a group that is at `offset`; nil if the bytes are malformed or do not
  /// contain all of it.
  init?(_ bytes: [UInt8], stem: [UInt8], at offset: Int) {
    var index = 0
    func number() -> Int? { Varint.readInt(bytes, &index, bytes.count) }
    guard let count = number(), count > 0, count < bytes.count else { return nil }
    var found: [(form: [UInt8], size: Int)] = []
    var before = stem
    for _ in 0..<count {
      guard let shared = number(), let length = number(), shared <= before.count,
        length <= bytes.count - index
      else { return nil }
      before = Array(before.prefix(shared) + bytes[index..<index + length])
      index += length
      guard let size = number() else { return nil }
      found.append((before, size))
    }
    var start = offset + index
    others = []
    for (form, size) in found {
      others.append((form, start..<start + size))
      start += size
    }
  }

  /// Returns the bytes of a group.
  static func encode(_ others: [(form: [UInt8], list: [UInt8])], stem: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    Varint.append(UInt64(others.count), to: &bytes)
    var before = stem
    for (form, list) in others {
      FormChunk.append(form, after: before, to: &bytes)
      Varint.append(UInt64(list.count), to: &bytes)
      before = form
    }
    for (_, list) in others { bytes += list }
    return bytes
  }
}

/// The table `written_form_postings`: all groups one after another, cut into pages.
///
///     page = bytes checksum:4 bytes
///
/// Lists of a few bytes thus take no more space than their bytes. Pages of earlier versions have no
/// checksum.
final class FormPages {
  /// The number of bytes on a page, chosen so that a row with a checksum fits on a page of 4,096
  /// bytes.
  static let size = 4_050

  private let connection: Connection
  /// The number of bytes on all pages.
  let count: Int
  /// The last page that was read.
  private var page: (number: Int, bytes: [UInt8])?

  init(_ connection: Connection, count: Int) {
    self.connection = connection
    self.count = count
  }

  /// Returns the bytes in a range.
  func bytes(_ range: Range<Int>) throws(IndexError) -> [UInt8] {
    guard range.lowerBound >= 0, range.upperBound <= count else { throw .corrupt(.writtenForms) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    var offset = range.lowerBound
    while offset < range.upperBound {
      let page = try page(offset / Self.size)
      let start = offset % Self.size
      let end = min(Self.size, start + range.upperBound - offset)
      guard end <= page.count else { throw .corrupt(.writtenForms) }
      bytes += page[start..<end]
      offset += end - start
    }
    return bytes
  }

  private func page(_ number: Int) throws(IndexError) -> [UInt8] {
    if let page, page.number == number { return page.bytes }
    let bytes = try mapErrors { () throws(SQLiteError) in
      try connection.first(
        "SELECT bytes FROM written_form_postings WHERE page = ?1", [.integer(number)]
      ) { row in row.bytes(at: 0) }
    }
    guard let bytes, isRight(bytes, number) else { throw .corrupt(.writtenForms) }
    page = (number, bytes)
    return bytes
  }

  /// True if a page has the right length, with or without a checksum, and matches the checksum.
  private func isRight(_ page: [UInt8], _ number: Int) -> Bool {
    let length = min(Self.size, count - number * Self.size)
    return page.count == length
      || page.count == length + Checksum.byteCount
        && Checksum.isRight(page, key: UInt64(number))
  }

  /// Returns the group at `offset`.
  func group(at offset: Int, stem: [UInt8]) throws(IndexError) -> FormGroup {
    // Most groups have few forms.
    for length in [256, 1 << 14, 1 << 24] {
      let end = min(offset + length, count)
      guard offset < end else { break }
      if let group = FormGroup(try bytes(offset..<end), stem: stem, at: offset) { return group }
    }
    throw .corrupt(.writtenForms)
  }

  /// Writes pages with new bytes.
  struct Writer {
    private let connection: Connection
    private var rest: [UInt8] = []
    private var number = 0
    private(set) var count = 0

    init(_ connection: Connection) { self.connection = connection }

    mutating func append(_ bytes: [UInt8]) throws(IndexError) {
      rest += bytes
      count += bytes.count
      var start = 0
      while rest.count - start >= FormPages.size {
        try write(Array(rest[start..<start + FormPages.size]))
        start += FormPages.size
      }
      rest.removeFirst(start)
    }

    /// Writes the last page.
    mutating func finish() throws(IndexError) {
      if !rest.isEmpty { try write(rest) }
      rest = []
    }

    private mutating func write(_ page: [UInt8]) throws(IndexError) {
      try mapErrors { () throws(SQLiteError) in
        try connection.run(
          "INSERT INTO written_form_postings(page, bytes) VALUES (?1, ?2)",
          [.integer(number), .blob(Checksum.seal(page, key: UInt64(number)))])
      }
      number += 1
    }
  }
}
