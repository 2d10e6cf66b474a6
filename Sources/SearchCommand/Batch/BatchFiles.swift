internal import Archive
internal import ArgumentParser
internal import Glibc

/// The files that a batch writes.
struct BatchFileOptions: ParsableArguments {
  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(
      "Write the answers to a file, which has its name only when it is whole.", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(help: "Write --output in place, and go on where an earlier run of the same ended.")
  var resume = false

  @Option(
    help: ArgumentHelp(
      "Write the queries that found nothing, as lines 'id<TAB>query'.", valueName: "file"),
    completion: .file())
  var missing: String?

  @Option(
    help: ArgumentHelp(
      "Write how much each query finds in all, as lines 'id<TAB>total<TAB>query'.",
      valueName: "file"), completion: .file())
  var counts: String?

  @Flag(help: "Replace files that are there.")
  var force = false

  func validate() throws {
    guard !resume || (output ?? "-") != "-" else {
      throw ValidationError("--resume needs --output and a file.")
    }
    guard !resume || !force else {
      throw ValidationError("--resume goes on with a file, --force replaces it: choose one.")
    }
  }

  /// - Throws: `CommandError`, where two of the files, or one and the topics at `topics`, are the same.
  func check(topics: String) throws(CommandError) {
    let paths = [topics, output, missing, counts].compactMap(\.self).filter { $0 != "-" }
    for (index, path) in paths.enumerated() {
      guard let other = paths[..<index].first(where: { isSameFile($0, path) }) else { continue }
      let names = other == path ? printable(path) : "\(printable(other)) and \(printable(path))"
      throw CommandError(
        sentence: "\(names) cannot be two things at a time: topics, answers and lists are files of "
          + "their own")
    }
  }

  /// Begins a list, which --resume makes anew.
  func list(_ path: String?) throws(ArchiveError) -> ListFile? {
    guard let path else { return nil }
    return ListFile(try PendingFile(at: path, replacing: force || resume))
  }
}

/// A file of a line for each of some queries, there when it is whole.
final class ListFile {
  private let file: PendingFile
  private var buffer: [UInt8] = []

  init(_ file: PendingFile) { self.file = file }

  /// Adds a line of `fields` between tabs.
  func add(_ fields: [String]) throws(ArchiveError) {
    buffer += RowFormat.tsv.line(fields).utf8
    if buffer.count >= 1 << 16 { try flush() }
  }

  /// Gives the file its name.
  func finish() throws(ArchiveError) {
    try flush()
    try file.finish()
  }

  private func flush() throws(ArchiveError) {
    try file.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}

/// Where the answers of a batch go.
enum BatchOutput {
  case standardOutput
  /// A file that is written whole.
  case pending(PendingFile)
  /// A file that is written in place.
  case resumed(ResumedFile)

  /// The answers that are there already.
  var written: WrittenAnswers? {
    if case .resumed(let file) = self { file.written } else { nil }
  }
}

private func isSameFile(_ one: String, _ other: String) -> Bool {
  if one == other { return true }
  var (first, second) = (stat(), stat())
  return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_ino == second.st_ino
    && first.st_dev == second.st_dev
}
