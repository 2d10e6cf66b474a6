internal import Glibc
internal import SQLite

/// A tokenized row: the terms of each of its columns.
struct TokenizedRow: Sendable {
  var id: Int64
  var columns: [TokenizedText]
}

/// The postings of one term in one chunk of rows, encoded as in a doclist but without the first row
/// id: its encoding depends on the preceding piece.
struct PostingPiece {
  /// The index of the chunk that contains the bytes.
  var chunk: UInt32
  var start: UInt32
  var end: UInt32
  var firstRow: UInt32
  var lastRow: UInt32
  /// The index of the preceding piece of the same term, or -1.
  var previous: Int32

  /// The range of the postings in the bytes of the chunk.
  var range: Range<Int> { Int(start)..<Int(end) }
}

/// Inverts rows of terms into a posting list for each term, in memory.
///
/// Rows are processed in chunks. Within a chunk, each occurrence gets the number of its term, and a
/// counting sort orders the occurrences by these numbers. The sort is stable, so it preserves the
/// order of rows and positions. Each occurrence costs one lookup; the rest is sequential. See
/// Witten, Moffat, Bell: Managing Gigabytes, 2nd edition, chapter 5, on sort-based inversion.
///
/// - Complexity: O(n) in the occurrences.
struct PostingsInverter {
  private(set) var terms = TermTable()
  private(set) var pieces: [PostingPiece] = []
  /// The index of the last piece of each term.
  private(set) var lastPieces: [Int32] = []
  /// The encoded pieces of each chunk, in arbitrary order of terms.
  private(set) var chunks: [[UInt8]] = []
  /// The number of occurrences of each term in the current chunk; during the sort, the index at
  /// which the term's next occurrence is stored.
  private var counts: [Int] = []

  // `numbers` and `occurrences` are reused for the next chunk.
  /// The term numbers of all occurrences in the current chunk, in order.
  private var numbers: [Int32] = []
  private var occurrences: [Occurrence] = []

  /// An occurrence of a term: the index of its row in the chunk, its column and its position.
  private struct Occurrence {
    var row: UInt32 = 0
    var column: UInt16 = 0
    var position: UInt32 = 0
  }

  /// Adds rows.
  ///
  /// - Precondition: The ids are in ascending order, and larger than all previous ones.
  mutating func add(_ rows: [TokenizedRow]) {
    numbers.removeAll(keepingCapacity: true)
    for row in rows {
      for column in row.columns {
        column.forEachTerm { numbers.append(Int32(truncatingIfNeeded: terms.number(of: $0))) }
      }
    }
    counts += Array(repeating: 0, count: terms.count - counts.count)
    lastPieces += Array(repeating: -1, count: terms.count - lastPieces.count)
    let touched = count()
    sort(rows)
    encode(touched, rows)
  }

  /// Sets `counts` to the index at which the first occurrence of each term is stored, and returns the
  /// terms in the order of these indexes.
  private mutating func count() -> [Int32] {
    var touched: [Int32] = []
    counts.withUnsafeMutableBufferPointer { counts in
      for number in numbers {
        if counts[Int(number)] == 0 { touched.append(number) }
        counts[Int(number)] += 1
      }
      var start = 0
      for number in touched {
        (counts[Int(number)], start) = (start, start + counts[Int(number)])
      }
    }
    return touched
  }

  /// Sorts the occurrences by term.
  ///
  /// Afterwards `counts` has the end index of each term's occurrences.
  private mutating func sort(_ rows: [TokenizedRow]) {
    if occurrences.count < numbers.count {
      occurrences = Array(repeating: Occurrence(), count: numbers.count)
    }
    var next = 0
    counts.withUnsafeMutableBufferPointer { counts in
      occurrences.withUnsafeMutableBufferPointer { occurrences in
        for (row, tokens) in rows.enumerated() {
          for (column, text) in tokens.columns.enumerated() {
            for position in 0..<text.count {
              let number = Int(numbers[next])
              next += 1
              let index = counts[number]
              counts[number] = index + 1
              occurrences[index] = Occurrence(
                row: UInt32(truncatingIfNeeded: row), column: UInt16(truncatingIfNeeded: column),
                position: UInt32(truncatingIfNeeded: position))
            }
          }
        }
      }
    }
  }

  /// Encodes the postings of each term in the chunk, and resets the counts.
  private mutating func encode(_ touched: [Int32], _ rows: [TokenizedRow]) {
    var writer = DoclistWriter(capacity: numbers.count * 4)
    var start = 0
    for number in touched {
      let number = Int(number)
      let end = counts[number]
      counts[number] = 0
      let offset = writer.bytes.count
      let firstRow = rows[Int(occurrences[start].row)].id
      var row = firstRow
      while true {
        let index = occurrences[start].row
        writer.beginPositions()
        while start < end, occurrences[start].row == index {
          writer.append(
            position: Int(occurrences[start].position), column: Int(occurrences[start].column))
          start += 1
        }
        writer.endPositions()
        guard start < end else { break }
        let next = rows[Int(occurrences[start].row)].id
        writer.append(rowDelta: UInt64(next - row))
        row = next
      }
      pieces.append(
        PostingPiece(
          chunk: UInt32(chunks.count), start: UInt32(offset), end: UInt32(writer.bytes.count),
          firstRow: UInt32(firstRow), lastRow: UInt32(row), previous: lastPieces[number]))
      lastPieces[number] = Int32(pieces.count - 1)
    }
    // Copied, because the writer has reserved more memory than it has used.
    chunks.append(writer.bytes.withUnsafeBufferPointer { Array($0) })
  }

  /// Returns the pieces of a term, in ascending order of rows.
  func pieces(of term: Int) -> [PostingPiece] {
    var result: [PostingPiece] = []
    var next = lastPieces[term]
    while next >= 0 {
      result.append(pieces[Int(next)])
      next = pieces[Int(next)].previous
    }
    result.reverse()
    return result
  }
}

/// Encodes rows and positions in the format of a doclist; see `PostingCursor`.
private struct DoclistWriter {
  var bytes: [UInt8] = []
  private var start = 0
  private var column = 0
  private var position = 0

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  mutating func append(rowDelta: UInt64) { Varint.append(rowDelta, to: &bytes) }

  mutating func beginPositions() {
    start = bytes.count
    column = 0
    position = 0
    // A placeholder for the size, which nearly always fits in one byte.
    bytes.append(0)
  }

  @inline(__always)
  mutating func append(position next: Int, column nextColumn: Int) {
    if nextColumn != column {
      bytes.append(1)
      Varint.append(UInt64(nextColumn), to: &bytes)
      column = nextColumn
      position = 0
    }
    let delta = next - position + 2
    position = next
    if delta < 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: delta))
    } else {
      Varint.append(UInt64(delta), to: &bytes)
    }
  }

  mutating func endPositions() {
    let size = (bytes.count - start - 1) * 2
    if size < 0x80 {
      bytes[start] = UInt8(truncatingIfNeeded: size)
    } else {
      var long: [UInt8] = []
      Varint.append(UInt64(size), to: &long)
      bytes.replaceSubrange(start...start, with: long)
    }
  }
}
