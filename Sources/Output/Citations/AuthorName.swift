/// A name of an author, as bibliographies need it.
///
/// An archive has all authors of an article in one text, separated by commas. A name is taken apart
/// only if it is certainly that of a person in the European order; any other name stays in one piece,
/// which is never wrong.
enum AuthorName: Equatable {
  case person(given: String, family: String, suffix: String?)
  /// An organization, or a name that may be in another order.
  case literal(String)

  /// The name in its natural order: `Ada Quill`, `Bo Tern Jr`.
  var fullName: String {
    switch self {
    case .person(let given, let family, let suffix):
      [given, family, suffix].compactMap(\.self).joined(separator: " ")
    case .literal(let name): name
    }
  }

  /// The name with the family name first: `Quill, Ada`, `Tern, Bo, Jr`.
  var invertedName: String {
    switch self {
    case .person(let given, let family, let suffix):
      [family, given, suffix].compactMap(\.self).joined(separator: ", ")
    case .literal(let name): name
    }
  }

  /// The name under which the author is listed.
  var familyName: String {
    switch self {
    case .person(_, let family, _): family
    case .literal(let name): name
    }
  }

  /// Returns the names in the author field of an article.
  ///
  ///     Ada Quill, Bo Tern and Cy Finch
  ///     Quill, Ada, Tern, Bo
  ///     Quill, Ada; Tern, Bo
  static func names(in author: String?) -> [AuthorName] {
    guard var author = citedText(author) else { return [] }
    // Web pages have whole bylines as the names of authors.
    if author.lowercased().hasPrefix("by ") { author = String(author.dropFirst(3)) }
    return author.split(separator: ";").flatMap(names(inList:))
  }

  /// Returns the names in a list that is separated by commas.
  private static func names(inList list: Substring) -> [AuthorName] {
    var parts: [Part] = []
    for part in list.split(separator: ",") {
      let text = trimmed(part)
      if text.isEmpty { continue }
      if suffixes.contains(text.lowercased().filter { $0 != "." }), !parts.isEmpty {
        parts[parts.count - 1].suffix = text
      } else {
        parts += split(text).map { Part(text: $0) }
      }
    }
    // An organization cannot be one half of a name.
    var runs: [[Part]] = []
    for part in parts {
      if part.canBePartOfName, let last = runs.last?.last, last.canBePartOfName {
        runs[runs.count - 1].append(part)
      } else {
        runs.append([part])
      }
    }
    return runs.flatMap(names(inRun:))
  }

  private static func names(inRun parts: [Part]) -> [AuthorName] {
    guard isInverted(parts) else { return parts.map(\.name) }
    return stride(from: 0, to: parts.count, by: 2).map { index in
      .person(
        given: parts[index + 1].text, family: parts[index].text,
        suffix: parts[index].suffix ?? parts[index + 1].suffix)
    }
  }

  /// Returns the names in `Ada Quill and Bo Tern`, if the first is a person's.
  ///
  /// The `and` in `Department of Trade and Industry` separates nothing.
  private static func split(_ text: String) -> [String] {
    for separator in [" and ", " & "] {
      guard let range = text.firstRange(of: separator) else { continue }
      let first = String(text[..<range.lowerBound])
      guard case .person = Part(text: first).name else { continue }
      return [first] + split(String(text[range.upperBound...]))
    }
    // `A, B, and C`
    for start in ["and ", "& "] where text.hasPrefix(start) {
      return [trimmed(text.dropFirst(start.count))]
    }
    return [text]
  }

  /// True if the parts are family names, each followed by given names: a part of one word cannot be
  /// a whole name of a person.
  private static func isInverted(_ parts: [Part]) -> Bool {
    guard !parts.isEmpty, parts.count.isMultiple(of: 2) else { return false }
    return stride(from: 0, to: parts.count, by: 2).allSatisfy { index in
      let (family, given) = (parts[index], parts[index + 1])
      return family.canBePartOfName && given.canBePartOfName && given.words.count <= 3
        && (family.isFamilyName || given.words.count == 1)
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    text.split(separator: " ").joined(separator: " ")
  }

  private static let suffixes: Set = ["jr", "sr", "ii", "iii", "iv", "phd", "md", "esq"]
}

/// A part of an author field between commas.
private struct Part {
  var text: String
  var suffix: String?

  var words: [Substring] { text.split(separator: " ") }

  /// The name, taken apart if it is that of a person.
  var name: AuthorName {
    var words = words
    var suffix = suffix
    if suffix == nil, words.count > 2, let last = words.last,
      ["jr", "sr", "ii", "iii", "iv"].contains(last.lowercased().filter({ $0 != "." }))
    {
      suffix = String(words.removeLast())
    }
    guard (2...6).contains(words.count), canBePartOfName, !isParticle(words[0]),
      let last = words.last, !isParticle(last)
    else {
      return .literal(
        suffix == nil ? text : [text, self.suffix].compactMap(\.self).joined(separator: " "))
    }
    let family = words.indices.first { $0 > 0 && isParticle(words[$0]) } ?? words.count - 1
    return .person(
      given: words[..<family].joined(separator: " "),
      family: words[family...].joined(separator: " "), suffix: suffix)
  }

  /// True for one word, with particles before it.
  var isFamilyName: Bool { words.dropLast().allSatisfy(isParticle) }

  /// True if all words are capitalized like those of a person's name, and none is of an
  /// organization.
  var canBePartOfName: Bool {
    let words = words
    if words.count == 1, words[0].count > 2, words[0].allSatisfy(\.isUppercase) { return false }
    return words.allSatisfy { word in
      (isParticle(word) || isCapitalized(word))
        && !organizationWords.contains(word.lowercased().filter { $0 != "." })
    }
  }
}

private func isCapitalized(_ word: Substring) -> Bool {
  // Initials, hyphens and apostrophes are common in names; digits and other signs are not.
  guard word.allSatisfy({ $0.isLetter || ".-'\u{2019}\u{2010}".contains($0) }) else { return false }
  let start = ["al-", "el-", "d'", "d\u{2019}", "l'", "l\u{2019}"].first { word.hasPrefix($0) }
  return word.dropFirst(start?.count ?? 0).first?.isUppercase ?? false
}

private func isParticle(_ word: Substring) -> Bool { particles.contains(String(word)) }

private let particles: Set = [
  "af", "al", "av", "ben", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do",
  "dos",
  "du", "el", "ibn", "la", "las", "le", "los", "ten", "ter", "van", "vom", "von", "y", "zu", "zum",
  "zur",
]

private let organizationWords: Set = [
  "admin", "afp", "agencies", "agency", "ap", "association", "bbc", "bloomberg", "board", "bureau",
  "center", "centre", "cnn", "commission", "committee", "company", "contributor", "contributors",
  "corp", "correspondent", "correspondents", "council", "department", "desk", "dpa", "editor",
  "editorial", "editors", "foundation", "government", "group", "guest", "inc", "institute",
  "interfax", "journal", "llc", "ltd", "magazine", "media", "ministry", "network", "news",
  "newsroom",
  "of", "office", "online", "organisation", "organization", "press", "radio", "reporter",
  "reporters",
  "reuters", "service", "services", "society", "staff", "tass", "team", "television", "the",
  "times",
  "tv", "university", "writer", "writers", "xinhua",
]
