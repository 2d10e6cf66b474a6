/// The lines of a block of text, and what they are parts of.
///
///     list item = ("-" | "*" | "•" | number ".") " " text *(line-feed text)
///     row       = cell *(" | " cell)
///     verse     = line 1*(line-feed line)
///
/// Lines that are longer than those of a poem were broken because they were full, and are one
/// paragraph.
struct ArticleLines {
  /// A line, or several lines that belong together, without the sign at the start.
  enum Part: Equatable {
    case item(number: Int?, Range<Int>)
    case row([Range<Int>])
    case verse([Range<Int>])
    case paragraph(Range<Int>)
  }

  private(set) var parts: [Part] = []
  private let bytes: [UInt8]
  /// Lines of running text that do not belong to a part yet.
  private var pending: [Range<Int>] = []

  /// The maximum length of a line of verse, in bytes.
  private static let maxVerse = 60

  /// Reads the lines in `range`.
  ///
  /// - Complexity: O(n) in the length of the range.
  init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    var lines: [Range<Int>] = []
    var start = range.lowerBound
    for index in range where bytes[index] == 0x0A {
      if start < index { lines.append(start..<index) }
      start = index + 1
    }
    if start < range.upperBound { lines.append(start..<range.upperBound) }
    for line in lines { add(line, isAlone: lines.count == 1) }
    flush()
  }

  private mutating func add(_ line: Range<Int>, isAlone: Bool) {
    if let (number, text) = item(line) {
      flush()
      parts.append(.item(number: number, text))
    } else if !isAlone, let cells = cells(of: line) {
      flush()
      parts.append(.row(cells))
    } else if pending.isEmpty, case .item(let number, let item) = parts.last {
      // A line without a sign continues the item above it.
      parts[parts.count - 1] = .item(number: number, item.lowerBound..<line.upperBound)
    } else {
      pending.append(line)
    }
  }

  private mutating func flush() {
    guard let first = pending.first, let last = pending.last else { return }
    let isVerse = pending.count > 1 && pending.allSatisfy { $0.count <= Self.maxVerse }
    parts.append(isVerse ? .verse(pending) : .paragraph(first.lowerBound..<last.upperBound))
    pending = []
  }

  /// Returns the number of a list item and the range of its text; nil for another line.
  private func item(_ line: Range<Int>) -> (number: Int?, Range<Int>)? {
    for sign in ["- ", "* ", "• "] where bytes[line].starts(with: sign.utf8) {
      return (nil, line.lowerBound + sign.utf8.count..<line.upperBound)
    }
    let digits = bytes[line].prefix(8).prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty, bytes[digits.endIndex..<line.upperBound].starts(with: ". ".utf8),
      let number = Int(String(decoding: digits, as: UTF8.self)), number < 1_000_000
    else { return nil }
    return (number, digits.endIndex + 2..<line.upperBound)
  }

  /// Returns the cells of a row of a table; nil for another line.
  private func cells(of line: Range<Int>) -> [Range<Int>]? {
    var cells: [Range<Int>] = []
    var start = line.lowerBound
    for index in line where bytes[index] == UInt8(ascii: "|") {
      let isFirst = index == line.lowerBound
      let isLast = index + 1 == line.upperBound
      guard isFirst || bytes[index - 1] == 0x20, isLast || bytes[index + 1] == 0x20 else {
        continue
      }
      cells.append(start..<max(start, index - (isFirst ? 0 : 1)))
      start = min(line.upperBound, index + 2)
    }
    guard !cells.isEmpty else { return nil }
    return cells + [start..<line.upperBound]
  }
}
