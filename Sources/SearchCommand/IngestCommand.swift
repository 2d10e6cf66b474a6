internal import Archive
internal import ArgumentParser
internal import Glibc
internal import Ingest

/// `search ingest PATH...`.
struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest", abstract: "Add articles to the archive, or bring it up to date.",
    discussion: """
      Reads .txt, .md, .html and .jsonl (.ndjson) files, and folders with all that is in them; '-' \
      is standard input. In a folder, hidden files, README files and files of other kinds are \
      passed over. Articles that are in the archive already are updated if they changed. \
      What cannot be read is reported, and the rest is ingested.
      """)

  @Argument(
    help: "Files, folders, or - for standard input; without any, all that was named before.",
    completion: .file())
  var paths: [String] = []

  @OptionGroup var database: DatabaseOption

  @Flag(help: "Remove the articles of files that are gone.")
  var prune = false

  @Flag(help: "Prune even where a folder is missing, or more than half of it.")
  var force = false

  @Flag(help: "Say what would be done, and do nothing.")
  var dryRun = false

  @Flag(name: [.short, .long], help: "Print only what went wrong.")
  var quiet = false

  func run() throws {
    if database.isDefault { makeFolders(DatabaseOption.defaultFolder) }
    let archive = try Archive.open(writingTo: database.path)
    let progress = Progress(isShown: !quiet && isatty(2) == 1 && environment("TERM") != "dumb")
    var options = IngestOptions()
    options.prunes = prune
    options.isForced = force
    options.isDryRun = dryRun
    let ingester = Ingester(
      into: archive, options: options,
      onEntry: { entry in
        guard let error = entry.error else { return }
        progress.clear()
        printError(error.sentence)
      }, onProgress: { progress.show($0) })
    let summary = try ingester.ingest(paths)
    progress.clear()
    let pays = try archive.optimizingPays(afterStoring: summary.storedPassages)
    if pays && !dryRun { try archive.optimizeIndex() }
    if !quiet { writeToStandardError(try report(summary, archive)) }
    if summary.counts.failed > 0 { throw ExitCode(2) }
  }

  private func report(_ summary: IngestSummary, _ archive: Archive) throws -> String {
    let counts = try archive.counts()
    let run = summary.counts
    var lines = [
      "\(counted(summary.articles, "article")) read: \(grouped(run.added)) added, "
        + "\(grouped(run.updated)) updated, \(grouped(run.unchanged)) unchanged"
    ]
    if run.failed > 0 { lines.append("\(counted(run.failed, "failure")), listed above") }
    if run.skipped > 0 {
      lines.append("\(counted(run.skipped, "file")) of other kinds passed over")
    }
    lines.append(
      "\(database.path) holds \(counted(counts.articles, "article")) in "
        + counted(counts.passages, "passage"))
    return lines.map { $0 + "\n" }.joined()
  }

  private func makeFolders(_ path: String) {
    var folder = ""
    for part in path.split(separator: "/") {
      folder += (folder.isEmpty && !path.hasPrefix("/") ? "" : "/") + part
      // What is not made here is reported when the archive is opened.
      mkdir(folder, 0o777)
    }
  }
}

/// One line on the terminal that says how far the work is.
final class Progress {
  private let isShown: Bool
  private let clock = ContinuousClock()
  private var lastShown: ContinuousClock.Instant?

  init(isShown: Bool) { self.isShown = isShown }

  func show(_ summary: IngestSummary) {
    guard isShown else { return }
    if let lastShown, clock.now - lastShown < .milliseconds(100) { return }
    lastShown = clock.now
    let megabytes = summary.textBytes / 1_000_000
    writeToStandardError(
      "\r\u{1B}[K\(counted(summary.articles, "article")), \(grouped(megabytes)) MB")
  }

  func clear() {
    guard lastShown != nil else { return }
    writeToStandardError("\r\u{1B}[K")
    lastShown = nil
  }
}
