internal import Archive
internal import ArgumentParser
internal import Output

/// `--database PATH`, and the path of the archive if the option is not given.
struct DatabaseOption: ParsableArguments {
  @Option(
    name: [.customShort("d"), .long],
    help: ArgumentHelp(
      "Use this archive. (default: $SEARCH_DATABASE, else ~/.local/share/pressmark/articles.db)",
      valueName: "path"), completion: .file())
  var database: String?

  /// The path of the archive.
  var path: String { database ?? Self.defaultPath }

  /// The path of the archive if the option is not given.
  static var defaultPath: String {
    environment("SEARCH_DATABASE") ?? defaultFolder + "/articles.db"
  }

  /// True if the path is the default one, whose folder the program may create.
  var isDefault: Bool { database == nil && environment("SEARCH_DATABASE") == nil }

  /// Opens the archive for writing, and reports an upgrade of its schema.
  func openForWriting(isQuiet: Bool = false) throws(ArchiveError) -> Archive {
    let progress = Progress(Progress.display(isQuiet: isQuiet))
    let archive = try Archive.open(writingTo: path) { state in
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

  /// The user's data folder, as the XDG Base Directory Specification defines it.
  static var defaultFolder: String {
    let data =
      environment("XDG_DATA_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? (environment("HOME") ?? ".") + "/.local/share"
    return data + "/pressmark"
  }
}
