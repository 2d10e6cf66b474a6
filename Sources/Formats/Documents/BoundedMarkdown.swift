/// Markdown that md4c reads in linear time, and in memory in proportion to the file.
///
/// md4c compares the brackets of a paragraph with all its lines, holds all marks of a paragraph in
/// memory, and compares each line with all open lists and quotations. No text that is written for
/// readers comes near the limits on these. In other text, a paragraph is divided by empty lines, and
/// what would nest deeper is escaped.
///
/// A long table is divided too. The next row becomes the heading of the rest, so no cell changes.
///
/// md4c would drop the last cells of a heading that has more cells than the row of dashes below it.
/// As GitHub defines it, such lines are no table, so the dashes are escaped.
struct BoundedMarkdown {
  /// The maximum number of lines without an empty line between them.
  static let maxParagraphLines = 8_000
  /// The maximum number of characters with a special meaning in a paragraph.
  static let maxParagraphMarks = 64_000
  /// The maximum number of lists and quotations that start on one line.
  static let maxMarkers = 100
  /// The maximum indentation of a line, which limits how deep the lines of a list can nest.
  static let maxIndentation = 256
  /// The maximum number of lines, lists and quotations: for each, md4c needs up to 60 bytes.
  static let maxParts = 3_000_000

  private(set) var text: [UInt8] = []

  private let source: UnsafeBufferPointer<UInt8>
  private var parts = 0
  private var lines = 0
  private var marks = 0
  /// The line between the heading and the rows of a table, if the paragraph may be one.
  private var delimiterRow: Range<Int>?
  /// The line above the current one; nil after an empty line.
  private var lineAbove: Range<Int>?
  /// True if a delimiter row has to follow the current line.
  private var isHeading = false

  /// - Throws: `ReadError.tooComplex` if there are more than `maxParts` parts.
  init(_ source: UnsafeBufferPointer<UInt8>) throws(ReadError) {
    self.source = source
    text.reserveCapacity(source.count + source.count / 64)
    var start = 0
    while start < source.count {
      var end = start
      while end < source.count, source[end] != 0x0A, source[end] != 0x0D { end += 1 }
      addLine(start..<end)
      if end < source.count { text.append(source[end]) }
      if isHeading, let delimiterRow {
        addDelimiterRow(delimiterRow)
        text.append(0x0A)
        isHeading = false
      }
      guard parts <= Self.maxParts else { throw .tooComplex }
      start = end + 1
    }
  }

  private mutating func addLine(_ line: Range<Int>) {
    parts += 1
    guard line.contains(where: { source[$0] > 0x20 }) else {
      (lines, marks, delimiterRow, lineAbove) = (0, 0, nil, nil)
      return
    }
    lines += 1
    if lines > Self.maxParagraphLines || marks > Self.maxParagraphMarks {
      text.append(0x0A)
      (lines, marks) = (1, 0)
      isHeading = delimiterRow != nil
    }
    let content = addMarkers(line)
    if isDelimiterRow(line) {
      if lineAbove.map({ cellCount($0) != cellCount(line) }) == true {
        text.append(UInt8(ascii: "\\"))
      } else {
        delimiterRow = line
      }
    }
    let isHeaded = delimiterRow == line && lineAbove != nil
    lineAbove = line
    if isHeaded { addDelimiterRow(content) } else { addContent(content) }
  }

