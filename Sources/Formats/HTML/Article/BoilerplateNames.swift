/// Judges elements by their class names and ids.
///
/// A name marks boilerplate if it is a boilerplate word, such as `newsletter`, or combines a
/// boilerplate word with words that only describe a kind of element: `share-tools`,
/// `cookie_banner`, `relatedStories`. A name with any other word, such as `related-story-intro`,
/// counts only if the element has no running text of its own. A blog's categories, such as
/// `category-ports`, are ignored.
struct BoilerplateNames {
  /// The meaning of an element's names.
  enum Meaning: UInt8 {
    case none
    /// One article of several, whose classes name its subjects.
    case article
    /// The text of the article.
    case body
    /// A note about the article, such as its date, if the element is short.
    case note
    /// Boilerplate, if the element has no running text.
    case likelyBoilerplate
    case boilerplate
    /// What readers wrote.
    case comments
  }

  private var meanings: [String: Meaning] = [:]

  /// Returns the meaning of an element's class and id.
  mutating func meaning(of node: MarkupNode) -> Meaning {
    let attributes = node.attributes
    let meaning = attributes["class"].map { self.meaning(ofNames: $0) } ?? .none
    let isHeading = node.name.utf8.count == 2 && node.name.utf8.first == UInt8(ascii: "h")
    // The id of a heading is often made from the heading's words.
    guard meaning != .article, !isHeading, let id = attributes["id"] else { return meaning }
    let other = Self.meaning(of: ElementWords.names(in: id))
    return other == .article || other.rawValue > meaning.rawValue ? other : meaning
  }

  /// Returns the meaning of the names in a class.
  ///
  /// The meanings are cached: most elements of a page share their classes with others.
  private mutating func meaning(ofNames names: String) -> Meaning {
    if let known = meanings[names] { return known }
    let meaning = Self.meaning(of: ElementWords.names(in: names))
    if meanings.count < Self.maxCached { meanings[names] = meaning }
    return meaning
  }

  private static let maxCached = 20_000

  private static func meaning(of names: [[String]]) -> Meaning {
    var result = Meaning.none
    for name in names {
      let one = meaning(of: name)
      if one == .article { return .article }
      if one.rawValue > result.rawValue { result = one }
    }
    return result
  }

  private static func meaning(of words: [String]) -> Meaning {
    guard let first = words.first else { return .none }
    if words == ["hentry"] || words == ["h", "entry"] || first == "type" { return .article }
    let whole = words.joined(separator: "-")
    if words.count > 1 && prefixes.contains(first) && whole != "tag-list"
      || whole.hasPrefix("wp-block-")
    {
      return .none
    }
    if bodies.contains(whole) { return .body }
    if hasPhrase(words) { return .boilerplate }
    var (isBoilerplate, isPlain, isComments, isNote) = (false, true, false, false)
    for word in words {
      if services.contains(word) { return .boilerplate }
      if commentWords.contains(word) {
        isComments = true
      } else if boilerplateWords.contains(word) || otherBoilerplateWords.contains(word) {
        isBoilerplate = true
      } else if noteWords.contains(word) {
        isNote = true
      } else if !kinds.contains(word) {
        isPlain = false
      }
    }
    if isComments { return isPlain ? .comments : .likelyBoilerplate }
    if isBoilerplate { return isPlain ? .boilerplate : .likelyBoilerplate }
    return isNote && isPlain ? .note : .none
  }

  // MARK: Words

  /// The first words of names that describe subjects, articles and styles.
  private static let prefixes: Set<String> = [
    "category", "tag", "has", "no", "with", "without", "is", "not", "format", "status", "postid",
  ]

  /// Names of elements that hold the text of an article.
  private static let bodies: Set<String> = [
    "article-body", "article-content", "article-text", "article-body-content", "body-text",
    "content-body", "entry-content", "main-text", "post-body", "post-content", "post-text",
    "story-body", "story-content", "story-text", "single-content", "blog-content", "news-content",
    "article-main-content", "articlebody", "post-entry", "story-body-text", "article-body-text",
    "news-text", "blog-post-content", "td-post-content", "field-name-body",
  ]

  /// True if two, three or four words in a row are one of `phrases`.
  private static func hasPhrase(_ words: [String]) -> Bool {
    for start in words.indices.dropLast() {
      var phrase = words[start]
      for word in words[(start + 1)...].prefix(3) {
        phrase += "-" + word
        if phrases.contains(phrase) { return true }
      }
    }
    return false
  }

  /// Parts of names that mark boilerplate.
  private static let phrases: Set<String> = [
    "sr-only", "screen-reader", "read-more", "read-next", "read-also", "also-read", "most-read",
    "most-viewed", "more-stories", "more-news", "more-articles", "more-from", "you-may-also",
    "you-might", "up-next", "post-navigation", "nav-links", "author-bio", "author-box",
    "author-info", "author-card", "author-profile", "author-description", "author-details",
    "author-about", "about-author", "about-the-author", "entry-meta", "post-meta", "article-meta",
    "story-meta", "meta-data", "entry-footer", "post-footer", "article-footer", "post-tags",
    "tag-list", "tags-links", "cat-links", "wp-caption-text", "recent-posts", "latest-news",
    "latest-posts", "post-list", "posts-list", "follow-us", "breaking-news", "interesting-articles",
    "next-story", "next-prev", "prev-next", "notification-bar", "back-to-top", "reading-time",
    "read-time", "no-print", "robots-nocontent", "call-to-action", "mailing-list", "sign-up",
    "sign-in", "log-in",
  ]

