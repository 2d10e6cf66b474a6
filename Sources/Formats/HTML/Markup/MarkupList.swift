/// An element of HTML or XML, or a run of text, in a `MarkupList`.
struct MarkupNode {
  /// The element's name in lower case; empty for text.
  let name: String
  /// The index after the last node inside this one.
  let end: Int

  fileprivate let list: MarkupList
  fileprivate let packed: PackedNode

  var isText: Bool { packed.isText }

  /// The text; empty for an element.
  var text: String { isText ? list.string(packed.range) : "" }

  /// The text's length in bytes; 0 for an element.
  var byteCount: Int { isText ? packed.range.count : 0 }

  /// True if the text consists of white space.
  var isBlank: Bool {
    let bytes = list.bytes(isText ? packed.range : 0..<0)
    guard let first = bytes.first(where: { $0 > 0x20 }) else { return true }
    return first >= 0x80 && text.allSatisfy(\.isWhitespace)
  }

  /// The element's attributes; empty for text.
  var attributes: MarkupAttributes {
    MarkupAttributes(list: list, range: isText ? 0..<0 : packed.attributes)
  }

  /// True if a browser does not show the element, or a screen reader does not read it.
  var isHidden: Bool {
    let attributes = attributes
    if attributes.isEmpty { return false }
    // Pandoc hides a caption from screen readers that repeats the description of its picture.
    if name == "figcaption" { return attributes["hidden"] != nil }
    return attributes["hidden"] != nil || attributes["aria-hidden"] == "true"
      || attributes["style"].map(Self.hides) == true
  }

  /// True if the declarations in a `style` hide an element.
  static func hides(style: String) -> Bool {
    let packed = style.utf8.filter { $0 > 0x20 }
    return String(decoding: packed, as: UTF8.self).lowercased().contains("display:none")
  }
}

/// The attributes of an element.
struct MarkupAttributes {
  fileprivate let list: MarkupList
  fileprivate let range: Range<Int>

  var isEmpty: Bool { range.isEmpty }

  /// The value of the attribute with this name.
  subscript(name: String) -> String? { list.attribute(name, in: range) }

  /// True if one of these names occurs.
  func contains(anyOf names: Set<String>) -> Bool {
    range.contains { names.contains(list.attributeName(at: $0)) }
  }
}

/// The elements and texts of markup in document order.
///
/// The nodes form a flat list rather than a tree, so that no code has to recurse, however deep the
/// markup nests. A node takes 12 bytes besides its text, because a page can have millions of table
/// cells.
struct MarkupList: RandomAccessCollection, Sendable {
  private let storage: MarkupStorage
  /// The nodes of the storage that are in this list.
  private let range: Range<Int>

  init(_ storage: MarkupStorage) { self.init(storage, storage.nodes.indices) }

  private init(_ storage: MarkupStorage, _ range: Range<Int>) {
    self.storage = storage
    self.range = range
  }

  var startIndex: Int { 0 }
  var endIndex: Int { range.count }

  subscript(index: Int) -> MarkupNode {
    let packed = storage.nodes[range.lowerBound + index]
    return MarkupNode(
      name: storage.names[Int(packed.name)], end: end(of: packed, at: index), list: self,
      packed: packed)
  }

  /// The name of the node at `index`; empty for text.
  func name(at index: Int) -> String {
    storage.names[Int(storage.nodes[range.lowerBound + index].name)]
  }

  /// The index after the last node inside the node at `index`.
  func end(of index: Int) -> Int {
    end(of: storage.nodes[range.lowerBound + index], at: index)
  }

  private func end(of packed: PackedNode, at index: Int) -> Int {
    packed.isText ? index + 1 : Int(packed.end) - range.lowerBound
  }

  /// The memory that the nodes take without their texts.
  var nodeBytes: Int { range.count * MemoryLayout<PackedNode>.stride }

  /// Returns the element at `index` and everything inside it as a list of its own.
  func element(at index: Int) -> MarkupList {
    let start = range.lowerBound + index
    return MarkupList(storage, start..<(range.lowerBound + end(of: index)))
  }

  /// Returns the same nodes with other names.
  func renamed(_ name: (String) -> String) -> MarkupList {
    MarkupList(
      MarkupStorage(
        nodes: storage.nodes, names: storage.names.map(name), text: storage.text,
        attributes: storage.attributes), range)
  }

  fileprivate func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> { storage.text[range] }

  fileprivate func string(_ range: Range<Int>) -> String {
    String(decoding: storage.text[range], as: UTF8.self)
  }

  fileprivate func attributeName(at index: Int) -> String {
    storage.names[Int(storage.attributes[index].name)]
  }

  fileprivate func attribute(_ name: String, in range: Range<Int>) -> String? {
    for index in range {
      let attribute = storage.attributes[index]
      if storage.names[Int(attribute.name)] == name { return string(attribute.range) }
    }
    return nil
  }
}

/// A node as it is stored.
struct PackedNode {
  /// The number of the element's name; 0 for text.
  var name: UInt16 = 0
  var attributeCount: UInt16 = 0
  /// The start of the text, or the index of the first attribute.
  var start: UInt32
  /// The end of the text, or the index after the last node inside the element.
  var end: UInt32

  var isText: Bool { name == 0 }
  fileprivate var range: Range<Int> { Int(start)..<Int(end) }
  fileprivate var attributes: Range<Int> { Int(start)..<(Int(start) + Int(attributeCount)) }
}

/// An attribute as it is stored.
struct PackedAttribute {
  /// The number of the name.
  var name: UInt16
  var start: UInt32
  var end: UInt32

  fileprivate var range: Range<Int> { Int(start)..<Int(end) }
}

/// The nodes of a document, with their names, texts and attributes.
final class MarkupStorage: Sendable {
  let nodes: [PackedNode]
  /// The names of elements and attributes; the first is empty.
  let names: [String]
  /// All texts and the values of all attributes.
  let text: [UInt8]
  let attributes: [PackedAttribute]

  init(nodes: [PackedNode], names: [String], text: [UInt8], attributes: [PackedAttribute]) {
    self.nodes = nodes
    self.names = names
    self.text = text
    self.attributes = attributes
  }
}
