internal import TextAnalysis

/// An article in a feed or an export: an `item` of RSS, an `entry` of Atom.
struct FeedItem: Sendable {
  private let nodes: [MarkupNode]
  /// The indices of the direct child elements.
  private let children: [Int]

  init(_ nodes: [MarkupNode]) {
    self.nodes = nodes
    var children: [Int] = []
    var index = 1
    while index < nodes.count {
      if !nodes[index].isText { children.append(index) }
      index = nodes[index].end
    }
    self.children = children
  }

  /// All text in the item.
  var allText: String { nodes.map(\.text).joined() }

  /// True if the item is an article.
  ///
  /// An export from WordPress also contains settings, drafts and deleted posts, which are not
  /// articles.
  var isArticle: Bool {
    guard let type = value("wp:post_type") else { return true }
    return WordPress.isArticle(type: type, status: value("wp:status"))
  }

  /// Returns the article.
  ///
  /// Metadata that the item lacks is taken from the feed.
  func draft(in feed: Feed) throws(ReadError) -> ArticleDraft {
    var draft = ArticleDraft()
    draft.url = address
    draft.docno = value("guid", "atom:id") ?? nodes.first?.attributes["about"] ?? draft.url
    draft.title = try title
    draft.author = author(in: feed) ?? feed.author
    draft.publisher = value("dc:publisher") ?? source ?? feed.publisher
    draft.published = published
    let main = mainText
    draft.language =
      main.flatMap { nodes[$0].attributes["lang"] } ?? nodes.first?.attributes["lang"]
      ?? value("dc:language") ?? feed.language
    if let main { draft.text = try text(of: main, leavingOut: draft.title) }
    return draft
  }

  /// Returns the text of the first of these child elements that has any.
  func value(_ names: String...) -> String? {
    for name in names {
      for index in children where nodes[index].name == name {
        if let text = text(in: index) { return text }
      }
    }
    return nil
  }

  private func text(in element: Int) -> String? {
    let text = nodes[element..<nodes[element].end].map(\.text).joined()
    return text.allSatisfy(\.isWhitespace) ? nil : text
  }

  /// Returns the text of the first element with this name, at any depth inside `element`.
  private func text(_ name: String, inside element: Int) -> String? {
    nodes[element..<nodes[element].end].indices.first { nodes[$0].name == name }.flatMap(text(in:))
  }

  private var title: String? {
    get throws(ReadError) {
      for index in children where ["title", "atom:title", "dc:title"].contains(nodes[index].name) {
        let markup = Markup(of: nodes[index])
        if markup == .nodes { return normalizedLine(try text(of: index, leavingOut: nil)) }
        guard let text = text(in: index) else { continue }
        let isHTML = markup == .html || markup == .unknown && Self.isEscapedTwice(text)
        return isHTML ? HTMLFragment.line(of: text) : text
      }
      return nil
    }
  }

  /// True if a title contains entities or tags, which shows that it was escaped twice.
  private static func isEscapedTwice(_ title: String) -> Bool {
    // This check is cheap, and few titles contain either character. The regular expression would
    // take longer than everything else that is done for an item.
    guard title.utf8.contains(where: { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "<") }) else {
      return false
    }
    return title.contains(/&#?[A-Za-z0-9]{2,8};|<\/[a-z]+>|<br ?\/?>/)
  }

  private func author(in feed: Feed) -> String? {
    var people: [String] = []
    for name in ["dc:creator", "atom:author", "author", "itunes:author"] where people.isEmpty {
      for index in children where nodes[index].name == name {
        guard let text = normalizedLine(text("atom:name", inside: index) ?? text(in: index)) else {
          continue
        }
        people.append(Self.name(in: feed.person(text)))
      }
    }
    return people.isEmpty ? nil : people.joined(separator: ", ")
  }

  /// Returns `Ada Quill` for `ada@tidewater.example (Ada Quill)`, the form that RSS uses.
  private static func name(in author: String) -> String {
    guard author.contains("@"), let open = author.firstIndex(of: "("), author.last == ")" else {
      return author
    }
    return normalizedLine(String(author[author.index(after: open)...].dropLast())) ?? author
  }

  /// The source of the article, in a feed that combines other feeds.
  private var source: String? {
    for index in children where ["source", "atom:source"].contains(nodes[index].name) {
      return text("atom:title", inside: index)
        ?? (nodes[index].name == "source" ? text(in: index) : nil)
    }
    return nil
  }

  private var published: String? {
    WordPress.date(local: value("wp:post_date"), universal: value("wp:post_date_gmt"))
      ?? value(
        "pubdate", "dc:date", "atom:published", "dcterms:issued", "dcterms:created", "atom:issued",
        "atom:created", "prism:publicationdate", "atom:updated")
  }

  private var address: String? {
    if let link = value("link") { return link }
    for index in children where nodes[index].name == "atom:link" {
      let attributes = nodes[index].attributes
      if ["alternate", nil].contains(attributes["rel"]), let address = attributes["href"] {
        return address
      }
    }
    guard let guid = children.first(where: { nodes[$0].name == "guid" }),
      nodes[guid].attributes["ispermalink"]?.lowercased() != "false"
    else { return nil }
    return text(in: guid).flatMap { $0.contains("://") ? $0 : nil }
  }

  /// The index of the element with the full text; if there is none, of the element with the
  /// summary.
  private var mainText: Int? {
    for name in [
      "content:encoded", "body", "atom:content", "description", "excerpt:encoded", "atom:summary",
      "dc:description", "itunes:summary", "media:description",
    ] {
      for index in children where nodes[index].name == name {
        if Markup(of: nodes[index]) != .other, text(in: index) != nil { return index }
      }
    }
    return nil
  }

  private func text(
    of element: Int, leavingOut title: String?
  ) throws(ReadError) -> String {
    let hasElements = nodes[element..<nodes[element].end].dropFirst().contains { !$0.isText }
    let markup = Markup(of: nodes[element])
    if markup == .nodes || hasElements {
      let page = HTMLPage(inside: nodes[element..<nodes[element].end])
      return HTMLText(of: page, in: page.wholePage, leavingOut: title).text
    }
    let text = text(in: element) ?? ""
    let isWordPress = value("wp:post_type") != nil
    let isHTML =
      markup == .html || isWordPress
      || markup == .unknown && FeedMarkup.isHTML(text)
    guard isHTML else { return text }
    return try HTMLFragment.text(
      of: isWordPress ? WordPress.withoutShortcodes(text) : text, leavingOut: title,
      hasBlankLines: isWordPress)
  }

  /// The form in which an element holds its text (RFC 4287, 3.1.1 and 4.1.3.3).
  private enum Markup {
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
        case nil: self = !isAtom ? .unknown : .plain
        case "html", "text/html": self = .html
        case "xhtml", "application/xhtml+xml": self = .nodes
        case "text", "text/plain": self = .plain
        default: self = isAtom ? .other : .unknown
        }
        if node.name == "content:encoded" || node.name == "excerpt:encoded" { self = .html }
      }
    }
  }
}
