internal import Archive
internal import Output

/// A file of answers that is written in place, so that an interrupted run can be continued.
final class ResumedFile {
  /// The answers that it already has.
  let written: ResumePoint
  private let file: LockedFile

  /// Opens or creates the file at `path`, and cuts off an incomplete answer at its end.
  ///
  /// - Throws: `ArchiveError`, if the file cannot be written; `CommandError`, if it holds anything
  ///   but answers of this run to these queries. The file is then not changed.
  init(path: String, _ writer: BatchWriter, _ queries: [BatchQuery]) throws {
    file = try LockedFile(path)
    let bytes = try readFile(path)
    do throws(ResumePoint.Mismatch) {
      written = try ResumePoint(bytes, by: writer, to: queries)
    } catch {
      throw CommandError(sentence: "\(printable(path)) cannot be continued: \(error.words(writer))")
    }
    try file.truncate(to: written.length)
    if written.length == 0 { try write(Array(writer.format.header.utf8)) }
  }

  /// Appends the complete answer to a query.
  func write(_ answer: [UInt8]) throws(ArchiveError) { try file.write(answer) }

  /// Syncs the file to the disk.
  func finish() throws(ArchiveError) { try file.sync() }
}

extension ResumePoint.Mismatch {
  /// The reason why a file cannot be continued, for people.
  func words(_ writer: BatchWriter) -> String {
    switch self {
    case .otherFormat(let line):
      "line \(grouped(line)) is not an answer in --format \(writer.format.name)"
    case .otherTopic(let id): "the topics have no query \(quotedID(id)), which it answers"
    case .otherQuery(let id): "it answers another query with the id \(quotedID(id))"
    case .otherTag(let tag): "its run is called \(quotedID(tag)), not \(quotedID(writer.tag))"
    case .repeated(let id): "it answers the query \(quotedID(id)) in two places"
    }
  }
}
