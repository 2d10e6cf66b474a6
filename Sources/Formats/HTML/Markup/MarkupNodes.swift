/// Collects the elements and texts of markup as a parser finds them.
struct MarkupNodes {
  private var packed: [PackedNode] = []
  private var open: [Int] = []
  private var text: [UInt8] = []
  private var attributes: [PackedAttribute] = []
  /// The names of elements and attributes by their numbers.
  private var names = ["", "?"]
  private var numbers: [String: UInt16] = [:]
  /// The start of the text before the next tag.
  ///
  /// The parser delivers this text in pieces.
  private var textStart = 0
  /// A `head` that this type has ended because of its content, while the parser still has it open.
  private var endedHead: Int?

  /// The maximum number of elements, texts and attributes.
  ///
  /// The limit bounds the memory: each takes 12 bytes here and up to 22 in the search for the
  /// article, but a tag can take only three bytes in the file.
  static let maxParts = 6_000_000

  init() {}

  /// Creates an empty collection for markup of this size.
  ///
  /// Memory that is reserved and not used costs nothing. Without it, an array would need twice its
  /// memory each time it grows.
  init(reservingFor byteCount: Int) {
    guard byteCount > 1 << 20 else { return }
    text.reserveCapacity(byteCount)
    packed.reserveCapacity(min(Self.maxParts, byteCount / 4))
  }

  /// The number of open elements.
  var depth: Int { open.count }
  /// True if the markup has more than `maxParts` parts.
  var isTooLarge: Bool {
    packed.count + attributes.count > Self.maxParts || text.count > UInt32.max - (64 << 20)
  }

  /// The nodes, after the last element has ended.
  var nodes: MarkupList {
    MarkupList(MarkupStorage(nodes: packed, names: names, text: text, attributes: attributes))
  }

  mutating func start(_ name: String) {
    endText()
    open.append(packed.count)
    packed.append(
      PackedNode(
        name: number(of: name), start: UInt32(attributes.count), end: UInt32(packed.count + 1)))
  }

  mutating func addAttribute(_ name: String, _ value: UnsafeRawBufferPointer) {
    guard let element = open.last, element == packed.count - 1 else { return }
    let name = number(of: name)
    let first = Int(packed[element].start)
    // As in browsers, the first of two attributes with the same name counts.
    guard !attributes[first...].contains(where: { $0.name == name }) else { return }
    let start = UInt32(text.count)
    text.append(contentsOf: value)
    textStart = text.count
    attributes.append(PackedAttribute(name: name, start: start, end: UInt32(text.count)))
    packed[element].attributeCount += 1
  }

  mutating func addText(_ bytes: UnsafeRawBufferPointer) { text.append(contentsOf: bytes) }

  mutating func endElement() {
    endText()
    guard let element = open.popLast(), element != endedHead else { return }
    packed[element].end = UInt32(packed.count)
  }

  /// Ends the head of a page before an element that starts its body.
  ///
  /// HTML lets a page omit the tags of the head and the body, and libxml2 does not know that the
  /// elements of HTML 5 belong in a body.
  mutating func endHead(before name: String) {
    guard let element = open.last, names[Int(packed[element].name)] == "head",
      element != endedHead, !Self.headElements.contains(name)
    else { return }
    endText()
    packed[element].end = UInt32(packed.count)
    endedHead = element
  }

  private static let headElements: Set<String> = [
    "base", "basefont", "bgsound", "link", "meta", "noscript", "object", "script", "style",
    "template", "title",
  ]

  private mutating func endText() {
    guard textStart < text.count else { return }
    if isInTable && text[textStart...].allSatisfy({ $0 <= 0x20 }) {
      text.removeSubrange(textStart...)
      return
    }
    packed.append(PackedNode(start: UInt32(textStart), end: UInt32(text.count)))
    textStart = text.count
  }

  /// True if white space has no meaning at the current place: between rows, cells or list items.
  private var isInTable: Bool {
    open.last.map { Self.withoutSpace.contains(names[Int(packed[$0].name)]) } ?? false
  }

  private static let withoutSpace: Set<String> = [
    "colgroup", "dl", "ol", "table", "tbody", "tfoot", "thead", "tr", "ul",
  ]

  /// Returns the number of a name.
  ///
  /// After the largest number, all further names are read as `?`, which has no meaning.
  private mutating func number(of name: String) -> UInt16 {
    if let number = numbers[name] { return number }
    guard names.count < UInt16.max, !name.isEmpty else { return 1 }
    let number = UInt16(names.count)
    names.append(name)
    numbers[name] = number
    return number
  }
}
