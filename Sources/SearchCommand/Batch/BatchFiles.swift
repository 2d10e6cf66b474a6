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

  /// Creates the list file at `path`, with `columns` on each line.
  ///
  /// --resume replaces the list that an earlier run to these queries wrote, and no other file.
  func list(
    _ path: String?, of queries: [BatchQuery], columns: ListFile.Columns
  ) throws -> ListFile? {
    guard let path else { return nil }
    if resume, exists(path), try !ListFile.isList(readFile(path), of: queries, columns) {
      throw CommandError(
        sentence: "\(printable(path)) exists and is not a list of these queries; "
          + "choose another name")
    }
    return ListFile(try PendingFile(at: path, replacing: force || resume), columns)
  }
}

/// A file with a line for each query on a list.
///
/// The file appears when it is complete.
final class ListFile {
  /// The fields of a line.
  enum Columns {
    /// The id and the text of the query.
    case query
    /// The same, and the number of hits between them.
    case queryWithTotal
  }

  private let file: PendingFile
  private let columns: Columns
  private var buffer: [UInt8] = []

  init(_ file: PendingFile, _ columns: Columns) {
    self.file = file
    self.columns = columns
  }

  /// Adds the line of a query that has `total` hits.
  func add(_ query: BatchQuery, total: Int) throws(ArchiveError) {
    buffer += Self.line(query, total: String(total), columns).utf8
    if buffer.count >= 1 << 16 { try flush() }
  }

  private static func line(_ query: BatchQuery, total: String, _ columns: Columns) -> String {
    switch columns {
    case .query: RowFormat.tsv.line([query.id, query.text])
    case .queryWithTotal: RowFormat.tsv.line([query.id, total, query.text])
    }
  }

  /// True if each line of a file is the line of one of these queries.
  static func isList(_ bytes: [UInt8], of queries: [BatchQuery], _ columns: Columns) -> Bool {
    guard bytes.isEmpty || bytes.last == 0x0A else { return false }
    let lines = Set(queries.map { Array(line($0, total: "", columns).utf8.dropLast()) })
    return bytes.split(separator: 0x0A).allSatisfy { line in
      var fields = line.split(separator: 0x09, omittingEmptySubsequences: false)
      if columns == .queryWithTotal, fields.count > 1 {
        guard Int(String(decoding: fields[1], as: UTF8.self)) != nil else { return false }
        fields[1] = []
      }
      return lines.contains(Array(fields.joined(separator: [0x09])))
    }
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
