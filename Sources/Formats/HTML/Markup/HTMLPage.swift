internal import CLibXML2
internal import TextAnalysis

/// The elements and texts of an HTML page, in document order.
struct HTMLPage {
  /// The maximum nesting.
  ///
  /// It is limited because the cost of an end tag can be proportional to the depth.
  static let maxNesting = 1_024

  let nodes: MarkupList

  /// Parses a saved page.
  ///
  /// `encoding` is the name that the user or the server specified. If `keepsNoscript` is true, the
  /// contents of `noscript` elements are parts of the page.
  init(
    _ bytes: [UInt8], encoding: String? = nil, keepsNoscript: Bool = false
  ) throws(ReadError) {
    let utf8 = HTMLRepair.repaired(
      try HTMLEncoding.utf8(from: bytes, encoding: encoding), keepsNoscript: keepsNoscript)
    self = try utf8.withUnsafeBufferPointer { utf8 throws(ReadError) in try Self(utf8: utf8) }
  }

  /// Creates a page from the XHTML in an XML element.
  init(inside element: MarkupList) {
    nodes = element.renamed { name in
      // Some feeds do not declare the XHTML namespace.
      guard let colon = name.lastIndex(of: ":"), !name.hasPrefix("xml:") else { return name }
      return String(name[name.index(after: colon)...])
    }
  }

  /// Parses a page in UTF-8.
  init(utf8: UnsafeBufferPointer<UInt8>) throws(ReadError) {
    if let repaired = HTMLEntities.replaced(in: utf8) {
      nodes = try repaired.withUnsafeBufferPointer { utf8 throws(ReadError) in
        try Self.nodes(of: utf8)
      }
    } else {
      nodes = try Self.nodes(of: utf8)
    }
  }

  private static func nodes(of bytes: UnsafeBufferPointer<UInt8>) throws(ReadError) -> MarkupList {
    guard bytes.contains(where: { $0 > 0x20 }) else { throw .noText }
    let handler = clibxml2_handler(
      start: { context, name in
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
        let value = UnsafeRawBufferPointer(start: value, count: count)
        // The only titles that matter are dates.
        if name == "title" && count > PageDates.maxTitle { return }
        if name == "style" && !MarkupNode.hides(style: String(decoding: value, as: UTF8.self)) {
          return
        }
        found(context)?.pointee.addAttribute(name, value)
      },
      text: { context, text, count in
        found(context)?.pointee.addText(UnsafeRawBufferPointer(start: text, count: count))
      },
      end: { context in
        found(context)?.pointee.endElement()
        return 0
      })
    var collected = MarkupNodes(reservingFor: bytes.count)
    let result = bytes.withMemoryRebound(to: CChar.self) { characters in
      withUnsafeMutablePointer(to: &collected) { collected in
        clibxml2_read_html(characters.baseAddress, characters.count, "UTF-8", handler, collected)
      }
    }
    switch result {
    case CLIBXML2_OK: return collected.nodes
    case CLIBXML2_NOT_INSTALLED: throw .libraryMissing("libxml2")
    case CLIBXML2_STOPPED: throw .tooComplex
    default: throw .notHTML
    }
  }

  /// The attributes that matter for a page's text or metadata.
  private static let wantedAttributes: Set<String> = [
    "aria-hidden", "class", "content", "data-custom-style", "datetime", "hidden", "href",
    "http-equiv", "id", "itemprop", "itemscope", "itemtype", "lang", "name", "property", "pubdate",
    "rel", "role", "start", "style", "title", "type", "xml:lang",
  ]

  var wholePage: Range<Int> { nodes.indices }

  /// Returns the nodes of an element: the element itself and everything inside it.
  func range(of index: Int) -> Range<Int> { index..<nodes.end(of: index) }

  /// Returns the indices of the elements with this name.
  func elements(_ name: String, in range: Range<Int>? = nil) -> [Int] {
    (range ?? wholePage).filter { nodes.name(at: $0) == name }
  }

  /// Returns the text inside `range` with white space collapsed, for a title, a name or a date.
  ///
  /// The length is bounded, because a hostile page can mark every element as a title, a name or a
  /// date.
  func text(in range: Range<Int>) -> String? {
    var text = ""
    var skippedEnd = 0
    for (index, node) in zip(range, nodes[range]).prefix(300) where text.utf8.count < 4_000 {
      if index < skippedEnd { continue }
      if Self.readings.contains(node.name) { skippedEnd = node.end }
      if node.name == "br" || HTMLText.blocks.contains(node.name) { text += " " }
      text += node.byteCount < 4_000 ? node.text : String(node.text.prefix(4_000))
    }
    return normalizedLine(text)
  }

  private static let readings: Set<String> = ["rt", "rp", "rtc"]

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
