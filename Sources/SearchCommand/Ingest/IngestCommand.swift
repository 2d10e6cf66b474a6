internal import Archive
internal import ArgumentParser
internal import CMalloc
internal import Formats
internal import Glibc
internal import Ingest
internal import Output

/// `search ingest PATH...`.
struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest", abstract: "Add articles to the archive, or update it.",
    discussion: """
      Reads text, Markdown, HTML, JSON, JSON Lines, CSV, TSV, RSS and Atom, mail (.mbox, .eml), \
      WARC, WordPress exports, SQLite, the XML of the press and of wikis, subtitles, PDF, Word, \
      OpenDocument, EPUB and other documents, also inside .zip, .tar, .7z, .rar, .gz, .zst, .bz2, \
      .xz and .lz4. A folder is read with all its subfolders, except hidden files, README files and \
      files of other kinds.

      Each further run updates the archive: unchanged files are not read, changed articles are \
      updated, and renamed files keep their articles. Files that cannot be read are reported, and \
      the rest is ingested. Ctrl-C finishes the current work and stops; run the same command again \
      to continue.

      Exit status: 0 if all went well, 2 if something could not be ingested or a folder was not \
      pruned, 130 after Ctrl-C, 143 after SIGTERM.
      """)

  @Argument(
    help: """
      Files, folders, or - for standard input. (default: all files and folders given to earlier \
      runs)
      """,
    completion: .file())
  var paths: [String] = []

  @OptionGroup var database: DatabaseOption

  @OptionGroup var sources: SourceOptions

  @Flag(help: "Remove the articles of deleted files.")
  var prune = false

  @Flag(
    help: "Prune even if a folder that you named, or more than half of its files, is missing.")
  var force = false

  @Flag(help: "Only print what would be done; change nothing.")
  var dryRun = false

  @Flag(help: "After the run, keep watching the files and folders and ingest changes.")
  var watch = false

  @Option(
    help: ArgumentHelp(
      "Write one JSON line for each article and file, with its outcome; - is standard output.",
      valueName: "file"), completion: .file())
  var report: String?

  @Option(
    help: ArgumentHelp(
      "Stop tracking a file or folder; its articles stay.",
      valueName: "path"), completion: .file())
  var forget: [String] = []

  @Flag(name: [.short, .long], help: "Print only errors.")
  var quiet = false

  @Flag(
    help: ArgumentHelp(
      "Read files in this process, without the limits that protect it.", visibility: .hidden))
  var unprotected = false

  @Flag(name: [.short, .long], help: "Print a line for each changed file, and all failures.")
  var verbose = false

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other.") }
    if dryRun && watch { throw ValidationError("--dry-run and --watch exclude each other.") }
    if dryRun && report == "-" {
      throw ValidationError("--dry-run and --report - both write to standard output.")
    }
    if force && !prune { throw ValidationError("--force needs --prune.") }
    let isNothingNamed = paths.isEmpty && sources.filesFrom == nil
    if isNothingNamed, try sources.settings != nil {
      throw ValidationError(
        "--map, --set, --encoding and --table need the paths that they apply to.")
    }
    if !forget.isEmpty && !(isNothingNamed && !watch && !dryRun && !prune) {
      throw ValidationError("--forget cannot be combined with paths or the options of a run.")
    }
    if watch && (paths.contains("-") || sources.filesFrom == "-") {
      throw ValidationError("--watch follows files and folders, not standard input.")
    }
  }

  func run() throws {
    guard forget.isEmpty else { return try forgetRoots() }
    let paths = try sources.paths(paths)
    if paths.isEmpty {
      // An empty list names no files; without a list, all roots are updated.
      if sources.filesFrom != nil { return }
      try mustRememberSomething()
    }
    try check(paths)
    // Returns only large freed blocks to the system. By default glibc returns as much as possible,
    // and that work takes 5% of the run time.
    mallopt(M_MMAP_THRESHOLD, 2 << 20)
    mallopt(M_TRIM_THRESHOLD, 32 << 20)
    Converter.adoptAll()
    let signals = StopSignals()
    signals.begin()
    var reportFile: ReportFile?
    if let report { reportFile = try ReportFile(path: report) }
    let archive = try openArchive()
    let job = IngestJob(
      archive: archive, options: try options, stopFlag: signals.flag,
      verbosity: quiet ? .quiet : verbose ? .verbose : .normal, report: reportFile,
      isOneOfMany: watch)
    let roots = try RememberedRoots(of: archive).named(paths, settings: sources.settings)
    var follower =
      watch
      ? FolderFollower(
        job, roots, ownFiles: [database.path] + [reportFile?.path].compactMap(\.self), signals.flag)
      : nil
    let succeeded = try job.run(roots)
    if !signals.flag.isSet { try follower?.follow(isQuiet: quiet) }
    if let status = signals.exitStatus { throw ExitCode(status) }
    if !succeeded { throw ExitCode(2) }
  }

  private var options: IngestOptions {
    get throws {
      var options = IngestOptions()
      options.settings = try sources.settings
      options.prunes = prune
      options.isForced = force
      options.isDryRun = dryRun
      options.rereads = sources.reread
      options.readingProgram = unprotected ? nil : ReadingProgram.path
      return options
    }
  }

  /// Opens or creates the archive; a dry run does not create it.
  private func openArchive() throws -> Archive {
    if dryRun {
      guard let archive = try openToRead() else { return try Archive.open(writingTo: ":memory:") }
      guard archive.version == Archive.schemaVersion else {
        throw ArchiveError(.older, path: database.path)
      }
      return archive
    }
    if database.isDefault, let folder = DatabaseOption.defaultFolder { makeFolders(folder) }
    return try database.openForWriting(isQuiet: quiet)
  }

  /// Opens the archive for reading; nil if there is none, or an empty file.
  private func openToRead() throws(ArchiveError) -> Archive? {
    do {
      return try Archive.open(readingFrom: database.path)
    } catch {
      guard error.kind == .missing || error.kind == .empty else { throw error }
      return nil
    }
  }

  /// Fails if a named file is more likely a word to search for, or if none of the files exist.
  ///
  /// In both cases nothing is written, and no archive is created. Files that are missing now but
  /// were ingested earlier count as files, because their articles can be pruned.
  private func check(_ named: [String]) throws {
    let missing = named.filter { $0 != "-" && !exists($0) }
    // A folder that is watched may be made later.
    guard !watch, !missing.isEmpty else { return }
    var unknown = missing
    if let archive = try openToRead(), archive.version == Archive.schemaVersion {
      let roots = try RememberedRoots(of: archive)
      unknown = try missing.filter { try !roots.tracks($0, in: archive) }
    }
    if let word = unknown.first(where: looksLikeWord), paths.contains(word) {
      throw UsageError(
        "there is no file or folder '\(printableLine(word))'", insteadOf: ["ingest"] + paths)
    }
    guard unknown.count == named.count else { return }
    for path in unknown { printError("\(printableLine(path)): no such file or folder") }
    throw ExitCode(2)
  }

  private func mustRememberSomething() throws {
    // Archives of earlier versions have no roots.
    if let archive = try openToRead(), archive.version == Archive.schemaVersion {
      guard try RememberedRoots(of: archive).isEmpty else { return }
    }
    throw CommandError(
      sentence:
        "nothing to update yet: name the files or folders to ingest: 'search ingest PATH...'")
  }

  private func forgetRoots() throws {
    try database.mustExist()
    let archive = try database.openForWriting()
    for path in forget {
      let known = try RememberedRoots(of: archive)
      guard let root = try known.forget(path, in: archive) else {
        let names = try known.named([]).prefix(20).map { printableLine($0.path) }
        throw CommandError(
          sentence: "\(printableLine(path)) is not tracked; "
            + (names.isEmpty ? "nothing is" : "search tracks " + names.joined(separator: ", ")))
      }
      guard !quiet else { continue }
      writeToStandardError(
        "\(printableLine(root.path)) is no longer tracked; its articles stay\n")
    }
  }

  private func makeFolders(_ path: String) {
    var folder = ""
    for part in path.split(separator: "/") {
      folder += (folder.isEmpty && !path.hasPrefix("/") ? "" : "/") + part
      // If this fails, opening the archive reports it.
      mkdir(folder, 0o777)
    }
  }
}
