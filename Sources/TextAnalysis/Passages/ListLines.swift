internal import Glibc

/// The items of a list, or the rows of a table, in a paragraph that is too long for one passage.
///
/// An item starts with a dash, a bullet or a number; the lines up to the next one belong to it. A row
/// has bars between its cells, or starts with one.
struct ListLines: Sequence, IteratorProtocol {
  /// The maximum number of digits of an item's number; the items of a long list have many.
  private static let maxDigits = 6

  private let utf8: UnsafeBufferPointer<UInt8>
  private let end: Int
  private var position: Int

  /// Creates a sequence of the items; nil if most lines of the paragraph are something else.
  ///
  /// - Complexity: O(n) in the bytes of the paragraph.
  init?(utf8: UnsafeBufferPointer<UInt8>, paragraph: Range<Int>) {
    self.utf8 = utf8
    end = paragraph.upperBound
    position = paragraph.lowerBound
    var (lines, items) = (0, 0)
    var start = position
    while start < end {
      let lineEnd = self.lineEnd(from: start)
      lines += 1
      if startsItem(start..<lineEnd) { items += 1 }
      start = lineEnd + 1
    }
    // A line of running text can start with a dash or a number by chance.
    guard items > 1, items * 4 >= lines else { return nil }
  }

  /// Returns the next item with its continuation lines, without the line end after it.
  mutating func next() -> Range<Int>? {
    guard position < end else { return nil }
    let start = position
    var itemEnd = lineEnd(from: start)
    while itemEnd < end {
      let next = itemEnd + 1
      let nextEnd = lineEnd(from: next)
      if startsItem(next..<nextEnd) { break }
      itemEnd = nextEnd
    }
    position = itemEnd + 1
    return start..<itemEnd
  }

  private func lineEnd(from start: Int) -> Int {
    guard let base = utf8.baseAddress, start < end,
      let found = memchr(base + start, 0x0A, end - start)
    else { return end }
    return UnsafeRawPointer(base).distance(to: found)
  }

  /// True if a line is an item or a row.
  private func startsItem(_ line: Range<Int>) -> Bool {
    guard let first = line.first.map({ utf8[$0] }) else { return false }
    let space = line.prefix(8).first { utf8[$0] == 0x20 }
    let word = line.lowerBound..<(space ?? line.lowerBound)
    switch first {
    case UInt8(ascii: "|"): return true
    case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"): if word.count == 1 { return true }
    case 0x30...0x39: if LineKind.isNumber(utf8[word], upTo: Self.maxDigits) { return true }
    case 0xC2, 0xE2: if LineKind.isBullet(utf8[line.prefix(3)]) { return true }
    default: break
    }
    return hasBar(line)
  }

  /// True if a bar between two spaces separates cells.
  private func hasBar(_ line: Range<Int>) -> Bool {
    guard let base = utf8.baseAddress else { return false }
    var start = line.lowerBound
    while start < line.upperBound,
      let found = memchr(base + start, 0x7C, line.upperBound - start)
    {
      let bar = UnsafeRawPointer(base).distance(to: found)
      let isAfterSpace = bar > line.lowerBound && utf8[bar - 1] == 0x20
      if isAfterSpace, bar + 1 == line.upperBound || utf8[bar + 1] == 0x20 { return true }
      start = bar + 1
    }
    return false
  }
}
