internal import Archive
internal import ArgumentParser
internal import Glibc
internal import Output

/// `search shard --into N FOLDER` and `search shard --manifest FILE ARCHIVE...`.
struct ShardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shard", abstract: "Split the archive into shards, or list shards.",
    usage: """
      search shard --into <n> <folder> [--database <path>]
      search shard --manifest <file> <archive> ...
      """,
    discussion: """
      With --into, copies each article to one of <n> archives in a new folder, by a hash of its \
      location, and lists them in the folder's shards.json. With --manifest, lists archives that \
      exist, in this order.

      'search WORDS... --database <folder>/shards.json' searches them, with the scores and the order \
      that one archive would give.
      """)

  @Option(help: ArgumentHelp("The number of shards, from 1 to 1000.", valueName: "n"))
  var into: Int?

  @Option(
    help: ArgumentHelp("Write a list of the archives to this file.", valueName: "file"),
    completion: .file())
  var manifest: String?

  @Argument(
    help: ArgumentHelp("The folder to create; with --manifest, the archives.", valueName: "path"),
    completion: .file())
  var paths: [String]

  @OptionGroup var database: DatabaseOption

  @Flag(help: "Replace an existing manifest.")
  var force = false

  func validate() throws {
    guard (into == nil) != (manifest == nil) else {
      throw ValidationError("Give either --into or --manifest.")
    }
    if let into {
      guard (1...1_000).contains(into) else {
        throw ValidationError("--into must be from 1 to 1,000.")
      }
      guard paths.count == 1 else { throw ValidationError("Name one folder for the shards.") }
    }
  }

  func run() throws {
    if let into { return try split(into: into, folder: paths[0]) }
    guard let manifest else { return }
    var archives: [Archive] = []
    for path in paths { archives.append(try Archive.open(readingFrom: path)) }
    let folder = manifest.lastIndex(of: "/").map { String(manifest[...$0]) } ?? ""
    // A path in the manifest's folder stays right when the folder is moved.
    let own = paths.map { path in
      if path.hasPrefix("/") { return path }
      if folder.isEmpty { return path }
      return path.hasPrefix(folder)
        ? String(path.dropFirst(folder.count)) : currentFolder() + "/" + path
    }
    try write(ShardManifest(of: archives, paths: own), to: manifest)
  }

  private func split(into count: Int, folder: String) throws {
    let archive = try Archive.open(readingFrom: database.path)
    guard mkdir(folder, 0o777) == 0 else {
      throw ArchiveError(errno == EEXIST ? .folderExists : .system(code: errno), path: folder)
    }
    let digits = String(count).utf8.count
    let names = (1...count).map { number in
      "shard-" + String(repeating: "0", count: digits - String(number).utf8.count) + "\(number).db"
    }
    let progress = Progress(Progress.display(isQuiet: false))
    var shards: [Archive] = []
    for name in names { shards.append(try Archive.open(writingTo: folder + "/" + name)) }
    try ArchiveSplit.split(archive, into: shards) { done in
      progress.show(phase: "\(counted(done, "article")) copied")
    }
    progress.clear()
    shards = []
    var written: [Archive] = []
    for name in names { written.append(try Archive.open(readingFrom: folder + "/" + name)) }
    let path = folder + "/shards.json"
    let manifest = try ShardManifest(of: written, paths: names)
    try write(manifest, to: path)
    let articles = manifest.shards.reduce(0) { $0 + $1.articles }
    StandardOutput.print(
      "\(printable(path)) lists \(counted(count, "shard")) with \(counted(articles, "article"))\n")
  }

  private func write(_ manifest: ShardManifest, to path: String) throws {
    StopSignals.removeUnfinishedFilesAtEnd()
    let file = try PendingFile(at: path, replacing: force)
    try file.write(Array(manifest.text.utf8))
    try file.finish()
  }
}
