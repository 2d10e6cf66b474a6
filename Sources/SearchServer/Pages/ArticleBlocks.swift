internal import Archive
internal import Output
internal import SearchEngine

/// The text of an article as headings, paragraphs, lists, tables and verse, with the words of a query
/// marked.
///
///     text    = block *(2 line-feed block)
///     heading = 1*6 "#" " " line
///
/// Every other block consists of lines (`ArticleLines`).
struct ArticleBlocks {
  private let bytes: [UInt8]
  private let marks: [Range<Int>]
  /// The offset of each passage, from the second one: the first one starts with the text.
  private let passages: [(start: Int, ordinal: Int)]

  /// The number of marks.
  var markCount: Int { marks.count }

  init(_ text: String, marks: [Range<Int>], passages: [StoredPassage]) {
    // Line ends and tabs are as long as a space, so the offsets stay as they are.
    bytes = Array(text.utf8)
    self.marks = marks
    self.passages = passages.map { ($0.passage.start, $0.ordinal) }
  }

  /// The models of the blocks, for the template of the article.
  var models: [PageModel] {
    var models: [PageModel] = []
    var state = State()
    for range in blockRanges {
      if let (level, start) = heading(range) {
        guard start < range.upperBound else { continue }
        state.flush(into: &models)
        let model = model(start..<range.upperBound, &state)
        models.append(["heading\(state.level(level))": model])
        continue
      }
      for part in ArticleLines(bytes, in: range).parts { append(part, to: &models, &state) }
      state.endTable()
    }
    state.flush(into: &models)
    return models
  }

  private func append(
    _ part: ArticleLines.Part, to models: inout [PageModel], _ state: inout State
  ) {
    switch part {
    case .item(let number, let range):
      guard !range.isEmpty else { return }
      var model = model(range, &state)
      if let number { model["value"] = number }
      // Items in a row are one list.
      state.add(model, to: number == nil ? "list" : "numbers", &models)
    case .row(let cells):
      let row: PageModel = ["cells": cells.map { model($0, &state) }]
      state.add(row, to: "table", &models)
    case .verse(let lines):
      state.flush(into: &models)
      models.append(["verse": ["lines": lines.map { model($0, &state) }] as PageModel])
    case .paragraph(let range):
      state.flush(into: &models)
      models.append(["paragraph": model(range, &state)])
    }
  }

  /// Returns the model of a run of text: its parts and the anchors of passages that start in it.
  private func model(_ range: Range<Int>, _ state: inout State) -> PageModel {
    var model: PageModel = ["parts": parts(range, &state)]
    let anchors = anchors(upTo: range.upperBound, &state)
    if !anchors.isEmpty { model["anchors"] = anchors.map { ["anchor": $0] as PageModel } }
    return model
  }

  /// What is known while the blocks are read from the first to the last.
  private struct State {
    var mark = 0
    var passage = 0
    /// The levels of the headings that the current heading is under.
    var levels: [Int] = []
    /// The items or rows of a list or table that is not finished.
    private var items: [PageModel] = []
    /// What the items belong to: `list`, `numbers` or `table`.
    private var kind = ""
    /// True if the block with the rows of a table has ended.
    private var isEnded = false

    /// Returns the level that a heading has on the page, where the title has level 1 and no level
    /// is skipped.
    mutating func level(_ level: Int) -> Int {
      while let last = levels.last, last >= level { levels.removeLast() }
      levels.append(level)
      return min(levels.count + 1, 6)
    }

    /// Adds an item to a list or a row to a table, and ends one of another kind.
    mutating func add(_ item: PageModel, to kind: String, _ models: inout [PageModel]) {
      if kind != self.kind || isEnded { flush(into: &models) }
      self.kind = kind
      items.append(item)
    }

    /// Ends a table with its block; items of a list may be apart.
    mutating func endTable() { isEnded = kind == "table" }

    mutating func flush(into models: inout [PageModel]) {
      defer { isEnded = false }
      guard !items.isEmpty else { return }
      models.append([kind: ["items": items] as PageModel])
      items = []
    }
  }

  /// The ranges between empty lines.
  private var blockRanges: [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    var index = 0
    while index < bytes.count {
      if bytes[index] == 0x0A, index + 1 < bytes.count, bytes[index + 1] == 0x0A {
        if start < index { ranges.append(start..<index) }
        while index < bytes.count, bytes[index] == 0x0A { index += 1 }
        start = index
      } else {
        index += 1
      }
    }
    if start < bytes.count { ranges.append(start..<bytes.count) }
    return ranges
  }

  /// Returns the level of a heading, and the start of its text after the signs; nil for another
  /// block.
  private func heading(_ range: Range<Int>) -> (level: Int, start: Int)? {
    let block = bytes[range]
    let level = block.prefix { $0 == UInt8(ascii: "#") }.count
    guard (1...6).contains(level), level < block.count, bytes[range.lowerBound + level] == 0x20
    else { return nil }
    return (level, range.lowerBound + level + 1)
  }

  /// Returns the numbers of the passages that start before `end` and have no anchor yet.
  private func anchors(upTo end: Int, _ state: inout State) -> [Int] {
    var anchors: [Int] = []
    while state.passage < passages.count, passages[state.passage].start < end {
      anchors.append(passages[state.passage].ordinal)
      state.passage += 1
    }
    return anchors
  }

  /// Returns the text of a block, with each mark under its number.
  private func parts(_ range: Range<Int>, _ state: inout State) -> [PageModel] {
    var parts: [PageModel] = []
    var position = range.lowerBound
    while state.mark < marks.count, marks[state.mark].lowerBound < range.upperBound {
      let mark = marks[state.mark].clamped(to: range)
      state.mark += 1
      // A mark that starts in the block before, or in the signs of a heading, has no text here.
      guard mark.lowerBound >= position, !mark.isEmpty else { continue }
      if position < mark.lowerBound { parts.append(["plain": text(position..<mark.lowerBound)]) }
      parts.append(marked(text(mark), state.mark))
      position = mark.upperBound
    }
    if position < range.upperBound { parts.append(["plain": text(position..<range.upperBound)]) }
    return parts
  }

  private func marked(_ text: String, _ number: Int) -> PageModel {
    var mark: PageModel = ["word": text, "markNumber": number]
    if number > 1 { mark["before"] = number - 1 }
    if number < marks.count { mark["after"] = number + 1 }
    return ["mark": mark]
  }

  private func text(_ range: Range<Int>) -> String {
    let plain = bytes[range].map { $0 == 0x0A || $0 == 0x09 ? 0x20 : $0 }
    return printable(String(decoding: plain, as: UTF8.self))
  }
}