  private static let commentWords: Set<String> = [
    "comment", "comments", "commentlist", "commenter", "commentform", "disqus", "respond", "reply",
    "replies", "discussion", "kommentar", "kommentare", "kommentarmodul", "kommentieren",
    "commentaire", "commentaires", "comentario", "comentarios", "commenti",
  ]

  /// Words that mark an element as boilerplate.
  private static let boilerplateWords: Set<String> = [
    "ad", "ads", "advert", "adverts", "affiliate", "avatar", "bio", "biography", "breadcrumb",
    "breadcrumbs", "byline", "caption", "captions", "colophon", "consent", "cookie", "cookies",
    "copyright", "credit", "credits", "cta", "ctas", "disclosure", "donate", "donation", "dropdown",
    "eyebrow", "feedback", "foot", "footer", "honeypot", "kicker", "legal", "login", "masthead",
    "megamenu", "menu", "menus", "modal", "nav", "navigation", "newsletter", "newsletters", "pager",
    "pagination", "popular", "popup", "promo", "promos", "promoted", "promotion", "recirc",
    "recommended", "recommendation", "recommendations", "register", "related", "relatedarticles",
    "share", "sharing", "shares", "sidebar", "linklist", "signin", "signup", "skip", "social",
    "socials", "sponsor", "sponsored", "sponsors", "subnav", "submenu", "subscribe", "subscription",
    "tags", "taglist", "taxonomy", "teaser", "teasers", "textwidget", "ticker", "timestamp",
    "toolbar", "topbar", "trending", "vcard",
  ]

  /// Words of other languages that mark an element as boilerplate.
  private static let otherBoilerplateWords: Set<String> = [
    "abonnement", "anzeige", "anzeigen", "compartilhar", "compartir", "condividi", "correlati",
    "empfehlungen", "meistgelesen", "partage", "partager", "publicidad", "publicidade", "publicite",
    "pubblicita", "reklama", "relacionadas", "relacionados", "spenden", "teilen", "verwandt",
    "verwandte", "werbung",
  ]

  /// Words that mark an element as boilerplate, whatever else its name contains.
  private static let services: Set<String> = [
    "addthis", "addtoany", "authorbox", "contributor", "noprint", "relatedposts", "visuallyhidden",
    "adsbygoogle", "advertisement", "advertising", "gdpr", "livefyre", "cookie", "cookies",
    "footer", "modal", "navbar", "newsletter", "newsletters", "outbrain", "popup", "privacy",
    "signup", "subscribe", "sharedaddy", "sociable", "sharethis", "taboola", "zergnet",
  ]

  /// Words of short notes about an article.
  private static let noteWords: Set<String> = [
    "author", "authors", "date", "dateline", "datetime", "meta", "metadata", "modified", "paywall",
    "photographer", "published", "publication", "pubdate", "time", "updated",
  ]

  /// Words that describe the kind or the position of an element.
  private static let kinds: Set<String> = [
    "a", "after", "aligned", "all", "and", "area", "article", "articles", "aside", "b", "bar",
    "banner", "before", "below", "block", "blog", "body", "bottom", "box", "btn", "button",
    "buttons", "by", "c", "callout", "card", "cards", "carousel", "center", "col", "column",
    "component", "container", "content", "count", "css", "custom", "dark", "default", "desktop",
    "details", "dialog", "div", "email", "embed", "entry", "external", "facebook", "feature",
    "fixed", "form", "global", "grid", "group", "header", "heading", "headline", "hinweis",
    "holder", "home", "horizontal", "icon", "icons", "id", "image", "images", "in", "info",
    "inline", "inner", "internal", "item", "items", "js", "l", "label", "large", "latest", "layer",
    "left", "light", "link", "links", "list", "m", "main", "media", "message", "mobile", "mod",
    "module", "more", "most", "name", "new", "news", "notice", "o", "of", "on", "outer", "overlay",
    "p", "page", "panel", "photo", "placeholder", "plugin", "policy", "post", "posts", "primary",
    "prompt", "publish", "rail", "recent", "right", "row", "s", "secondary", "section", "services",
    "simple", "single", "site", "sitewide", "slide", "slider", "slot", "small", "standard",
    "sticky", "stories", "story", "strip", "style", "styles", "tab", "tabs", "text", "the", "thumb",
    "thumbnail", "title", "to", "tool", "tools", "top", "topics", "twitter", "u", "unit", "us",
    "user", "vertical", "video", "view", "widget", "widgets", "wide", "wrap", "wrapper", "x",
    "your",
  ]
}
