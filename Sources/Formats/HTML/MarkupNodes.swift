/// An element of HTML or XML, or a run of text.
struct MarkupNode: Sendable {
  /// The element's name in lower case; empty for text.
  var name: String
  var text = ""
  var attributes: [String: String] = [:]
  /// The index after the last node inside this one.
  var end: Int

  var isText: Bool { name.isEmpty }

  /// True if a browser does not show the element, or a screen reader does not read it.
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

/// The elements and texts of markup in document order, as a parser finds them.
///
/// The nodes form a flat list rather than a tree, so that no code has to recurse, however deep the
/// markup nests.
struct MarkupNodes {
  private(set) var nodes: [MarkupNode] = []
  private var open: [Int] = []
  /// The text before the next tag.
  ///
  /// The parser delivers this text in pieces.
  private var pending: [UInt8] = []
  private var attributeCount = 0
  /// A `head` that this type has ended because of its content, while the parser still has it open.
  private var endedHead: Int?

  /// The maximum number of elements, texts and attributes.
  ///
  /// The limit bounds the memory: a node takes about 50 bytes, or 200 with attributes, but a tag
  /// can take only three bytes in the file.
  static let maxParts = 1_000_000

  /// The number of open elements.
  var depth: Int { open.count }
  /// True if the markup has more than `maxParts` parts.
  var isTooLarge: Bool { nodes.count + attributeCount > Self.maxParts }

  mutating func start(_ name: String) {
    endText()
    open.append(nodes.count)
    nodes.append(MarkupNode(name: name, end: nodes.count + 1))
  }

  mutating func addAttribute(_ name: String, _ value: String) {
    guard let element = open.last else { return }
    // As in browsers, the first of two attributes with the same name counts.
    if nodes[element].attributes[name] == nil { nodes[element].attributes[name] = value }
    attributeCount += 1
  }

  mutating func addText(_ text: UnsafeRawBufferPointer) { pending.append(contentsOf: text) }

  mutating func endElement() {
    endText()
    guard let element = open.popLast(), element != endedHead else { return }
    nodes[element].end = nodes.count
  }

  /// Ends the head of a page before an element that starts its body.
  ///
  /// HTML lets a page omit the tags of the head and the body, and libxml2 does not know that the
  /// elements of HTML 5 belong in a body.
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
