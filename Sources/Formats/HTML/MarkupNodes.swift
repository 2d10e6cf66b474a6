/// An element of HTML or XML, or a run of text.
struct MarkupNode: Sendable {
  /// The element's name in lower case; empty for text.
  var name: String
  var text = ""
  var attributes: [String: String] = [:]
  /// The index after the last node inside this one.
  var end: Int

  var isText: Bool { name.isEmpty }

  /// True if a browser shows nothing of the element, or a screen reader reads nothing of it.
  var isHidden: Bool {
    attributes["hidden"] != nil || attributes["aria-hidden"] == "true"
      || attributes["style"].map(Self.hides) == true
  }

  /// True if the declarations in a `style` hide an element.
  static func hides(style: String) -> Bool {
    let packed = style.utf8.filter { $0 > 0x20 }
    return String(decoding: packed, as: UTF8.self).lowercased().contains("display:none")
  }
}

/// The elements and texts of markup in their order, as a parser finds them.
///
/// A flat list rather than a tree of objects: however deep markup nests, nothing recurses.
struct MarkupNodes {
  private(set) var nodes: [MarkupNode] = []
  private var open: [Int] = []
  /// Text that the next tag ends: it comes in pieces.
  private var pending: [UInt8] = []
  private var attributeCount = 0
  /// The `head` that has ended for what it may hold, and not yet for the parser.
  private var endedHead: Int?

  /// The most elements, texts and attributes that are kept.
  ///
  /// A node takes some 50 bytes, or 200 with attributes, and a tag only three of a file.
  static let maxParts = 1_000_000

  /// How many elements are open.
  var depth: Int { open.count }
  /// True if there is more than is kept.
  var isTooLarge: Bool { nodes.count + attributeCount > Self.maxParts }

  mutating func start(_ name: String) {
    endText()
    open.append(nodes.count)
    nodes.append(MarkupNode(name: name, end: nodes.count + 1))
  }

  mutating func addAttribute(_ name: String, _ value: String) {
    guard let element = open.last else { return }
    // As in browsers, the first of two counts.
    if nodes[element].attributes[name] == nil { nodes[element].attributes[name] = value }
    attributeCount += 1
  }

  mutating func addText(_ text: UnsafeRawBufferPointer) { pending.append(contentsOf: text) }

  mutating func endElement() {
    endText()
    guard let element = open.popLast(), element != endedHead else { return }
    nodes[element].end = nodes.count
  }

  /// Ends the head of a page before an element that begins its body.
  ///
  /// HTML lets a page leave out the tags of both, and libxml2 does not know the elements of HTML 5
  /// for those of a body.
  mutating func endHead(before name: String) {
    guard let element = open.last, nodes[element].name == "head", element != endedHead,
      !Self.headElements.contains(name)
    else { return }
    endText()
    nodes[element].end = nodes.count
    endedHead = element
  }

  private static let headElements: Set<String> = [
    "base", "basefont", "bgsound", "link", "meta", "noscript", "object", "script", "style",
    "template", "title",
  ]

  private mutating func endText() {
    guard !pending.isEmpty else { return }
    nodes.append(
      MarkupNode(
        name: "", text: String(decoding: pending, as: UTF8.self), end: nodes.count + 1))
    pending.removeAll(keepingCapacity: pending.count < 4_096)
  }
}
