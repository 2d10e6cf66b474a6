internal import Archive
internal import ArgumentParser
internal import Glibc
internal import Output

/// The files that a batch writes.
struct BatchFileOptions: ParsableArguments {
  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(
      "Write the answers to a file, which gets its final name only when it is complete.",
      valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(help: "Write --output in place, and continue where an earlier run of this command stopped.")
  var resume = false

  @Option(
    help: ArgumentHelp(
      "Write a file of the queries that found nothing, as lines 'id<TAB>query'.",
      valueName: "file"),
    completion: .file())
  var missing: String?

  @Option(
    help: ArgumentHelp(
      "Write a file with the number of hits of each query, as lines 'id<TAB>total<TAB>query'.",
      valueName: "file"), completion: .file())
  var counts: String?

  @Flag(help: "Replace existing files.")
  var force = false

  func validate() throws {
    guard !resume || (output ?? "-") != "-" else {
      throw ValidationError("--resume needs --output with a file.")
    }
    guard !resume || !force else {
      throw ValidationError("--resume continues a file, --force replaces it: choose one.")
    }
  }

  /// - Throws: `CommandError`, if two of the files are the same, or one of them is the file of
  ///   topics at `topics`.
  func check(topics: String) throws(CommandError) {
    let paths = [topics, output, missing, counts].compactMap(\.self).filter { $0 != "-" }
    for (index, path) in paths.enumerated() {
      guard let other = paths[..<index].first(where: { isSameFile($0, path) }) else { continue }
      let names = other == path ? printable(path) : "\(printable(other)) and \(printable(path))"
      throw CommandError(
        sentence: "\(names): cannot be used twice; topics, answers and lists need a file each")
    }
  }

  /// Creates the list file at `path`; --resume replaces an existing one.
  func list(_ path: String?) throws(ArchiveError) -> ListFile? {
    guard let path else { return nil }
    return ListFile(try PendingFile(at: path, replacing: force || resume))
  }
}

/// A file with a line for each query on a list.
///
/// The file appears when it is complete.
final class ListFile {
  private let file: PendingFile
  private var buffer: [UInt8] = []

  init(_ file: PendingFile) { self.file = file }

  /// Adds a line of `fields` separated by tabs.
  func add(_ fields: [String]) throws(ArchiveError) {
    buffer += RowFormat.tsv.line(fields).utf8
    if buffer.count >= 1 << 16 { try flush() }
  }

  /// Gives the file its final name.
  func finish() throws(ArchiveError) {
    try flush()
    try file.finish()
  }

  private func flush() throws(ArchiveError) {
    try file.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}

/// The destination of the answers of a batch.
enum BatchOutput {
  case standardOutput
  /// A file that appears when it is complete.
  case pending(PendingFile)
  /// A file that is written in place.
  case resumed(ResumedFile)

  /// The answers that exist already.
  var written: ResumePoint? {
    if case .resumed(let file) = self { file.written } else { nil }
  }
}

private func isSameFile(_ one: String, _ other: String) -> Bool {
  if one == other { return true }
  var (first, second) = (stat(), stat())
  return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_ino == second.st_ino
    && first.st_dev == second.st_dev
}
