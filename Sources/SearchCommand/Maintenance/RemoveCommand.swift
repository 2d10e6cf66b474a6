internal import Archive
internal import ArgumentParser
internal import Glibc
internal import Ingest
internal import Output
internal import QueryLanguage
internal import SearchEngine

/// `search remove ARTICLE...`.
struct RemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove articles from the archive.",
    usage: """
      search remove <article> ... [--yes] [options]
      search remove --from <path> [--yes] [options]
      search remove --query <query> [--yes] [options]
      """,
    discussion: """
      Lists the articles that would be removed, and removes them only with --yes. The files from \
      which they were read stay as they are. An article that was removed comes back when its file \
      is read again: when the file has changed, or with 'search ingest --reread'.
      """)

  @Argument(
    help: "The articles: their numbers, locations, docnos, URLs, file names or titles.")
  var articles: [String] = []

  @Option(
    help: ArgumentHelp(
      "Remove all articles of this file, or of all files in this folder.", valueName: "path"),
    completion: .file())
  var from: [String] = []

  @Option(
    help: ArgumentHelp("Remove all articles with all words of this query.", valueName: "query"))
  var query: [String] = []

  @Flag(help: "Remove the articles.")
  var yes = false

  @OptionGroup var database: DatabaseOption

  func validate() throws {
    guard !articles.isEmpty || !from.isEmpty || !query.isEmpty else {
      throw ValidationError("Missing expected argument '<article>'")
    }
  }

  func run() throws {
    try database.mustExist()
    let archive =
      yes ? try database.openForWriting() : try Archive.open(readingFrom: database.path)
    let ids = try chosen(in: archive)
    guard yes else { return try list(ids, in: archive) }
    let signals = StopSignals()
    signals.begin()
    let removal = Removal(archive, signals.flag)
    try removal.remove(ids)
    StandardOutput.print(
      "\(counted(removal.removed, "article")) removed: \(printable(database.path)) holds "
        + "\(try archive.sizeInWords())\n")
    if let status = signals.exitStatus { throw ExitCode(status) }
  }

  // MARK: The articles

  /// Returns the ids of the articles that the arguments name, in ascending order.
  private func chosen(in archive: Archive) throws -> [Int64] {
    var ids: Set<Int64> = []
    for name in articles { ids.insert(try article(name, in: archive)) }
    for path in from { ids.formUnion(try articles(from: path, in: archive)) }
    for query in query { ids.formUnion(try articles(foundBy: query, in: archive)) }
    return ids.sorted()
  }

  private func article(_ name: String, in archive: Archive) throws -> Int64 {
    let shelf = try ArticleShelf([archive])
    let found = try shelf.article(named: name) ?? shelf.onlyArticle(called: name)
    if let found { return found.article.id }
    let sentence = "there is no article '\(printableLine(name))' in \(printable(database.path))"
    if exists(name) {
      throw UsageError(
        sentence,
        hints: [
          "to list the articles of this file or folder: "
            + shellCommand(["search", "remove", "--from", name])
        ])
    }
    if looksLikeWord(name), Int(name) == nil {
      throw UsageError(sentence, insteadOf: ["remove"] + articles)
    }
    printError(sentence)
    throw ExitCode(1)
  }

  private func articles(from path: String, in archive: Archive) throws -> [Int64] {
    let roots = try RememberedRoots(of: archive).named([path])
    let ids = try roots.flatMap { try archive.articleIDs(from: $0.path) }
    if ids.isEmpty {
      printError("no article in \(printable(database.path)) comes from '\(printableLine(path))'")
      throw ExitCode(1)
    }
    return ids
  }

  private func articles(foundBy query: String, in archive: Archive) throws -> [Int64] {
    var options = SearchOptions()
    options.mode = .all
    // What is removed must not depend on a guess.
    options.isStrict = true
    options.suggests = false
    let typed = QueryArgument(query)
    let request = try typed.request(options)
    try typed.report(request, printsNotices: true, mayBeEmpty: false)
    let (ids, notices) = try Searcher(archive).articleIDs(foundBy: request)
    printNotices(notices)
    if ids.isEmpty {
      printError(
        request.hasOnlyFilters
          ? "no article passes the filters" : "nothing found for '\(printable(query))'")
      throw ExitCode(1)
    }
    return ids
  }

  // MARK: Listing

  /// The number of articles that are listed.
  private static let maxListed = 20

  private func list(_ ids: [Int64], in archive: Archive) throws {
    let listed = try ids.prefix(Self.maxListed).compactMap { try archive.article(id: $0) }
    var lines = ["\(counted(ids.count, "article")) to remove:"]
    lines += listed.numberedLines
    if ids.count > listed.count { lines.append("  and \(grouped(ids.count - listed.count)) more") }
    StandardOutput.print(lines.map { $0 + "\n" }.joined())
    let command = ["remove"] + articles
    writeToStandardError("nothing was removed yet; to remove, add --yes\n")
    if from.isEmpty, query.isEmpty, articles.allSatisfy({ looksLikeWord($0) && Int($0) == nil }) {
      writeToStandardError("  \(UsageError.queryHint(command))\n")
    }
  }
}

extension QueryArgument {
  /// Creates the argument from the text of a query.
  fileprivate init(_ text: String) {
    self.init()
    words = [text]
  }
}

/// The removal of articles from an archive, in transactions that let other programs write as well.
private final class Removal {
  /// The maximum number of articles in one transaction.
  private static let batch = 2_000
  /// The time to wait for another program that writes.
  private static let maxWait = Duration.seconds(120)

  /// The number of articles that were removed.
  private(set) var removed = 0
  private let archive: Archive
  private let stopFlag: StopFlag

  init(_ archive: Archive, _ stopFlag: StopFlag) {
    self.archive = archive
    self.stopFlag = stopFlag
  }

  /// Removes the articles that still exist, until the flag is set.
  func remove(_ ids: [Int64]) throws {
    let writer = ArticleWriter(archive: archive)
    var passages = 0
    for start in stride(from: 0, to: ids.count, by: Self.batch) where !stopFlag.isSet {
      let batch = ids[start..<min(ids.count, start + Self.batch)]
      // A failure undoes the whole batch.
      let counts = try waiting {
        let counts = try batch.compactMap { try writer.remove(articleID: $0) }
        try writer.commit()
        return counts
      }
      removed += counts.count
      passages += counts.reduce(0, +)
    }
    guard passages > 0, !stopFlag.isSet else { return }
    if try archive.optimizingPays(afterStoring: passages) {
      try waiting { try archive.optimizeIndex() }
    }
    try waiting { try archive.releaseFreePages() }
  }

  /// Runs `body` again while another program writes.
  private func waiting<T>(_ body: () throws -> T) throws -> T {
    let end = ContinuousClock.now + Self.maxWait
    while true {
      do {
        return try body()
      } catch let error as ArchiveError
        where error.kind == .busy && !stopFlag.isSet && ContinuousClock.now < end
      {
        usleep(50_000)
      }
    }
  }
}
