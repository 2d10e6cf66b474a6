/// Short texts that announce other pages, or ask readers to do something.
enum Announcements {
  /// True if a short text is an announcement, such as `Read more:` or `Related articles`.
  static func contains(_ text: String) -> Bool {
    guard text.utf8.count <= 120 else { return false }
    let folded = text.lowercased()
    let start = folded.drop { !$0.isLetter }
    if whole.contains(String(start.reversed().drop { !$0.isLetter }.reversed())) { return true }
    guard let first = start.first, let possible = startsByLetter[first] else { return false }
    return possible.contains {
      start.hasPrefix($0) && start.dropFirst($0.count).first?.isLetter != true
    }
  }

  private static let startsByLetter = Dictionary(grouping: starts) { $0.first ?? " " }

  /// Texts that are announcements only as a whole.
  private static let whole: Set<String> = [
    "related", "more", "share", "tags", "topics", "advertisement", "advertising", "ad", "anzeige",
    "publicité", "werbung", "publicidad", "pubblicità", "comments", "kommentare", "commentaires",
    "comentarios", "about the author", "about the authors", "about us", "newsletter", "newsletters",
    "sponsored", "loading", "print", "email", "facebook", "twitter", "whatsapp", "linkedin",
    "pinterest", "teilen", "partager", "compartir", "condividi", "story continues below",
    "article continues below", "back to top", "top stories", "trending", "trending now", "popular",
    "popular posts", "recommended", "latest news", "latest", "latest posts", "recent posts",
    "most read", "most popular", "featured", "see also", "read next", "up next", "next", "previous",
    "next article", "previous article", "next post", "previous post", "continue reading", "image",
    "photo", "share this", "share this article", "share this story", "share article", "follow us",
    "subscribe", "sign up", "log in", "login", "editor's picks", "schlagworte", "themen",
    "mehr zum thema", "auch interessant", "lesen sie auch", "das könnte sie auch interessieren",
    "lire aussi", "à lire aussi", "sur le même sujet", "leggi anche", "lee también", "leia também",
    "veja também", "lees ook", "читайте также", "zobacz także", "czytaj także", "przeczytaj także",
    "leave a comment", "leave a reply", "leave a response", "post a comment", "add a comment",
    "you may also like", "you might also like", "more stories", "more news", "more articles",
    "related posts", "related articles", "related stories", "related news", "related content",
    "related topics", "related links", "keep reading", "watch", "posted in", "filed under",
    "tagged", "artikel teilen", "artikel drucken", "zur startseite", "drucken", "copy link",
    "link copied",
  ]

  /// Beginnings of announcements.
  private static let starts = [
    "read more", "read also", "also read", "read next", "related:", "related articles",
    "related stories", "related posts", "see also:", "more from", "more on", "more in",
    "more about", "more stories", "you may also like", "you might also like", "don't miss",
    "don’t miss", "sign up for", "subscribe to", "follow us", "share this", "share on", "share via",
    "tags:", "tagged:", "tagged with", "filed under", "posted in", "topics:", "keywords:",
    "advertisement", "get the latest", "join our", "download our", "like us on", "support our",
    "article continues", "story continues", "continue reading", "watch:", "watch now", "listen:",
    "photo:", "photos:", "image:", "credit:", "foto:", "fotos:", "bild:", "photo by", "image by",
    "photo credit", "image credit", "source: getty", "getty images", "(photo", "copyright",
    "all rights reserved", "last updated", "last modified", "published:", "published on",
    "updated:", "posted on", "posted by", "written by", "mehr zum thema", "lesen sie auch",
    "lesen sie mehr", "lies auch", "auch interessant", "das könnte", "mehr lesen", "weiterlesen",
    "schlagwörter", "schlagworte", "zum thema", "newsletter", "lire aussi", "à lire",
    "lire la suite", "a lire", "voir aussi", "leer más", "lee también", "lea también",
    "te puede interesar", "leggi anche", "leia também", "leia mais", "saiba mais", "veja também",
    "lees ook", "lees meer", "läs även", "läs mer", "les også", "læs også", "czytaj też",
    "czytaj również", "zobacz też", "zobacz również", "читайте также", "читать далее",
    "смотрите также", "copied to", "0 comments", "no comments", "leave a comment", "view comments",
    "show comments", "join the conversation", "join the discussion", "the author",
    "about the author", "teilen auf", "auch lesen", "lesen sie hier", "schon gelesen",
    "hinterlasse", "be sociable", "beitragsbild:", "abbildung:", "letzte aktualisierung",
    "alle angaben ohne gewähr", "mehr dazu", "passend dazu", "noch keine kommentare", "folgen sie",
    "jetzt anmelden", "hier geht", "this article was originally published",
    "this article originally appeared", "originally published",
  ]
}
