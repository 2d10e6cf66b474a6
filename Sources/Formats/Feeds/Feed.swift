internal import TextAnalysis

/// The metadata of a feed or an export that applies to all its articles.
struct Feed: Sendable {
  var language: String?
  private(set) var publisher: String?
  private(set) var author: String?
  /// The display names of a WordPress site's authors, by their logins.
  private var people: [String: String] = [:]

  /// True if an element holds an article.
  static func isRecord(_ name: String, in parent: String) -> Bool {
    switch name {
    case "item": parent == "channel" || parent == "rdf:rdf" || parent == "rss"
    case "atom:entry": parent == "atom:feed" || parent.isEmpty
    default: false
    }
  }

  /// True if an element describes the whole feed or holds its articles.
  static func isContainer(_ name: String) -> Bool {
    name == "channel" || name == "atom:feed" || name == "rdf:rdf" || name == "rss"
  }

  /// Returns the display name of the author with this login, or the login if the name is not known.
  func person(_ login: String) -> String { people[login] ?? login }

  /// Records the metadata in an element outside the articles.
  mutating func note(_ nodes: [MarkupNode]) {
    let element = FeedItem(nodes)
    guard let text = normalizedLine(element.allText) else { return }
    switch nodes.first?.name {
    case "title", "atom:title": publisher = publisher ?? HTMLFragment.line(of: text)
    case "dc:publisher": publisher = publisher ?? text
    case "language", "dc:language": language = text
    case "atom:author": author = author ?? element.value("atom:name")
    case "dc:creator", "itunes:author": author = author ?? text
    case "wp:author":
      guard let login = element.value("wp:author_login"), people.count < Self.maxPeople else {
        return
      }
      people[login] = element.value("wp:author_display_name")
    default: break
    }
  }

  private static let maxPeople = 10_000
}
