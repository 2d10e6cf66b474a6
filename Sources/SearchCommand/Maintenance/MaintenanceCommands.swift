internal import TextAnalysis
internal import Archive
internal import ArgumentParser
internal import Ingest
internal import Output

/// `search optimize`.
struct OptimizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "optimize", abstract: "Make searches as fast as possible.",
    discussion: """
      Merges the segments of the index and rebuilds the tables that speed up ranking. 'search \
      ingest' does this by itself after large changes. An archive that is not optimized gives the \
      same results, only more slowly. If more than a tenth of the file is unused, that space is \
      given back; searches go on meanwhile.
      """)

  @OptionGroup var database: DatabaseOption

  func run() throws {
    try database.mustExist()
    let archive = try database.openForWriting()
    if let shortage = try archive.shortageForOptimizing() { printError(shortage.sentence) }
    try archive.optimize()
    try archive.releaseFreePages(rewriting: true)
  }
}

/// `search check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Verify the archive; with --repair, repair it.",
    discussion: """
      Verifies the file, its schema, the articles and their passages, the full-text index against \
      the text, and the tables that speed up ranking. Exit status: 2 if any problem remains.
      """)

  @OptionGroup var database: DatabaseOption

  @Flag(
    help: """
      Rebuild everything that is derived from the text, and remove references to missing rows.
      """)
  var repair = false

  func run() throws {
    var archive = try Archive.open(checking: database.path)
    if repair {
      archive = try database.openForWriting(repairing: true)
      let repairs = try archive.repair { text in
        let text = normalize(text)
        return (text, Passage.passages(of: text))
      }
      for repair in repairs {
        StandardOutput.print("\(printable(database.path)): \(repair.sentence)\n")
      }
    }
    let problems = try archive.check()
    for problem in problems {
      printError("\(printable(database.path)): \(problem.sentence(path: database.path))")
    }
    guard problems.allSatisfy(\.isNote) else { throw ExitCode(2) }
    StandardOutput.print(
      "\(printable(database.path)): no errors found: \(try archive.sizeInWords())\n")
  }
}

/// `search backup FILE`.
struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copy the archive while it is in use.",
    usage: """
      search backup <file> [options]
      search backup --output <file> [options]
      """,
    discussion: """
      The copy is a single file, an archive like any other. It gets its final name only after it \
      has been verified.
      """)

  @OptionGroup var target: TargetFile

  @OptionGroup var database: DatabaseOption

  func validate() throws {
    guard target.output ?? target.file != nil else {
      throw ValidationError("Missing expected argument '<file>'")
    }
  }

  func run() throws {
    let file = try target.path(for: "backup") ?? "-"
    // A program that reads a pipe could not know whether the copy is complete.
    guard file != "-" else {
      throw CommandError(sentence: "a backup cannot be written to standard output; name a file")
    }
    StopSignals.removeUnfinishedFilesAtEnd()
    let archive = try Archive.open(readingFrom: database.path, evenWithoutRanges: true)
    let problems = try archive.backup(to: file, replacing: target.force)
    let copy = try Archive.open(readingFrom: file, evenWithoutRanges: true)
    StandardOutput.print(
      "\(printable(file)) is a copy of \(printable(database.path)): \(try copy.sizeInWords())\n")
    for problem in problems {
      printError("\(printable(database.path)): \(problem.sentence(path: database.path))")
    }
    if !problems.isEmpty { throw ExitCode(2) }
  }
}

/// `search export [FILE]`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write all articles as JSON Lines, or for OpenSearch.",
    usage: """
      search export [<file>] [options]
      search export --output <file> [options]
      """,
    discussion: """
      Each line is an article with its text. From these lines 'search ingest' makes an archive \
      with the same articles. A file gets its final name only when it is complete.

      For OpenSearch and Elasticsearch, --format opensearch-index writes the settings of an index, \
      and --format opensearch its passages for the bulk API.
      """)

  /// What an export is for.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case jsonl, opensearch
    case openSearchIndex = "opensearch-index"
  }

  @Option(help: ArgumentHelp("What to write.", valueName: "format"))
  var format = Format.jsonl

  @OptionGroup var target: TargetFile

  @OptionGroup var database: DatabaseOption

  func run() throws {
    let file = try target.path(for: "export") ?? "-"
    let archive = try Archive.open(readingFrom: database.path, evenWithoutRanges: true)
    var unreadable = 0
    func report(_ location: String) {
      unreadable += 1
      printError("\(printable(location)) cannot be read: its page in the archive is damaged")
    }
    func reportChange(_ location: String) {
      unreadable += 1
      printError(
        "\(printable(location)) does not match its content_hash: it was edited by hand or is damaged"
      )
    }
    func export(_ write: ([UInt8]) throws -> Void) throws {
      switch format {
      case .jsonl: try archive.export(write, onUnreadable: report, onChanged: reportChange)
      case .opensearch: try archive.exportForOpenSearch(write)
      case .openSearchIndex: try write(archive.openSearchIndex())
      }
    }
    if file == "-" {
      var output = StandardOutput()
      try export { output.write($0) }
      output.flush()
    } else {
      StopSignals.removeUnfinishedFilesAtEnd()
      if let shortage = archive.shortageForExport(to: file) { printError(shortage.sentence) }
      let pending = try PendingFile(
        at: file, replacing: target.force, permissionsOf: database.path)
      var buffer: [UInt8] = []
      try export { line in
        buffer += line
        guard buffer.count >= 1 << 20 else { return }
        try pending.write(buffer)
        buffer.removeAll(keepingCapacity: true)
      }
      try pending.write(buffer)
      try pending.finish()
    }
    if unreadable > 0 { throw ExitCode(2) }
  }
}

/// The file that a backup or an export creates.
struct TargetFile: ParsableArguments {
  @Argument(
    help: "The file to create, a name with a '.' or a '/'; - is standard output.",
    completion: .file())
  var file: String?

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("The file to create, whatever its name.", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(help: "Replace an existing file.")
  var force = false

  func validate() throws {
    guard file == nil || output == nil else {
      throw ValidationError("Name the file once, as <file> or with --output.")
    }
  }

  /// The path of the file; nil if none is named.
  ///
  /// - Throws: `UsageError`, if the name may be a word of a query, as in `search export controls`.
  func path(for subcommand: String) throws(UsageError) -> String? {
    if let output { return output }
    guard let file, looksLikeWord(file) else { return file }
    throw UsageError(
      "'\(printableLine(file))' may be a word to search for: it has no '.' or '/'",
      insteadOf: [subcommand, file],
      "to write this file: " + shellCommand(["search", subcommand, "--output", file]))
  }
}

extension Archive {
  /// The number of articles and passages, for people.
  func sizeInWords() throws -> String {
    let counts = try counts()
    return "\(counted(counts.articles, "article")) in \(counted(counts.passages, "passage"))"
  }
}