  /// Adds the indentation and the markers of lists and quotations at the start of a line.
  ///
  /// Returns the rest of the line.
  private mutating func addMarkers(_ line: Range<Int>) -> Range<Int> {
    var (markers, columns) = (0, 0)
    for index in line {
      let byte = source[index]
      switch byte {
      case 0x09, 0x20:
        columns += byte == 0x09 ? 4 : 1
        if columns > Self.maxIndentation { continue }
      case UInt8(ascii: "0")...UInt8(ascii: "9"): break
      case UInt8(ascii: ">"): markers += 1
      case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "."),
        UInt8(ascii: ")"):
        guard index + 1 == line.upperBound || source[index + 1] <= 0x20 else {
          return index..<line.upperBound
        }
        markers += 1
      default: return index..<line.upperBound
      }
      if markers > Self.maxMarkers {
        text.append(UInt8(ascii: "\\"))
        return index..<line.upperBound
      }
      if byte > 0x20 { columns = 0 }
      parts += byte > 0x39 || byte < 0x30 && byte > 0x20 ? 1 : 0
      text.append(byte)
    }
    return line.upperBound..<line.upperBound
  }

  private mutating func addContent(_ content: Range<Int>) {
    var start = content.lowerBound
    for index in content where Self.isMark[Int(source[index])] {
      marks += 1
      guard marks > Self.maxParagraphMarks, lines == 1 || marks > 2 * Self.maxParagraphMarks else {
        continue
      }
      add(start..<index)
      text += [0x0A, 0x0A]
      (start, lines, marks) = (index, 1, 1)
    }
    add(start..<content.upperBound)
  }

  /// Adds the dashes between the heading and the rows of a table.
  ///
  /// GitHub takes one dash for a cell, but md4c wants three characters.
  private mutating func addDelimiterRow(_ row: Range<Int>) {
    let dash = UInt8(ascii: "-")
    var run = 0
    for index in row {
      text.append(source[index])
      run = source[index] == dash ? run + 1 : 0
      let isEnd = index + 1 == row.upperBound || source[index + 1] != dash
      if isEnd, run == 1 || run == 2 { text += [UInt8](repeating: dash, count: 3 - run) }
    }
  }

  private mutating func add(_ range: Range<Int>) {
    text.append(contentsOf: UnsafeBufferPointer(rebasing: source[range]))
  }

  /// True for a line such as `|---|:--|`, also inside a quotation.
  private func isDelimiterRow(_ line: Range<Int>) -> Bool {
    var (hasBar, hasDash) = (false, false)
    for index in line {
      switch source[index] {
      case UInt8(ascii: "|"): hasBar = true
      case UInt8(ascii: "-"): hasDash = true
      case UInt8(ascii: ":"), UInt8(ascii: ">"), 0x09, 0x20: break
      default: return false
      }
    }
    return hasBar && hasDash
  }

  /// Returns the number of cells in a row of a table.
  private func cellCount(_ line: Range<Int>) -> Int {
    let start = startOfRow(line)
    let end = line.last { source[$0] > 0x20 }.map { $0 + 1 } ?? start
    guard start < end else { return 1 }
    var count = source[start] == UInt8(ascii: "|") ? 0 : 1
    for index in start..<end where source[index] == UInt8(ascii: "|") {
      if index == start || source[index - 1] != UInt8(ascii: "\\") { count += 1 }
    }
    let isClosed = source[end - 1] == UInt8(ascii: "|") && end - 1 > start
    return isClosed && source[end - 2] != UInt8(ascii: "\\") ? count - 1 : count
  }

  /// Returns the index after the indentation and the markers of lists and quotations.
  private func startOfRow(_ line: Range<Int>) -> Int {
    var index = line.lowerBound
    while index < line.upperBound {
      if source[index] <= 0x20 || source[index] == UInt8(ascii: ">") {
        index += 1
        continue
      }
      let digits = source[index..<min(index + 9, line.upperBound)].prefix { 0x30...0x39 ~= $0 }
      let mark = digits.endIndex
      guard mark + 1 < line.upperBound, source[mark + 1] <= 0x20,
        (digits.isEmpty ? "-+*" : ".)").utf8.contains(source[mark])
      else { return index }
      index = mark + 1
    }
    return index
  }

  private static let isMark = {
    var isMark = [Bool](repeating: false, count: 256)
    for mark in "\\*_`&;<>[]!~".utf8 { isMark[Int(mark)] = true }
    return isMark
  }()
}
