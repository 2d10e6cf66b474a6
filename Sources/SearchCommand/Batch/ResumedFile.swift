internal import Glibc

/// A file of answers that is written in place, so that a run that dies can be gone on with.
///
/// While it is being written it is locked (flock(2)), so that two do not write it at a time.
final class ResumedFile {
  /// What it holds already.
  let written: WrittenAnswers
  private let path: String
  private let descriptor: Int32

  /// Opens the file at `path`, or makes it, and cuts off what is incomplete at its end.
  ///
  /// - Throws: `CommandError`, where there is a file of something else; it is not touched.
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
      let bytes = try bytesOfFile(path)
      do throws(WrittenAnswers.Trouble) {
        written = try WrittenAnswers(bytes, by: writer, to: queries)
      } catch {
        throw CommandError(
          sentence: "\(printable(path)) cannot be gone on with: \(error.words(writer))")
      }
      guard ftruncate(descriptor, off_t(written.length)) == 0,
        lseek(descriptor, 0, SEEK_END) >= 0
      else { throw Self.unwritable(path, errno) }
      if written.length == 0 { try write(Array(writer.header.utf8)) }
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

  /// Sees that everything is on the disk.
  func finish() throws(CommandError) {
    guard fsync(descriptor) == 0 else { throw Self.unwritable(path, errno) }
  }

  private static func unwritable(_ path: String, _ code: Int32) -> CommandError {
    CommandError(
      sentence: "\(printable(path)) cannot be written: \(String(cString: strerror(code)))")
  }
}

extension WrittenAnswers.Trouble {
  /// Why a file cannot be gone on with, for people.
  func words(_ writer: BatchWriter) -> String {
    switch self {
    case .otherFormat(let line):
      "line \(grouped(line)) is no answer in --format \(writer.format.rawValue)"
    case .otherTopic(let id): "it answers the query \(quotedID(id)), which is not among the topics"
    case .otherQuery(let id): "by the id \(quotedID(id)) it answers another query"
    case .otherTag(let tag): "its run is \(quotedID(tag)), not \(quotedID(writer.tag))"
    case .repeated(let id): "its answers to the query \(quotedID(id)) stand in two places"
    }
  }
}
