internal import Glibc
internal import SQLite

/// A row of the index, before it is inverted: the terms of each of its columns.
struct TokenizedRow: Sendable {
  var id: Int64
  var columns: [TokenizedText]
}

/// The postings of one term in one chunk of rows, as a doclist has them: all but the first row id,
/// which depends on what comes before.
struct PostingPiece {
  /// The chunk in whose bytes the postings are.
  var chunk: UInt32
  var start: UInt32
  var end: UInt32
  var firstRow: UInt32
  var lastRow: UInt32
  /// The piece of the same term before this one, or -1.
  var previous: Int32

  /// Where the postings are in the bytes of the chunk.
  var range: Range<Int> { Int(start)..<Int(end) }
}

/// Turns rows of terms into a posting list for each term, in memory.
///
/// It works through chunks of rows. Within one, occurrences are numbered by their terms, and sorted
/// by these numbers with a counting sort, which keeps the order of rows and positions: one look-up
/// for each occurrence, and then nothing but sequential work. See Witten, Moffat, Bell: Managing
/// Gigabytes, 2nd edition, chapter 5, on sort-based inversion.
///
/// - Complexity: O(n) in the occurrences, and O(t log t) in the terms where they are sorted.
struct PostingsInverter {
  private(set) var terms = TermTable()
  private(set) var pieces: [PostingPiece] = []
  /// The last piece of each term.
  private(set) var lastPieces: [Int32] = []
  /// The doclists of each chunk, in no special order.
  private(set) var chunks: [[UInt8]] = []
  /// How often each term is in the chunk at hand; then, where its next occurrence goes.
  private var counts: [Int] = []

  /// The terms of all occurrences in the chunk at hand, in order; kept for the next one, as below.
  private var numbers: [Int32] = []
  private var occurrences: [Occurrence] = []

  /// An occurrence: which row of the chunk, which column, which position.
  private struct Occurrence {
    var row: UInt32 = 0
    var column: UInt16 = 0
    var position: UInt32 = 0
  }

  /// Adds rows, whose ids ascend and are larger than all before.
  mutating func add(_ rows: [TokenizedRow]) {
    var touched: [Int32] = []
    numbers.removeAll(keepingCapacity: true)
    for row in rows {
      for column in row.columns {
        column.forEachTerm { term in
          let number = terms.number(of: term)
          if number == counts.count {
            counts.append(0)
            lastPieces.append(-1)
          }
          if counts[number] == 0 { touched.append(Int32(truncatingIfNeeded: number)) }
          counts[number] += 1
          numbers.append(Int32(truncatingIfNeeded: number))
        }
      }
    }
    var start = 0
    for number in touched {
      let count = counts[Int(number)]
      counts[Int(number)] = start
      start += count
    }
    sort(rows)
    encode(touched, rows)
  }

  /// Puts the occurrences in the order of their terms; `counts` says then where those of each end.
  private mutating func sort(_ rows: [TokenizedRow]) {
    if occurrences.count < numbers.count {
      occurrences = Array(repeating: Occurrence(), count: numbers.count)
    }
    var next = 0
    for (row, tokens) in rows.enumerated() {
      for (column, text) in tokens.columns.enumerated() {
        for position in 0..<text.count {
          let number = Int(numbers[next])
          next += 1
          let place = counts[number]
          counts[number] = place + 1
          occurrences[place] = Occurrence(
            row: UInt32(truncatingIfNeeded: row), column: UInt16(truncatingIfNeeded: column),
            position: UInt32(truncatingIfNeeded: position))
        }
      }
    }
  }

  /// Writes the doclist of each term in the chunk, and forgets the counts.
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
    // A copy takes only as much room as there are bytes.
    chunks.append(writer.bytes.withUnsafeBufferPointer { Array($0) })
  }

  /// The pieces of a term, in the order of their rows.
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

/// Writes rows and positions as a doclist has them: see `Poslist`.
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
    // Nearly always the size fits into one byte.
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
