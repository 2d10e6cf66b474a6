internal import Archive
internal import ArgumentParser
internal import Formats
internal import Ingest
internal import QueryLanguage
internal import SearchEngine

/// `search similar ARTICLE` and `search similar FILE`.
struct SimilarCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "similar", abstract: "Find articles like one, or like a text.",
    usage: "search similar <article> [options]",
    discussion: """
      'search similar 12' finds what is like article 12, by the words that set it apart. Instead of \
      the number the article's location, docno or URL can stand; or the path of a file of one \
      article, in any format that 'search ingest' reads, or '-' for standard input.
      """)

  @Argument(
    help: ArgumentHelp(
      "The article's number, location, docno or URL, or a file.", valueName: "article"),
    completion: .file())
  var article: String

  @OptionGroup var database: DatabaseOption

  @Option(
    name: [.customShort("n", allowingJoined: true), .long],
    help: ArgumentHelp("The most hits to print.", valueName: "n"))
  var limit = 10

  @Option(help: ArgumentHelp("How many of the first hits to leave out.", valueName: "n"))
  var offset = 0

  @Option(help: ArgumentHelp("The most words of a passage to print.", valueName: "n"))
  var snippetWords = 40

  @OptionGroup var filters: FilterOptions

  @Flag(help: "List every passage, not the best one of each article.")
  var passages = false

  @Flag(help: "Say how each score comes about and how the ranking was found.")
  var explain = false

  @Option(help: "How to print hits; as text, unless this is said.")
  var format: SearchFormat?

  @Flag(help: "The same as --format json.")
  var json = false

  @OptionGroup var version: FormatVersionOption

  @Option(help: ArgumentHelp("When to use colour and links.", valueName: "when"))
  var color = ColorChoice.auto

  private var chosenFormat: SearchFormat { format ?? (json ? .json : .text) }

  func validate() throws {
    try QueryCommand.check(limit: limit, offset: offset, snippetWords: snippetWords)
    if json, let format, format != .json {
      throw ValidationError("--json and --format \(format.rawValue) exclude each other.")
    }
    if explain { try chosenFormat.checkRoom(for: .explain) }
  }

  func run() throws {
    try version.check()
    let archive = try Archive.open(readingFrom: database.path)
    let source = try archive.snapshot { try self.source(in: archive) }
    let format = chosenFormat
    var request = SearchRequest(Query(""), limit: limit, offset: offset, listsPassages: passages)
    request.filter = try filters.expression
    request.explains = explain
    request.snippetWords = format == .trec ? nil : snippetWords
    let clock = ContinuousClock()
    let start = clock.now
    let results = try Searcher(archive).similar(to: source, request)
    let answered = AnsweredQuery(
      query: BatchQuery(id: "1", text: article), request: request, results: results,
      elapsed: clock.now - start)
    var output = Output()
    try AnswerWriter(format: format, color: color, explains: explain, passages: passages)
      .write(answered, to: &output)
    output.flush()
    if explain && format == .text {
      printError("understood as: \(printable(results.understood))")
      printError(results.path.sentence)
    }
    if format != .json { for notice in results.notices { printError(printable(notice.message)) } }
    if results.total == 0 {
      let name = article == "-" ? "standard input" : "'\(printable(article))'"
      if format.isForPeople { printError("nothing is like \(name)") }
      throw ExitCode(1)
    }
  }

  /// What is sought for: an article of the archive, else a file.
  private func source(in archive: Archive) throws -> SimilaritySource {
    if article != "-", let found = try archive.article(named: article) {
      return try source(found, in: archive)
    }
    let read: PreparedArticle
    do throws(SingleArticle.Failure) {
      read = try SingleArticle.read(article)
    } catch {
      throw CommandError(sentence: sentence(of: error))
    }
    // It may be in the archive under another name.
    if let found = try archive.article(contentHash: read.contentHash) {
      return try source(found, in: archive)
    }
    return SimilaritySource(title: read.metadata.title, passages: read.passages.map(\.text))
  }

  private func source(_ found: StoredArticle, in archive: Archive) throws -> SimilaritySource {
    let count = try archive.passageCount(ofArticle: found.id)
    let passages =
      count > 0 ? try archive.passages(ofArticle: found.id, 1...count).map(\.passage.text) : []
    return SimilaritySource(title: found.metadata.title, passages: passages, article: found.id)
  }

  private func sentence(of failure: SingleArticle.Failure) -> String {
    switch failure {
    case .unreadable(.missing):
      "there is neither an article '\(printable(article))' in \(printable(database.path)) nor a "
        + "file of this name"
    case .unreadable(let reason): "\(printable(article)): \(reason.words)"
    case .several:
      "\(printable(article)) holds several articles; ingest it, and name one of them"
    }
  }
}
