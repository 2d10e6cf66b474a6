internal import TextAnalysis

/// Finds the text of an item, in any of the forms that feeds use for it.
extension FeedItem {
  /// The index of the element with the full text; if there is none, of the element with the
  /// summary.
  var mainText: Int? {
    for name in Self.mainElements {
      for index in elements(named: name) {
        if Markup(of: nodes[index]) != .other, plainText(in: index) != nil { return index }
      }
    }
    return nil
  }

  private static let mainElements = [
    "content:encoded", "body", "atom:content", "description", "excerpt:encoded", "atom:summary",
    "dc:description", "itunes:summary", "media:description", "itunes:subtitle",
    "fullitem", "content", "summary", "abstract",
  ]

  /// Returns the readable text of an element, without a heading that repeats `title`.
  func text(
    of element: Int, leavingOut title: String?
  ) throws(ReadError) -> String {
    let hasElements = nodes[element..<nodes[element].end].dropFirst().contains { !$0.isText }
    let markup = Markup(of: nodes[element])
    if markup == .nodes || hasElements {
      let page = HTMLPage(inside: nodes.element(at: element))
      return HTMLText(of: page, in: [page.wholePage], leavingOut: title).text
    }
    let text = plainText(in: element) ?? ""
    let isWordPress = value("wp:post_type") != nil
    let isHTML =
      markup == .html || isWordPress
      || markup == .unknown && FeedMarkup.isHTML(text)
    guard isHTML else { return text }
    return try HTMLFragment.text(
      of: isWordPress ? WordPress.withoutShortcodes(text) : text, leavingOut: title,
      hasBlankLines: isWordPress)
  }

  /// Returns the text of an element, decoded if it is encoded in base64, as in Atom 0.3.
  ///
  /// In Atom 1.0 the type of the content decides, and only content that is not text is encoded; some
  /// feeds name the encoding as the type.
  func plainText(in element: Int) -> String? {
    guard let text = text(in: element) else { return nil }
    let attributes = nodes[element].attributes
    guard
      [attributes["mode"], attributes["type"]].contains(where: { $0?.lowercased() == "base64" })
    else { return text }
    let bytes = TransferEncoding.base64(Array(text.utf8)[...])
    let decoded = try? TextDecoding.text(of: bytes)
    return decoded.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
  }

  /// The form in which an element holds its text (RFC 4287, 3.1.1 and 4.1.3.3).
  enum Markup {
    case plain
    /// HTML, escaped as text.
    case html
    /// XHTML, as elements.
    case nodes
    /// HTML or plain text; RSS does not say which of the two.
    case unknown
    /// Content without text: a picture, or a link.
    case other

    init(of node: MarkupNode) {
      let isAtom = node.name.hasPrefix("atom:")
      let type = node.attributes["type"]?.lowercased()
      if isAtom && node.attributes["src"] != nil {
        self = .other
      } else {
        switch type {
        case nil: self = !isAtom || node.attributes["mode"] != nil ? .unknown : .plain
        case "html", "text/html": self = .html
        case "xhtml", "application/xhtml+xml": self = .nodes
        case "text": self = .plain
        case "base64": self = .unknown
        case let type? where type.hasPrefix("text/"): self = .plain
        default: self = isAtom ? .other : .unknown
        }
        if node.name == "content:encoded" || node.name == "excerpt:encoded" { self = .html }
      }
    }
  }
}
