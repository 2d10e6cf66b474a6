internal import CLibXML2

/// The elements and texts of an HTML page, in the order of the page.
///
/// A flat list rather than a tree of objects: however deep a page nests, nothing recurses.
struct HTMLPage {
  /// An element, or a run of text.
  struct Node {
    /// The element's name in lower case; empty for text.
    var name: String
    var text = ""
    var attributes: [String: String] = [:]
    /// The index behind the last node inside this one.
    var end: Int

    var isText: Bool { name.isEmpty }
  }

  private(set) var nodes: [Node] = []
  private var open: [Int] = []

  /// Parses a page as it was saved; `encoding` is what a person, or the server, says it is in.
  init(_ bytes: [UInt8], encoding: String? = nil) throws(ReaderError) {
    try self.init(utf8: HTMLEncoding.utf8(from: bytes, encoding: encoding))
  }

  private init(utf8 bytes: [UInt8]) throws(ReaderError) {
    guard bytes.contains(where: { $0 > 0x20 }) else { throw .noText }
    let handler = clibxml2_handler(
      start: { context, name in page(context)?.pointee.start(string(name)) },
      attribute: { context, name, value in
        page(context)?.pointee.addAttribute(string(name), string(value))
      },
      text: { context, text in page(context)?.pointee.addText(string(text)) },
      end: { context in page(context)?.pointee.endElement() })
    let result = bytes.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        withUnsafeMutablePointer(to: &self) { page in
          clibxml2_walk_html(characters.baseAddress, characters.count, "UTF-8", handler, page)
        }
      }
    }
    switch result {
    case CLIBXML2_OK: break
    case CLIBXML2_NOT_INSTALLED: throw .libraryMissing("libxml2")
    default: throw .notHTML
    }
  }

  private mutating func start(_ name: String) {
    open.append(nodes.count)
    nodes.append(Node(name: name.lowercased(), end: nodes.count + 1))
  }

  private mutating func addAttribute(_ name: String, _ value: String) {
    guard let element = open.last else { return }
    nodes[element].attributes[name.lowercased()] = value
  }

  private mutating func addText(_ text: String) {
    nodes.append(Node(name: "", text: text, end: nodes.count + 1))
  }

  private mutating func endElement() {
    if let element = open.popLast() { nodes[element].end = nodes.count }
  }

  /// All nodes.
  var wholePage: Range<Int> { nodes.indices }

  /// The nodes of an element: itself and what is inside.
  func range(of index: Int) -> Range<Int> { index..<nodes[index].end }

  /// The indices of the elements with a name.
  func elements(_ name: String, in range: Range<Int>? = nil) -> [Int] {
    (range ?? wholePage).filter { nodes[$0].name == name }
  }

  /// All text inside `range`, its white space folded.
  func text(in range: Range<Int>) -> String? {
    var text = ""
    for node in nodes[range] {
      if node.name == "br" || HTMLText.blocks.contains(node.name) { text += " " }
      text += node.text
    }
    return normalizedLine(text)
  }

  /// The text of the first element with a name.
  func text(ofFirst name: String) -> String? {
    elements(name).first.flatMap { text(in: range(of: $0)) }
  }
}

private func page(_ context: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<HTMLPage>? {
  context?.assumingMemoryBound(to: HTMLPage.self)
}

private func string(_ characters: UnsafePointer<CChar>?) -> String {
  characters.map { String(cString: $0) } ?? ""
}
