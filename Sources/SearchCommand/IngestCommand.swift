internal import Archive
internal import ArgumentParser
internal import CMalloc
internal import Glibc
internal import Ingest

/// `search ingest PATH...`.
struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest", abstract: "Add articles to the archive, or bring it up to date.",
    discussion: """
      Reads text, Markdown, HTML, JSON, JSON Lines, CSV, TSV, RSS and Atom, mail (.mbox, .eml), \
      WARC, WordPress exports, SQLite, PDF, Word, OpenDocument and EPUB files, also inside of \
      .gz, .zst, .bz2, .xz, .zip and .tar, and folders with all that is in them; '-' is standard input. In a \
      folder, hidden files, README files and files of other kinds are passed over.

      What was read before is known: files that did not change are not read again, changed \
      articles are updated, and renamed files keep their articles. What cannot be read is reported, and the \
      rest is ingested. Ctrl-C stops after the work at hand, and the same command goes on from there.

      Exit status: 2 if something could not be ingested or a folder was not pruned, 130 after Ctrl-C.
      """)

  @Argument(
    help: "Files, folders, or - for standard input; without any, all that was named before.",
    completion: .file())
  var paths: [String] = []

  @OptionGroup var database: DatabaseOption

  @OptionGroup var sources: SourceOptions

  @Flag(help: "Remove the articles of files that are gone.")
  var prune = false

  @Flag(help: "Prune even where a folder is missing, or more than half of it.")
  var force = false

  @Flag(help: "Say on standard output what would be done, and do nothing.")
  var dryRun = false

  @Flag(help: "Go on after the run: follow the folders, and ingest what changes.")
  var watch = false

  @Option(
    help: ArgumentHelp(
      "Write what became of each article and file, as JSON lines; - is standard output.",
      valueName: "file"), completion: .file())
  var report: String?

  @Option(
    help: ArgumentHelp(
      "Take a file or folder off the list of what is looked at when nothing is named.",
      valueName: "path"), completion: .file())
  var forget: [String] = []

  @Flag(name: [.short, .long], help: "Print only what went wrong.")
  var quiet = false

  @Flag(name: [.short, .long], help: "Print a line for each file that changed, and all failures.")
  var verbose = false

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other.") }
    if dryRun && watch { throw ValidationError("--dry-run and --watch exclude each other.") }
    if dryRun && report == "-" {
      throw ValidationError("--dry-run and --report - both write to standard output.")
    }
    if force && !prune { throw ValidationError("--force goes with --prune.") }
    let isNothingNamed = paths.isEmpty && sources.filesFrom == nil
    if isNothingNamed, try sources.settings != nil {
      throw ValidationError("--map, --encoding and --table go with the paths they are for.")
    }
    if !forget.isEmpty && !(isNothingNamed && !watch && !dryRun && !prune) {
      throw ValidationError("--forget goes with nothing else.")
    }
    if watch && (paths.contains("-") || sources.filesFrom == "-") {
      throw ValidationError("--watch follows files and folders, not standard input.")
    }
  }

  func run() throws {
    guard forget.isEmpty else { return try forgetRoots() }
    let paths = try sources.paths(paths)
    if paths.isEmpty {
      // An empty list names nothing, which is not the same as no list.
      if sources.filesFrom != nil { return }
      try mustRememberSomething()
    }
    // Only large blocks go back to the system when they are freed: to give back all that can be, which
    // is the default, takes 5% of the time.
    mallopt(M_MMAP_THRESHOLD, 2 << 20)
    mallopt(M_TRIM_THRESHOLD, 32 << 20)
    let signals = StopSignals()
    signals.begin()
    var reportFile: ReportFile?
    if let report { reportFile = try ReportFile(path: report) }
    let archive = try openArchive()
    let job = IngestJob(
      archive: archive, options: try options, stopFlag: signals.flag,
      loudness: quiet ? .quiet : verbose ? .verbose : .normal, report: reportFile,
      isOneOfMany: watch)
    let roots = try RememberedRoots(of: archive).named(paths, settings: sources.settings)
    var follower =
      watch
      ? FolderFollower(
        job, roots, ownFiles: [database.path] + [reportFile?.path].compactMap(\.self), signals.flag)
      : nil
    let isWell = try job.run(roots)
    if !signals.flag.isSet { try follower?.follow(isQuiet: quiet) }
    if let status = signals.exitStatus { throw ExitCode(status) }
    if !isWell { throw ExitCode(2) }
  }

  private var options: IngestOptions {
    get throws {
      var options = IngestOptions()
      options.settings = try sources.settings
      options.prunes = prune
      options.isForced = force
      options.isDryRun = dryRun
      options.rereads = sources.reread
      return options
    }
  }

  /// Opens the archive, and makes it first where there is none; nothing is made by a dry run.
  private func openArchive() throws -> Archive {
    if dryRun {
      guard let archive = try openToRead() else { return try Archive.open(writingTo: ":memory:") }
      guard archive.version == Archive.schemaVersion else {
        throw ArchiveError(.older, path: database.path)
      }
      return archive
    }
    if database.isDefault { makeFolders(DatabaseOption.defaultFolder) }
    return try database.openForWriting()
  }

  /// Nothing where there is no archive.
  private func openToRead() throws(ArchiveError) -> Archive? {
    do {
      return try Archive.open(readingFrom: database.path)
    } catch {
      guard error.kind == .missing else { throw error }
      return nil
    }
  }

  private func mustRememberSomething() throws {
    // Archives of earlier versions remember nothing.
    if let archive = try openToRead(), archive.version == Archive.schemaVersion {
      guard try RememberedRoots(of: archive).named([]).isEmpty else { return }
    }
    throw CommandError(
      sentence: "nothing was ingested so far that could be looked at again; name files or folders: "
        + "'search ingest PATH...'")
  }

  private func forgetRoots() throws {
    try database.mustExist()
    let archive = try database.openForWriting()
    for path in forget {
      let known = try RememberedRoots(of: archive)
      guard let root = try known.forget(path, in: archive) else {
        let names = known.named([]).prefix(20).map { printableLine($0.path) }
        throw CommandError(
          sentence: "\(printableLine(path)) is not on the list of what is looked at again; "
            + (names.isEmpty ? "the list is empty" : "on it: " + names.joined(separator: ", ")))
      }
      guard !quiet else { continue }
      writeToStandardError(
        "\(printableLine(root.path)) is not looked at any more, unless it is named; "
          + "its articles stay\n")
    }
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
