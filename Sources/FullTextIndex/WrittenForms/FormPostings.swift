/// The rows that contain some written words, and the number of occurrences in the title and the
/// text of each.
///
/// Stored lists are encoded:
///
///     list    = { posting }
///     posting = delta * 4 + kind:varint [title:varint text:varint]
///
/// `delta` is the difference to the previous row. `kind` is 0 for one occurrence in the text, 1 for
/// two, 2 for one in the title, and 3 if the numbers follow. Numbers are SQLite varints.
package struct FormPostings: Equatable {
  /// The rows, ascending.
  package var rows: [UInt32] = []
  /// For each row, the number of occurrences in the title, and then that in the text.
  package var counts: [UInt32] = []

  package init() {}

  mutating func append(_ row: UInt32, _ title: UInt32, _ text: UInt32) {
    rows.append(row)
    counts.append(title)
    counts.append(text)
  }

  /// Decodes a list of rows up to `lastRow`; nil if the bytes are malformed.
  init?(_ bytes: [UInt8], upTo lastRow: UInt32) {
    rows.reserveCapacity(bytes.count / 2)
    counts.reserveCapacity(bytes.count)
    var offset = 0
    var row: UInt64 = 0
    while offset < bytes.count {
      guard let value = Varint.read(bytes, &offset, bytes.count), value < 1 << 34, value >= 4
      else { return nil }
      row += value >> 2
      guard row <= UInt64(lastRow) else { return nil }
      switch value & 3 {
      case 0: append(UInt32(row), 0, 1)
      case 1: append(UInt32(row), 0, 2)
      case 2: append(UInt32(row), 1, 0)
      default:
        guard let title = Varint.readInt(bytes, &offset, bytes.count), title < 1 << 31,
          let text = Varint.readInt(bytes, &offset, bytes.count), text < 1 << 31
        else { return nil }
        append(UInt32(row), UInt32(title), UInt32(text))
      }
    }
  }

  /// Returns the rows that `isIncluded` accepts, given a row and the number of occurrences.
  package func filter(
    _ isIncluded: (_ row: UInt32, _ count: Int) throws(IndexError) -> Bool
  ) throws(IndexError) -> FormPostings {
    var kept = FormPostings()
    for index in rows.indices {
      let (title, text) = (counts[2 &* index], counts[2 &* index &+ 1])
      if try isIncluded(rows[index], Int(title) + Int(text)) {
        kept.append(rows[index], title, text)
      }
    }
    return kept
  }

  /// Returns the rows of both lists, with the sums of their counts.
  package func adding(_ other: FormPostings) -> FormPostings {
    if other.rows.isEmpty { return self }
    if rows.isEmpty { return other }
    var sum = FormPostings()
    var (index, otherIndex) = (0, 0)
    while index < rows.count || otherIndex < other.rows.count {
      let row = index < rows.count ? rows[index] : .max
      let otherRow = otherIndex < other.rows.count ? other.rows[otherIndex] : .max
      sum.append(min(row, otherRow), 0, 0)
      let last = sum.counts.count - 2
      if row <= otherRow {
        for column in 0..<2 { sum.counts[last + column] &+= counts[2 * index + column] }
        index += 1
      }
      if otherRow <= row {
        for column in 0..<2 { sum.counts[last + column] &+= other.counts[2 * otherIndex + column] }
        otherIndex += 1
      }
    }
    return sum
  }

  /// The list as it is stored.
  var encoded: [UInt8] {
    var list = EncodedFormPostings()
    for index in rows.indices {
      list.append(rows[index], counts[2 * index], counts[2 * index + 1])
    }
    return list.bytes
  }
}

/// A list of postings that is encoded as it grows.
struct EncodedFormPostings {
  private(set) var bytes: [UInt8] = []
  private var lastRow: UInt32 = 0

  /// Appends a row, which must be higher than all others.
  mutating func append(_ row: UInt32, _ title: UInt32, _ text: UInt32) {
    let kind: UInt64 =
      switch (title, text) {
      case (0, 1): 0
      case (0, 2): 1
      case (1, 0): 2
      default: 3
      }
    Varint.append(UInt64(row - lastRow) << 2 | kind, to: &bytes)
    if kind == 3 {
      Varint.append(UInt64(title), to: &bytes)
      Varint.append(UInt64(text), to: &bytes)
    }
    lastRow = row
  }
}
