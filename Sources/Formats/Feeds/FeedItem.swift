internal import TextAnalysis

/// An article in a feed or an export: an `item` of RSS, an `entry` of Atom.
struct FeedItem: XMLRecord {
  let nodes: MarkupList
  /// The indices of the direct child elements.
  private let children: [Int]

  init(_ nodes: MarkupList) {
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
    draft.url = address(in: feed)
    draft.docno = value("guid", "atom:id", "id") ?? nodes.first?.attributes["about"] ?? draft.url
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

  func text(in element: Int) -> String? {
    let text = nodes[element..<nodes[element].end].map(\.text).joined()
    guard text.allSatisfy(\.isWhitespace) else { return text }
    // The first version of CDF has its texts in attributes.
    return nodes[element].attributes["value"]
  }

  /// Returns the text of the first element with this name, at any depth inside `element`.
  private func text(_ name: String, inside element: Int) -> String? {
    nodes[element..<nodes[element].end].indices.first { nodes[$0].name == name }.flatMap(text(in:))
  }

  private var title: String? {
    get throws(ReadError) {
      for name in ["title", "atom:title", "dc:title", "media:title", "itunes:title", "a"] {
        for index in elements(named: name) {
          if let title = try title(in: index) { return title }
        }
      }
      return nil
    }
  }

  private func title(in index: Int) throws(ReadError) -> String? {
    let markup = Markup(of: nodes[index])
    if markup == .nodes {
      let page = HTMLPage(inside: nodes.element(at: index))
      return page.text(in: page.wholePage)
    }
    guard let text = plainText(in: index) else { return nil }
    let isHTML = markup == .html || markup == .unknown && Self.isEscapedTwice(text)
    guard isHTML else { return text }
    // The words of a script are not words of the title.
    return text.contains("<script")
      ? normalizedLine(try HTMLFragment.text(of: text)) : HTMLFragment.line(of: text)
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

  private static let authors = [
    "dc:creator", "atom:author", "author", "itunes:author", "dc:author",
  ]

  private func author(in feed: Feed) -> String? {
    var people: [String] = []
    for name in Self.authors where people.isEmpty {
      for index in children where nodes[index].name == name {
        guard let text = normalizedLine(text("atom:name", inside: index) ?? text(in: index)) else {
          continue
        }
        people.append(Self.name(in: feed.person(text)))
      }
    }
    return people.isEmpty ? nil : people.joined(separator: ", ")
  }

  /// Returns `Ada Quill` for `ada@tidewater.example (Ada Quill)`, the form that RSS uses, for
  /// `Ada Quill (ada@tidewater.example)` and for `Ada Quill <ada@tidewater.example>`.
  static func name(in author: String) -> String {
    guard author.contains("@"), let last = author.last,
      let open = author.firstIndex(of: last == ">" ? "<" : "("), last == ")" || last == ">"
    else { return author }
    let before = normalizedLine(String(author[..<open]))
    let inside = normalizedLine(String(author[author.index(after: open)...].dropLast()))
    return [before, inside].lazy.compactMap { $0 }.first { !$0.contains("@") } ?? before ?? author
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
        "atom:created", "prism:publicationdate", "atom:updated", "published", "updated")
      ?? nodes.first?.attributes["lastmod"]
  }

  private func address(in feed: Feed) -> String? {
    for index in children {
      let link =
        nodes[index].name == "link"
        ? text(in: index) ?? pageLink(at: index) : pageLink(at: index)
      if let link { return resolved(link, at: index, in: feed) }
    }
    // In CDF, the item itself is the link, or its title is.
    for index in [0] + children where ["item", "a"].contains(nodes[index].name) {
      if let link = nodes[index].attributes["href"] { return resolved(link, at: index, in: feed) }
    }
    guard let guid = children.first(where: { nodes[$0].name == "guid" }),
      nodes[guid].attributes["ispermalink"]?.lowercased() != "false"
    else { return nil }
    return text(in: guid).flatMap { $0.contains("://") ? $0 : nil }
  }

  /// Returns the address in Atom's link at `index`, if it leads to the page of the article or feed.
  func pageLink(at index: Int) -> String? {
    let node = nodes[index]
    guard ["atom:link", "link"].contains(node.name),
      ["alternate", nil].contains(node.attributes["rel"])
    else {
      return nil
    }
    return node.attributes["href"]
  }

  /// Returns an address in the element at `index` in its absolute form.
  private func resolved(_ address: String, at index: Int, in feed: Feed) -> String {
    var base = feed.base
    for element in [0, index] {
      if let own = nodes[element].attributes["base"] {
        base = RelativeAddress.resolved(own, against: base)
      }
    }
    return RelativeAddress.resolved(normalizedLine(address) ?? address, against: base)
  }

  /// The indices of the elements with this name: children of the item, and of the groups that Media
  /// RSS puts around them.
  func elements(named name: String) -> [Int] {
    guard name.hasPrefix("media:") else { return children.filter { nodes[$0].name == name } }
    return nodes.indices.filter { nodes[$0].name == name }
  }
}
