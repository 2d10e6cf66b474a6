internal import Formats
internal import Archive
internal import ArgumentParser
internal import Ingest
internal import Output
internal import SearchEngine

/// `search similar ARTICLE` and `search similar FILE`.
struct SimilarCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "similar", abstract: "Find articles similar to an article or a file.",
    usage: "search similar <article> [options]",
    discussion: """
      'search similar 12' searches for the most distinctive words of article 12. You can also name \
      an article by its location, docno, URL, file name or title. Or name a file that contains one article, in any \
      format that 'search ingest' reads; '-' is standard input.
      """)

  @Argument(
    help: ArgumentHelp(
      "The article's number, location, docno, URL or title; or a file.", valueName: "article"),
    completion: .file())
  var article: String

  @OptionGroup var databases: DatabasesOption

  @OptionGroup var hits: HitOptions

  @OptionGroup var filters: FilterOptions

  private var options: SearchOptions {
    var options = SearchOptions()
    options.filters = filters.values
    hits.apply(to: &options)
    return options
  }

  func validate() throws {
    try options.validate()
    if hits.explain { try hits.check(.explain) }
  }

  func run() throws {
    try hits.version.check()
    let request = try SearchRequest(similarTo: article, options)
    let source = try source(on: ArticleShelf(databases.open()))
    let response = try databases.searcher().similar(to: source, request)
    let name = article == "-" ? "standard input" : "'\(printable(article))'"
    try hits.print(response, nothingFound: "nothing found like \(name)")
  }

  /// The text to compare with: an article of the archives; if there is no such article, a file.
  private func source(on shelf: ArticleShelf) throws -> SimilaritySource {
    if article != "-", let found = try shelf.article(named: article) { return try found.source() }
    if article != "-", !exists(article), let found = try shelf.onlyArticle(called: article) {
      return try found.source()
    }
    guard !looksLikeWord(article) || exists(article) else {
      throw UsageError(
        sentence(of: .unreadable(.missing)), insteadOf: ["similar", article])
    }
    let read: PreparedArticle
    do throws(SingleArticle.Failure) {
      read = try SingleArticle.read(article, program: ReadingProgram.path)
    } catch {
      throw CommandError(sentence: sentence(of: error))
    }
    // The archive may have the same text under another name.
    if let found = try shelf.article(contentHash: read.contentHash) { return try found.source() }
    return SimilaritySource(title: read.metadata.title, passages: read.passages.map(\.text))
  }

  private func sentence(of failure: SingleArticle.Failure) -> String {
    switch failure {
    case .unreadable(.missing):
      "there is neither an article '\(printable(article))' in \(databases.names) nor a "
        + "file of this name"
    case .unreadable(let reason): "\(printable(article)): \(reason.words)"
    case .several:
      "\(printable(article)) has several articles; ingest it and name one of them"
    }
  }
}

extension ArticleShelf.Found {
  /// Returns the text of the article, for a search in all archives.
  fileprivate func source() throws -> SimilaritySource {
    var source = try archive.snapshot { try SimilaritySource(article, in: archive) }
    source.article = number
    return source
  }
}
