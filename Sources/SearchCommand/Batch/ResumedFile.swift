internal import Archive
internal import Glibc
internal import Output

/// A file of answers that is written in place, so that an interrupted run can be continued.
///
/// It is locked (flock(2)) while it is written, so that two programs do not write it at a time.
final class ResumedFile {
  /// The answers that it already has.
  let written: ResumePoint
  private let path: String
  private let descriptor: Int32

  /// Opens or creates the file at `path`, and cuts off an incomplete answer at its end.
  ///
  /// - Throws: `CommandError`, if the file is something else; it is not changed.
  init(
    path: String, _ writer: BatchWriter, _ queries: [BatchQuery]
  ) throws(CommandError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o666)
    guard descriptor >= 0 else { throw Self.unwritable(path, errno) }
    do throws(CommandError) {
      var status = stat()
      guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        throw CommandError(sentence: "\(printable(path)) is not a file, and --resume needs one")
      }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        throw CommandError(
          sentence: "\(printable(path)) is being written by another program; try again later")
      }
      let bytes = try readFile(path)
      do throws(ResumePoint.Mismatch) {
        written = try ResumePoint(bytes, by: writer, to: queries)
      } catch {
        throw CommandError(
          sentence: "\(printable(path)) cannot be continued: \(error.words(writer))")
      }
      guard ftruncate(descriptor, off_t(written.length)) == 0,
        lseek(descriptor, 0, SEEK_END) >= 0
      else { throw Self.unwritable(path, errno) }
      if written.length == 0 { try write(Array(writer.format.header.utf8)) }
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  /// Adds the whole answer to a query.
  func write(_ answer: [UInt8]) throws(CommandError) {
    let code = writeAll(answer, to: descriptor)
    if code != 0 { throw Self.unwritable(path, code) }
  }

  /// Makes sure that everything is on the disk.
  func finish() throws(CommandError) {
    guard fsync(descriptor) == 0 else { throw Self.unwritable(path, errno) }
  }

  private static func unwritable(_ path: String, _ code: Int32) -> CommandError {
    CommandError(
      sentence: "\(printable(path)) cannot be written: \(String(cString: strerror(code)))")
  }
}

extension ResumePoint.Mismatch {
  /// Why a file cannot be continued, for people.
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
