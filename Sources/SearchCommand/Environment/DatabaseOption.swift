internal import Archive
internal import ArgumentParser
internal import Formats
internal import Output
internal import SearchEngine

/// `--database PATH`, and the path of the archive if the option is not given.
struct DatabaseOption: ParsableArguments {
  @Option(
    name: [.customShort("d"), .long],
    help: ArgumentHelp(
      "Use this archive. (default: $SEARCH_DATABASE, else ~/.local/share/pressmark/articles.db)",
      valueName: "path"), completion: .file())
  var database: String?

  func validate() throws {
    if database == "" { throw ValidationError("--database needs a path.") }
    guard database != nil || Self.defaultPath != nil else {
      throw ValidationError(Self.noHomeFolder.capitalizedFirst + ".")
    }
  }

  /// The error if there is no path.
  static let noHomeFolder =
    "there is no home folder for the archive; name it with --database, or set HOME or "
    + "SEARCH_DATABASE"

  /// The path of the archive.
  var path: String { database ?? Self.defaultPath ?? "articles.db" }

  /// The path of the archive if the option is not given; nil if the user has no home folder.
  static var defaultPath: String? {
    environment("SEARCH_DATABASE") ?? defaultFolder.map { $0 + "/articles.db" }
  }

  /// True if the path is the default one, whose folder the program may create.
  var isDefault: Bool { database == nil && environment("SEARCH_DATABASE") == nil }

  /// Opens the archive for writing, and reports an upgrade of its schema.
  func openForWriting(
    isQuiet: Bool = false, repairing: Bool = false
  ) throws(ArchiveError) -> Archive {
    let progress = Progress(Progress.display(isQuiet: isQuiet))
    let archive = try Archive.open(writingTo: path, repairing: repairing) { state in
      progress.show(phase: state.sentence(path: path))
    }
    progress.clear()
    if let migration = archive.migration { printError(migration.sentence(path: path)) }
    return archive
  }

  /// Fails if there is no archive, because opening an archive for writing would create it.
  func mustExist() throws(ArchiveError) {
    _ = try Archive.open(readingFrom: path, evenWithoutRanges: true)
  }

  /// The user's data folder, as the XDG Base Directory Specification defines it; nil if the user has
  /// no home folder.
  static var defaultFolder: String? {
    let data =
      environment("XDG_DATA_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? HomeFolder.path.map { $0 + "/.local/share" }
    return data.map { $0 + "/pressmark" }
  }
}

/// `--database PATH`, which may be repeated to search several archives as one.
struct DatabasesOption: ParsableArguments {
  @Option(
    name: [.customShort("d"), .long],
    help: ArgumentHelp(
      "Search this archive, or the shards of this manifest; several are searched as one. (default: "
        + "$SEARCH_DATABASE, else ~/.local/share/pressmark/articles.db)",
      valueName: "path"), completion: .file())
  var database: [String] = []

  @Option(
    help: ArgumentHelp(
      "Score as a part of the collection that these statistics describe; see 'search statistics'.",
      valueName: "file"), completion: .file())
  var statistics: String?

  func validate() throws {
    if database.contains("") { throw ValidationError("--database needs a path.") }
    guard !database.isEmpty || DatabaseOption.defaultPath != nil else {
      throw ValidationError(DatabaseOption.noHomeFolder.capitalizedFirst + ".")
    }
  }

  /// The paths of the archives and manifests.
  var paths: [String] {
    database.isEmpty ? [DatabaseOption.defaultPath ?? "articles.db"] : database
  }

  /// The paths, for a message.
  var names: String { paths.map { printable($0) }.joined(separator: ", ") }

  /// Opens the archives for searching.
  func searcher(_ recorder: StatisticsRecorder? = nil) throws -> Searcher {
    Searcher(try open(), statistics: try statistics.map(Self.statistics), recorder: recorder)
  }

  /// Reads a file of statistics.
  static func statistics(_ path: String) throws(CommandError) -> CollectionStatistics {
    let bytes = try readFile(path)
    do throws(CollectionStatistics.Failure) {
      return try CollectionStatistics(bytes)
    } catch {
      throw CommandError(sentence: "\(printable(path)): \(error.words)")
    }
  }

  /// Opens the archives, and those of manifests, for reading.
  func open() throws(ArchiveError) -> [Archive] {
    var archives: [Archive] = []
    for path in paths {
      if ShardManifest.isManifest(path) {
        archives += try ShardManifest(readingFrom: path).open(at: path)
      } else {
        archives.append(try Archive.open(readingFrom: path))
      }
    }
    return archives
  }
}
