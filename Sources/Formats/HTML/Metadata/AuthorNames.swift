internal import TextAnalysis

/// Reduces what pages put into fields and bylines to the names of people.
enum AuthorNames {
  /// Returns a text without `By` and without what follows the name, or nil if it is no name.
  ///
  /// `@outlet`, numbers, addresses and `View all posts by` are no names.
  static func name(in text: String) -> String? {
    guard text.utf8.count <= 400, text.firstBytes(of: "://") == nil, !text.hasPrefix("@") else {
      return nil
    }
    var name = text[...]
    while let rest = withoutPrefix(name) { name = rest }
    for end in ends {
      let folded = name.lowercased()
      if let found = folded.firstBytes(of: end) {
        name = name.prefix(folded[..<found.lowerBound].count)
      }
    }
    if let date = startOfDate(in: name) { name = name[..<date] }
    var trimmed = trimmed(name)
    while let space = trimmed.lastIndex(of: " "),
      trailing.contains(trimmed[space...].lowercased().filter(\.isLetter))
    {
      trimmed = self.trimmed(trimmed[..<space])
    }
    return isName(trimmed) ? trimmed : nil
  }

  /// Returns the start of a date or of a number of minutes after a name.
  private static func startOfDate(in name: Substring) -> Substring.Index? {
    var previous: Character = " "
    for index in name.indices {
      if name[index].isNumber, !previous.isLetter, !previous.isNumber, previous != "_" {
        let words = name[..<index].split(separator: " ")
        guard let last = words.last else { return index }
        let word = last.lowercased()
        let isBefore =
          months.contains(where: word.hasPrefix)
          || ["on", "am", "le", "el", "il", "at"].contains(word)
        return isBefore ? last.startIndex : index
      }
      previous = name[index]
    }
    return nil
  }

  /// Returns the names in the texts, each once.
  static func joined(_ names: some Sequence<String>) -> String? {
    var known: [String] = []
    for name in names.prefix(100) where !known.contains(where: name.hasPrefix) {
      known.removeAll { $0.hasPrefix(name) }
      known.append(name)
    }
    return known.isEmpty ? nil : known.joined(separator: ", ")
  }

  private static func isName(_ text: String) -> Bool {
    let words = text.split(separator: " ")
    guard (1...12).contains(words.count), text.utf8.count <= 160,
      text.contains(where: \.isLetter), !text.contains(where: { "@?!".contains($0) })
    else { return false }
    // A long word with a full stop ends a sentence.
    let isSentence = words.contains { $0.last == "." && $0.utf8.count > 5 }
    let isCredit = ["foto", "photo", "image", "bild", "illustration"].contains {
      text.lowercased().hasPrefix($0)
    }
    return !isSentence && !isCredit && !nonNames.contains(text.lowercased())
  }

  private static func withoutPrefix(_ text: Substring) -> Substring? {
    let text = text.drop { !$0.isLetter && $0 != "@" && $0 != "\"" && !$0.isNumber }
    for glued in ["By", "Author"] where text.hasPrefix(glued) {
      let rest = text.dropFirst(glued.count)
      if rest.first?.isUppercase == true, rest.dropFirst().first?.isLowercase == true {
        return rest
      }
    }
    for prefix in prefixes where text.utf8.count > prefix.utf8.count {
      let start = text.prefix(prefix.count)
      guard start.lowercased() == prefix else { continue }
      let rest = text.dropFirst(prefix.count)
      guard let next = rest.first, next.isWhitespace || next == ":" || next == "|" else { continue }
      return rest.drop { $0.isWhitespace || $0 == ":" || $0 == "|" }
    }
    return nil
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    let isEdge = { (character: Character) in
      character.isWhitespace || ",;:|/•·-–—*()[]&".contains(character)
    }
    let start = text.drop(while: isEdge)
    guard let end = start.lastIndex(where: { !isEdge($0) }) else { return "" }
    return normalizedLine(String(start[...end])) ?? ""
  }

  private static let prefixes = [
    "by", "von", "par", "por", "di", "door", "af", "av", "text", "text von", "texto", "autor",
    "autorin", "autoren", "author", "authors", "auteur", "autore", "written by", "posted by",
    "published by", "story by", "words by", "reported by", "reviewed by", "article by",
    "contributed by", "geschrieben von", "verfasst von", "ein artikel von", "ein beitrag von",
    "publié par", "rédigé par", "escrito por", "publicado por", "scritto da", "view all posts by",
    "see all posts by", "all posts by", "zeige alle beiträge von", "alle beiträge von",
    "more stories by", "more from", "eingestellt von", "erstellt von", "veröffentlicht von",
    "beitrag von", "beitragvon", "posted", "authored by", "created by", "recipe by", "interview",
    "pressemitteilung von", "im wortlaut von", "über", "автор", "作者", "文", "著者",
  ]

  /// What follows a name in a byline.
  private static let ends = [
    " | ", " • ", " · ", " / ", " updated", " published", " posted", " – ", " — ", " - ", " follow",
    " view all", " see full", " more from", " in ", " für ", " reviewed by", " hace ", " (", "(",
    " ©", " veröffentlicht", " last ", " for ", " vom ", ", staff", " is a ", ", senior",
    ", editor", ", the ", ", associate", ", special to", " contributor", " read more", ", redak",
  ]

  private static let months = [
    "jan", "feb", "mar", "mär", "apr", "may", "mai", "jun", "jul", "aug", "sep", "oct", "okt",
    "nov", "dec", "dez",
  ]

  /// Words after a name that are no part of it.
  private static let trailing: Set<String> = [
    "writer", "staff", "by", "von", "last", "posted", "twitter", "author", "published", "updated",
    "and", "und", "am", "stand", "email", "editor",
  ]

  private static let nonNames: Set<String> = [
    "no author", "get author rss feed", "view author archive", "alle beiträge", "stand",
    "written by", "foto", "bild", "admin", "administrator", "author", "authors", "by", "share",
    "autor", "home", "news", "staff", "editor", "posts", "see full bio", "view all posts",
    "about the author", "about", "read more", "follow", "website", "comments", "contributor",
    "guest", "user", "view profile", "all posts", "more", "more posts", "email", "twitter",
    "facebook", "unknown", "anonymous", "webmaster", "root", "n/a", "null", "none", "undefined",
    "handle", "profile", "biography",
  ]
}
