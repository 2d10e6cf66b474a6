internal import TextAnalysis

/// The metadata of a feed or an export that applies to all its articles.
struct Feed: Sendable {
  private(set) var language: String?
  /// The address against which relative addresses are resolved.
  private(set) var base: String?
  private(set) var publisher: String?
  private(set) var author: String?
  /// The display names of a WordPress site's authors, by their logins.
  private var people: [String: String] = [:]

  /// Returns the display name of the author with this login, or the login if the name is not known.
  func person(_ login: String) -> String { people[login] ?? login }

  /// Records the attributes of an element around the articles.
  mutating func noteAttributes(_ tag: XMLTag) {
    for attribute in tag.attributes {
      switch attribute.name {
      case "lang": language = attribute.value
      case "base": base = RelativeAddress.resolved(attribute.value, against: base)
      case "href": noteBase(attribute.value)
      default: break
      }
    }
  }

  /// Records the metadata in an element outside the articles.
  mutating func note(_ nodes: MarkupList) {
    let element = FeedItem(nodes)
    // The address of the feed's page, for feeds that do not name another base.
    if nodes.first?.name == "atom:link" { noteBase(element.pageLink(at: 0)) }
    guard let text = normalizedLine(element.text(in: 0)) else { return }
    switch nodes.first?.name {
    case "title", "atom:title": publisher = publisher ?? HTMLFragment.line(of: text)
    case "link": noteBase(text)
    case "siteinfo":
      publisher = publisher ?? element.value("sitename")
      noteBase(element.value("base"))
    case "dc:publisher": publisher = publisher ?? text
    case "language", "dc:language": language = text
    case "atom:author": author = author ?? element.value("atom:name")
    case "dc:creator", "itunes:author": author = author ?? FeedItem.name(in: text)
    case "wp:author":
      guard let login = element.value("wp:author_login"), people.count < Self.maxPeople else {
        return
      }
      people[login] = element.value("wp:author_display_name")
    default: break
    }
  }

  private mutating func noteBase(_ address: String?) {
    if base == nil, let address, address.contains("://") { base = address }
  }

  private static let maxPeople = 10_000
}
