internal import Archive
internal import ArgumentParser
internal import Glibc

/// `--database PATH`, and where the archive is when that is not given.
struct DatabaseOption: ParsableArguments {
  @Option(
    name: [.customShort("d"), .long],
    help: ArgumentHelp(
      "The archive. (default: $SEARCH_DATABASE, else ~/.local/share/pressmark/articles.db)",
      valueName: "path"), completion: .file())
  var database: String?

  /// The path of the archive.
  var path: String {
    if let database { return database }
    if let path = environment("SEARCH_DATABASE") { return path }
    return Self.defaultFolder + "/articles.db"
  }

  /// Whether the path is the program's own choice, so that it may make the folder.
  var isDefault: Bool { database == nil && environment("SEARCH_DATABASE") == nil }

  /// Opens the archive to write it; says so where one of an earlier version was brought up to date.
  func openForWriting() throws(ArchiveError) -> Archive {
    let archive = try Archive.open(writingTo: path)
    if let migration = archive.migration { printError(migration.sentence(path: path)) }
    return archive
  }

  /// Fails where there is no archive: to open one for writing would make it.
  func mustExist() throws(ArchiveError) {
    _ = try Archive.open(readingFrom: path, evenWithoutRanges: true)
  }

  /// The user's folder for data, by the XDG Base Directory Specification.
  static var defaultFolder: String {
    let data =
      environment("XDG_DATA_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? (environment("HOME") ?? ".") + "/.local/share"
    return data + "/pressmark"
  }
}

/// The value of an environment variable, unless it is unset or empty.
func environment(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
}
