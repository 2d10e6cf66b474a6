internal import Archive
internal import Formats

/// A step that the reading thread passes to the writing thread, in order.
enum ReadStep: Sendable {
  /// The start of a file whose records follow.
  case begin(FoundFile)
  /// The number of bytes of the file that had been read when the records before this step were.
  case position(Int64)
  /// A record, which a thread of the pipeline converts to an article before it is stored.
  case record(FileRecord)
  /// The article of a record.
  case article(ReadArticle)
  /// The end of a file: its status, and either the SHA-256 of its bytes (nil for standard input) or
  /// the error that ended the reading.
  case end(FileStatus, Result<String?, ReadError>)
  /// A file that has not changed since it was read.
  case unchanged(FoundFile, StoredFile)
  /// A file with a new status but unchanged bytes.
  case touched(FoundFile, StoredFile)
  /// A file that the archive knows under another name.
  case renamed(FoundFile, from: StoredFile)
  /// A file, or a member of one, that is not read.
  case skipped(location: String, file: String, IngestEntry.SkipReason)
  /// A path that cannot be read.
  case failure(IngestError)
  /// The archive cannot be asked which files were read before. This is the last step.
  case lookupFailure(ArchiveError)

  /// The approximate number of bytes of memory that the step takes.
  var bytes: Int {
    if case .record(let record) = self { record.bytes + 512 } else { 512 }
  }

  /// Returns the step.
  ///
  /// If the step is a record, the record is converted to an article.
  func converted() -> ReadStep {
    guard case .record(let record) = self else { return self }
    return .article(ReadArticle(record))
  }
}

/// The article made from a record, still without its location, or the error that prevented it.
struct ReadArticle: Sendable {
  var line: Int?
  var member: String
  /// The approximate size of the record in its file, in bytes.
  var sourceBytes: Int
  /// The number of bytes of the article's text.
  var bytes = 0
  /// A date of publication that could not be parsed.
  var unreadableDate: String?
  /// The remarks of the reader.
  var notes = ReaderNotes()
  /// The location of an exported article; nil for all other articles.
  var location: String?
  var result: Result<PreparedArticle, ReadError>

  init(_ record: FileRecord) {
    line = record.line
    member = record.member
    sourceBytes = record.bytes
    do throws(ReadError) {
      let draft = try record.draft()
      location = draft.location
      notes = draft.notes
      result = .success(try PreparedArticle(draft))
      bytes = draft.text.utf8.count
      unreadableDate = draft.unreadableDate
    } catch {
      result = .failure(error)
    }
  }

  /// Returns the location of the article.
  ///
  /// An exported article keeps its location. An article that is a whole file has the location
  /// `path`. In a file of many articles, the location is `path#docno`, or `path:line` if the docno
  /// is missing or occurred earlier in the file.
  func location(in path: String, _ docnos: inout Set<Int>) -> String {
    if let location { return location }
    let path = path + member
    guard let line else { return path }
    guard case .success(let article) = result, !article.metadata.docno.isEmpty else {
      return "\(path):\(line)"
    }
    let name = "\(path)#\(article.metadata.docno)"
    // Only the hashes are stored, because a file can have millions of articles. If two hashes
    // collide, the line is used instead.
    return docnos.insert(name.hashValue).inserted ? name : "\(path):\(line)"
  }
}
