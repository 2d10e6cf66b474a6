internal import Archive
internal import ArgumentParser
internal import Output

/// `search show ARTICLE` and `search show ARTICLE#PASSAGE`.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print an article, or a passage of it.",
    usage: "search show <article>[#<passage>] [options]",
    discussion: """
      'search show 12' prints article 12. 'search show 12#3' prints its third passage, with one \
      passage before and one after it. You can also name an article by its location, docno or URL, \
      by the name of its file without the folder, or by its title.
      """)

  @Argument(
    help: ArgumentHelp(
      "The article's number, location, docno, URL, file name or title; add #N for its passage N.",
      valueName: "article[#passage]"))
  var article: String

  @OptionGroup var databases: DatabasesOption

  @Option(
    help: ArgumentHelp(
      "Print this many passages before and after the requested one.", valueName: "n"))
  var context = 1

  @Flag(help: "Add a citation line.")
  var cite = false

  @OptionGroup var output: FormatOptions<ArticleExcerpt>

  func validate() throws {
    guard (0...1_000_000).contains(context) else {
      throw ValidationError("--context must be from 0 to \(grouped(1_000_000)).")
    }
  }

  func run() throws {
    try output.version.check()
    let (found, ordinal) = try find(on: ArticleShelf(databases.open()))
    try output.print(try found.archive.snapshot { try excerpt(of: found, ordinal) })
  }

  private func excerpt(
    of place: ArticleShelf.Found, _ ordinal: Int?
  ) throws -> ArticleExcerpt {
    let found = place.article
    if var excerpt = try ArticleExcerpt(
      found, ordinal: ordinal, context: context, cites: cite, in: place.archive)
    {
      excerpt.article.id = place.number
      for index in excerpt.passages.indices {
        excerpt.passages[index].id += place.offset.passage
        excerpt.passages[index].articleID = place.number
      }
      return excerpt
    }
    let count = try place.archive.passageCount(ofArticle: found.id)
    printError(
      "there is no passage \(ordinal ?? 0) in '\(printableLine(found.metadata.location))'; it has "
        + counted(count, "passage"))
    throw ExitCode(1)
  }

  /// Finds the article, and the ordinal if a passage was named.
  ///
  /// A location may itself contain a `#`, so the whole argument is tried first.
  private func find(on shelf: ArticleShelf) throws -> (ArticleShelf.Found, ordinal: Int?) {
    if let found = try shelf.article(named: article) { return (found, nil) }
    let mark = article.lastIndex(of: "#")
    let ordinal = mark.flatMap { Int(article[article.index(after: $0)...]) }
    let beforeMark = mark.map { String(article[..<$0]) }
    if let ordinal, let beforeMark, let found = try shelf.article(named: beforeMark) {
      return (found, ordinal)
    }
    if let found = try shelf.onlyArticle(called: article) { return (found, nil) }
    if let ordinal, let beforeMark, let found = try shelf.onlyArticle(called: beforeMark) {
      return (found, ordinal)
    }
    printError("there is no article '\(printable(article))' in \(databases.names)")
    if looksLikeWord(article), article.allSatisfy(\.isLetter) {
      writeToStandardError("  \(UsageError.queryHint(["show", article]))\n")
    }
    throw ExitCode(1)
  }
}
