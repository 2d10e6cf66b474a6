internal import CLibXML2
internal import TextAnalysis

/// The elements and texts of an HTML page, in document order.
struct HTMLPage {
  /// The maximum nesting.
  ///
  /// It is limited because the cost of an end tag can be proportional to the depth.
  static let maxNesting = 1_024

  let nodes: [MarkupNode]

  /// Parses a saved page.
  ///
  /// `encoding` is the name that the user or the server specified.
  init(_ bytes: [UInt8], encoding: String? = nil) throws(ReadError) {
    try self.init(utf8: HTMLEncoding.utf8(from: bytes, encoding: encoding))
  }

  /// Creates a page from the XHTML in an XML element.
  init(inside element: ArraySlice<MarkupNode>) {
    let start = element.startIndex
    nodes = element.map { node in
      var node = node
      node.end -= start
      // Some feeds do not declare the XHTML namespace.
      if let colon = node.name.lastIndex(of: ":") {
        node.name.removeSubrange(...colon)
      }
      return node
    }
  }

  private init(utf8 bytes: [UInt8]) throws(ReadError) {
    guard bytes.contains(where: { $0 > 0x20 }) else { throw .noText }
    let handler = clibxml2_handler(
      start: { context, name, _, _ in
        guard let page = found(context) else { return 1 }
        let name = string(name).lowercased()
        page.pointee.endHead(before: name)
        page.pointee.start(name)
        let isTooDeep = page.pointee.depth > HTMLPage.maxNesting
        return isTooDeep || page.pointee.isTooLarge ? 1 : 0
      },
      attribute: { context, name, value, count in
        let name = string(name).lowercased()
        // The other attributes, such as addresses of pictures, take up most of some pages.
        guard HTMLPage.wantedAttributes.contains(name) else { return }
        let value = String(
          decoding: UnsafeRawBufferPointer(start: value, count: count), as: UTF8.self)
        if name == "style" && !MarkupNode.hides(style: value) { return }
        found(context)?.pointee.addAttribute(name, value)
      },
      text: { context, text, count in
        found(context)?.pointee.addText(UnsafeRawBufferPointer(start: text, count: count))
      },
      end: { context in
        found(context)?.pointee.endElement()
        return 0
      })
    var collected = MarkupNodes()
    let result = bytes.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        withUnsafeMutablePointer(to: &collected) { collected in
          clibxml2_read_html(characters.baseAddress, characters.count, "UTF-8", handler, collected)
        }
      }
    }
    switch result {
    case CLIBXML2_OK: nodes = collected.nodes
    case CLIBXML2_NOT_INSTALLED: throw .libraryMissing("libxml2")
    case CLIBXML2_STOPPED: throw .tooComplex
    default: throw .notHTML
    }
  }

  /// The attributes that matter for a page's text or metadata.
  private static let wantedAttributes: Set<String> = [
    "aria-hidden", "class", "content", "datetime", "hidden", "href", "http-equiv", "id", "itemprop",
    "itemscope", "itemtype", "lang", "name", "property", "pubdate", "rel", "role", "style", "type",
    "xml:lang",
  ]

  var wholePage: Range<Int> { nodes.indices }

  /// Returns the nodes of an element: the element itself and everything inside it.
  func range(of index: Int) -> Range<Int> { index..<nodes[index].end }

  /// Returns the indices of the elements with this name.
  func elements(_ name: String, in range: Range<Int>? = nil) -> [Int] {
    (range ?? wholePage).filter { nodes[$0].name == name }
  }

  /// Returns the text inside `range` with white space collapsed, for a title, a name or a date.
  ///
  /// The length is bounded, because a hostile page can mark every element as a title, a name or a
  /// date.
  func text(in range: Range<Int>) -> String? {
    var text = ""
    for node in nodes[range].prefix(300) where text.utf8.count < 4_000 {
      if node.name == "br" || HTMLText.blocks.contains(node.name) { text += " " }
      text += node.text.utf8.count < 4_000 ? node.text : String(node.text.prefix(4_000))
    }
    return normalizedLine(text)
  }

  /// Returns the text of the first element with this name.
  func text(ofFirst name: String) -> String? {
    elements(name).first.flatMap { text(in: range(of: $0)) }
  }
}

private func found(_ context: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<MarkupNodes>? {
  context?.assumingMemoryBound(to: MarkupNodes.self)
}

private func string(_ characters: UnsafePointer<CChar>?) -> String {
  characters.map { String(cString: $0) } ?? ""
}

extension HTMLPage {
  /// True if bytes look like the start of a page.
  static func isPage(_ head: [UInt8]) -> Bool {
    let start = String(decoding: Format.textStart(of: head).prefix(16), as: UTF8.self).lowercased()
    return start.hasPrefix("<!doctype html") || start.hasPrefix("<html")
  }
}
