/// Joins the blocks of a text.
///
/// An empty line separates paragraphs. The items of a list, the rows of a table, and the lines of a
/// quotation, of verse, of code and of a caption stand together, with a line end between them.
struct TextAssembly {
  /// A run of text that starts on a line of its own.
  struct Block {
    /// The meaning of a block for the blocks before and after it.
    enum Kind {
      case paragraph, heading, item, row, term, definition, code, verse, quotation, caption
      /// A line below the first line of an item.
      case itemLine
      /// The source of a quotation.
      case source
    }

    var text: String
    var kind: Kind
    /// The number of the list, table or quotation that the block is a part of; nil if it is not a
    /// part of any.
    var group: Int?
    /// The nesting of the block.
    var level = 0

    /// True for one line that is no longer than this many bytes.
    func isLine(upTo length: Int) -> Bool {
      text.utf8.count <= length && !text.utf8.contains(0x0A)
    }
  }

  private(set) var text = ""
  /// The last block, without its text if that is long.
  private var last: Block?
  private var lastIsShort = false
  private var hasParagraph = false
  /// The captions above the first paragraph.
  private var captions: [Block] = []

  /// A longer line of a quotation or of verse is a paragraph.
  static let maxVerse = 100
  /// A longer block inside an item or a definition is a paragraph.
  static let maxItemLine = 200

  /// Appends a block.
  ///
  /// A caption above the first paragraph follows this paragraph, so that it is not taken for the
  /// beginning of the article.
  mutating func append(_ block: Block) {
    if block.kind == .caption, !hasParagraph {
      captions.append(block)
      return
    }
    let joins = joins(block)
    if !joins, hasParagraph { appendCaptions() }
    write(block, joins: joins)
    if block.kind != .heading { hasParagraph = true }
  }

  /// True if the last block is the same line.
  func isLast(_ line: String) -> Bool {
    text.hasSuffix(line) && (text.dropLast(line.count).last?.isNewline ?? true)
      || captions.last?.text == line
  }

  /// Appends the captions that no paragraph follows.
  mutating func finish() { appendCaptions() }

  private mutating func appendCaptions() {
    guard !captions.isEmpty else { return }
    for caption in captions { write(caption, joins: joins(caption)) }
    captions = []
  }

  private mutating func write(_ block: Block, joins: Bool) {
    if !text.isEmpty { text += joins ? "\n" : "\n\n" }
    text += block.text
    lastIsShort = block.isLine(upTo: Self.limit(of: block.kind))
    last = Block(text: "", kind: block.kind, group: block.group, level: block.level)
  }

  private static func limit(of kind: Block.Kind) -> Int {
    kind == .definition ? maxItemLine : maxVerse
  }

  /// True if a block stands together with the last one.
  private func joins(_ next: Block) -> Bool {
    guard let last, let group = next.group, last.group == group else { return false }
    let isShort = next.isLine(upTo: Self.limit(of: next.kind))
    return switch (last.kind, next.kind) {
    case (.item, .item), (.itemLine, .item): true
    case (.item, .itemLine), (.itemLine, .itemLine): last.level == next.level
    case (.row, .row), (.code, .code), (.caption, .caption): true
    case (.term, .term), (.term, .definition): true
    case (.definition, .definition): lastIsShort && isShort
    case (.verse, .verse), (.quotation, .quotation): lastIsShort && isShort
    case (.quotation, .source): true
    default: false
    }
  }
}
