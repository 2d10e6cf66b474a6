internal import TextAnalysis

/// Finds the authors that a page shows, for pages whose metadata names none.
///
/// An element that is named or marked as the name of an author comes first, then any element that
/// is named for an author or a byline, then a short text such as `By Jane Doe` near the main
/// heading. Authors of comments and of other articles are ignored.
struct PageAuthors {
  private let page: HTMLPage
  private let article: Range<Int>

  init(of page: HTMLPage, article: Range<Int>) {
    self.page = page
    self.article = article
  }

  /// The strength of the sign that an element holds an author.
  private enum Sign: Int {
    case byline = 1
    case author
    case name
  }

  private struct Found {
    var sign: Sign
    var index: Int
    var name: String
  }

  /// Returns the names of the authors, separated by commas.
  func authors(isLeftOut: (Int) -> Bool) -> String? {
    let found = candidates(isLeftOut: isLeftOut)
    let heading = page.elements("h1").first { $0 <= article.upperBound } ?? article.lowerBound
    // Authors of other articles are far below.
    let near = found.filter { $0.index > heading - 60 }
    guard
      let best = (near.isEmpty ? found : near).max(by: {
        ($0.sign.rawValue, -$0.index) < ($1.sign.rawValue, -$1.index)
      })
    else { return nil }
    var names: [String] = []
    var last = best.index
    for one in found where one.sign == best.sign && one.index >= best.index {
      // Co-authors follow one another directly.
      guard one.index - last <= Self.maxDistance else { break }
      names.append(one.name)
      last = one.index
    }
    if names.count > Self.maxAuthors { names = [best.name] }
    return AuthorNames.joined(names)
  }

  private static let maxDistance = 12
  private static let maxAuthors = 6
  private static let maxCandidates = 300
  /// The part of a page that is searched.
  private static let maxNodes = 100_000

  private func candidates(isLeftOut: (Int) -> Bool) -> [Found] {
    var found: [Found] = []
    var signs: [String: Sign?] = [:]
    var index = 0
    while index < min(page.nodes.count, Self.maxNodes), found.count < Self.maxCandidates {
      let name = page.nodes.name(at: index)
      if name.isEmpty {
        index += 1
        continue
      }
      if HTMLText.withoutText.contains(name) || isLeftOut(index) {
        index = page.nodes.end(of: index)
        continue
      }
      if let sign = sign(of: page.nodes[index], &signs), let name = self.name(at: index) {
        found.append(Found(sign: sign, index: index, name: name))
      }
      index += 1
    }
    return found
  }

  /// Returns the name in an element, whose parts are often in elements of their own.
  private func name(at index: Int) -> String? {
    let range = page.range(of: index)
    guard range.count <= 30 else { return nil }
    var text = ""
    for node in page.nodes[range] where node.isText && text.utf8.count <= 400 {
      text += " " + (node.byteCount <= 400 ? node.text : String(node.text.prefix(400)))
    }
    guard let line = normalizedLine(text), line.utf8.count <= 200 else { return nil }
    return AuthorNames.name(in: line.replacing(" ,", with: ","))
  }

  private func sign(of node: MarkupNode, _ signs: inout [String: Sign?]) -> Sign? {
    let attributes = node.attributes
    if attributes.isEmpty { return nil }
    if let relation = attributes["rel"],
      relation.lowercased().split(separator: " ").contains("author")
    {
      return .name
    }
    if node.itemProperties.contains("author") { return .author }
    guard let names = attributes["class"] ?? attributes["id"] else { return nil }
    if let known = signs[names] { return known }
    let sign = Self.sign(in: names)
    if signs.count < 20_000 { signs[names] = .some(sign) }
    return sign
  }

  private static func sign(in names: String) -> Sign? {
    var best: Sign?
    for words in ElementWords.names(in: names) {
      let isAuthor = words.contains { authorWords.contains($0) }
      let isByline = words.contains { $0 == "byline" || $0 == "bylines" || $0 == "byl" }
      guard isAuthor || isByline, !words.contains(where: otherWords.contains) else { continue }
      let isName = words.contains { ["name", "names", "link", "fn"].contains($0) }
      let sign = isName ? Sign.name : isAuthor ? .author : .byline
      if sign.rawValue > best?.rawValue ?? 0 { best = sign }
    }
    return best
  }

  private static let authorWords: Set<String> = [
    "author", "authors", "authorname", "autor", "autoren", "auteur", "autore", "writer",
    "verfasser", "documentauthor", "authortext", "postauthor",
  ]

  /// Words of elements that hold something else of an author.
  private static let otherWords: Set<String> = [
    "avatar", "bio", "image", "img", "photo", "picture", "title", "job", "role", "description",
    "social", "email", "comment", "comments", "related", "icon", "twitter", "date", "position",
    "label", "follow", "more",
  ]
}
