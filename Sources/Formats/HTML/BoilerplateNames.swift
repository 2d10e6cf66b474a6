/// Finds the boilerplate elements of a page by their class names and ids.
///
/// A name counts if it is a boilerplate word, such as `newsletter`. A name also counts if it
/// combines a boilerplate word with words that only describe a kind of element: `share-tools`,
/// `cookie_banner`. A name with any other word, such as `related-story-intro`, does not count. A
/// blog's categories, such as `category-ports`, are ignored.
enum BoilerplateNames {
  /// Returns the indices of the elements whose names mark them as boilerplate.
  static func elements(of page: HTMLPage) -> Set<Int> {
    var found: Set<Int> = []
    for index in page.wholePage where !page.nodes[index].attributes.isEmpty {
      let node = page.nodes[index]
      let names = names(of: node)
      // The element is one article of several, and its classes name its subjects.
      if names.contains(where: { $0 == "hentry" || $0 == "h-entry" || $0.hasPrefix("type-") }) {
        continue
      }
      if names.contains(where: { isBoilerplate($0, isParagraph: node.name == "p") })
        || names.contains(where: { parts(of: $0).contains("paywall") }) && isNote(index, on: page)
      {
        found.insert(index)
      }
    }
    return found
  }

  /// True if an element is too small to hold an article.
  ///
  /// A small element named `paywall` is a request to pay, which is boilerplate. A large element
  /// with this name may be the paid text itself.
  private static func isNote(_ index: Int, on page: HTMLPage) -> Bool {
    let inside = page.nodes[page.range(of: index)].prefix(50)
    return !inside.contains { $0.name == "p" }
      && inside.reduce(0) { $0 + $1.text.utf8.count } < 200
  }

  private static func names(of node: MarkupNode) -> [String] {
    let isHeading = node.name.count == 2 && node.name.first == "h"
    // Ignore the id of a heading, which is often made from the heading's words.
    return [node.attributes["class"], isHeading ? nil : node.attributes["id"]].flatMap { names in
      names?.split(whereSeparator: \.isWhitespace).map { $0.lowercased() } ?? []
    }
  }

  private static func parts(of name: String) -> [Substring] {
    name.split { !$0.isLetter && !$0.isNumber }
  }

  private static func isBoilerplate(_ name: String, isParagraph: Bool) -> Bool {
    // A class of a paragraph can contain any words, so only whole names count.
    if isParagraph { return words.contains(name) || services.contains(name) }
    if subjects.contains(where: name.hasPrefix) { return false }
    let parts = parts(of: name).map(String.init)
    if parts.contains(where: services.contains) { return true }
    return parts.contains(where: words.contains)
      && parts.allSatisfy {
        words.contains($0) || kinds.contains($0) || $0.contains(where: \.isNumber)
      }
  }

  /// Prefixes that WordPress uses for subjects, articles and styles.
  private static let subjects = ["category-", "tag-", "has-", "wp-block-"]

  /// Words that mark an element as boilerplate.
  private static let words: Set<String> = [
    "ad", "ads", "advert", "breadcrumb", "breadcrumbs", "byline", "comments", "consent", "cookie",
    "cookies", "footer", "login", "masthead", "menu", "modal", "nav", "navigation", "newsletter",
    "pagination", "popular", "popup", "promo", "recommended", "related", "respond", "share",
    "sharing", "sidebar", "signup", "skip", "social", "sponsored", "subscribe", "tags", "toolbar",
    "trending",
  ]

  /// Words that mark an element as boilerplate, whatever else its name contains.
  private static let services: Set<String> = [
    "adsbygoogle", "advertisement", "disqus", "gdpr", "navbar", "outbrain", "taboola",
  ]

  /// Words that describe the kind or the position of an element.
  private static let kinds: Set<String> = [
    "after", "aligned", "area", "article", "articles", "b", "bar", "banner", "before", "below",
    "block", "body", "bottom", "box", "btn", "button", "buttons", "c", "card", "cards", "carousel",
    "center", "column", "component", "container", "content", "count", "css", "dark", "dialog",
    "div", "embed", "entry", "facebook", "fixed", "form", "global", "grid", "group", "header",
    "heading",
    "hinweis", "holder", "icon", "icons", "info", "inline", "inner", "item", "items", "js", "label",
    "large", "layer", "left", "light", "link", "links", "list", "m", "main", "media", "message",
    "mobile", "module", "more", "most", "news", "notice", "o", "outer", "overlay", "page",
    "panel", "placeholder", "policy", "post", "posts", "primary", "prompt", "rail", "right", "row",
    "secondary", "section", "single", "site", "sitewide", "slot", "small", "sticky", "stories",
    "story", "strip", "style", "styles", "tabs", "title", "to", "tool", "tools", "top",
    "topics", "twitter", "unit", "widget", "widgets", "wide", "wrap", "wrapper", "x",
  ]
}
