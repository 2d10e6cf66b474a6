internal import Archive
internal import ArgumentParser

/// `search show ARTICLE` and `search show ARTICLE#PASSAGE`.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print an article, or a passage of it.",
    usage: "search show <article>[#<passage>] [options]",
    discussion: """
      'search show 12' prints article 12; 'search show 12#3' prints its third passage with a \
      passage on each side of it. Instead of the number the article's location, docno or URL can \
      stand.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json
  }

  @Argument(
    help: ArgumentHelp(
      "The article's number, location, docno or URL; with #N, its passage N.",
      valueName: "article[#passage]"))
  var article: String

  @OptionGroup var database: DatabaseOption

  @Option(
    help: ArgumentHelp(
      "How many passages to print before and behind the one asked for.", valueName: "n"))
  var context = 1

  @Flag(help: "Add a line that says where this was found, to cite it.")
  var cite = false

  @Option(help: "How to print it.")
  var format = Format.text

  @Option(help: ArgumentHelp("When to use colour and links.", valueName: "when"))
  var color = ColorChoice.auto

  @OptionGroup var version: FormatVersionOption

  func validate() throws {
    guard (0...1_000_000).contains(context) else {
      throw ValidationError("--context must be from 0 to \(grouped(1_000_000)).")
    }
  }

  func run() throws {
    try version.check()
    let archive = try Archive.open(readingFrom: database.path)
    let excerpt = try archive.snapshot { try makeExcerpt(in: archive) }
    var output = Output()
    switch format {
    case .text: excerpt.write(Console(color), to: &output)
    case .json: output.write(try json(JSONExcerpt(excerpt), .pretty))
    }
    output.flush()
  }

  private func makeExcerpt(in archive: Archive) throws -> ArticleExcerpt {
    let (found, ordinal) = try find(in: archive)
    let text = try archive.text(ofArticle: found.id)
    var excerpt = ArticleExcerpt(article: found, text: text)
    excerpt.passageCount = try archive.passageCount(ofArticle: found.id)
    if let ordinal {
      guard (1...excerpt.passageCount).contains(ordinal) else {
        let count = counted(excerpt.passageCount, "passage")
        printError(
          "there is no passage \(ordinal) in '\(printableLine(found.metadata.location))'; it has "
            + count)
        throw ExitCode(1)
      }
      excerpt.ordinal = ordinal
      let range = max(1, ordinal - context)...min(excerpt.passageCount, ordinal + context)
      excerpt.passages = try archive.passages(ofArticle: found.id, range)
    } else if format == .json, excerpt.passageCount > 0 {
      excerpt.passages = try archive.passages(ofArticle: found.id, 1...excerpt.passageCount)
    }
    if cite { excerpt.citation = excerpt.makeCitation() }
    return excerpt
  }

  /// The article, and which passage of it.
  ///
  /// A location may itself hold a `#`, so what was typed is first taken for one as a whole.
  private func find(in archive: Archive) throws -> (StoredArticle, ordinal: Int?) {
    if let found = try archive.article(named: article) { return (found, nil) }
    if let mark = article.lastIndex(of: "#"),
      let ordinal = Int(article[article.index(after: mark)...]),
      let found = try archive.article(named: String(article[..<mark]))
    {
      return (found, ordinal)
    }
    printError("there is no article '\(printable(article))' in \(printable(database.path))")
    throw ExitCode(1)
  }
}
