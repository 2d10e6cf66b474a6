internal import Archive
internal import Formats

/// What the thread that reads hands on to the one that writes, in order.
enum ReadStep: Sendable {
  /// The records of a file follow.
  case begin(FoundFile)
  /// A record, of which an article is to be made on the way.
  case record(FileRecord)
  /// What was made of a record.
  case article(ReadArticle)
  /// The end of a file: as it was when it had been read, with the SHA-256 of its bytes, or the
  /// reason why not all of it could be read.
  case end(FileStatus, Result<String?, ReadError>)
  /// A file that is as it was when it was read.
  case unchanged(FoundFile, StoredFile)
  /// A file of which only the file system says something else than when it was read.
  case touched(FoundFile, StoredFile)
  /// A file that was read when it had another name.
  case renamed(FoundFile, from: StoredFile)
  /// A file that is not read, or a member of one.
  case skipped(location: String, file: String, IngestEntry.SkipReason)
  /// Something that cannot be read.
  case failure(IngestError)

  /// How much memory it takes, roughly.
  var bytes: Int {
    if case .record(let record) = self { record.bytes + 512 } else { 512 }
  }

  /// The step with the article made of the record, where it is one.
  func worked() -> ReadStep {
    guard case .record(let record) = self else { return self }
    return .article(ReadArticle(record))
  }
}

/// An article as it was read, but for its location; or why there is none.
struct ReadArticle: Sendable {
  var line: Int?
  var member: String
  /// What it took in its file, in bytes, roughly.
  var sourceBytes: Int
  /// The bytes of its text.
  var bytes = 0
  /// A date of publication that makes no sense.
  var unreadableDate: String?
  /// The location that an export gives it.
  var location: String?
  var result: Result<PreparedArticle, ReadError>

  init(_ record: FileRecord) {
    line = record.line
    member = record.member
    sourceBytes = record.bytes
    do throws(ReadError) {
      let draft = try record.draft()
      location = draft.location
      result = .success(try PreparedArticle(draft))
      bytes = draft.text.utf8.count
      unreadableDate = draft.unreadableDate
    } catch {
      result = .failure(error)
    }
  }

  /// Where the article is: `path#docno`; `path:line` where it has no docno, or one that the file
  /// had before; `path` where it is the file.
  func location(in path: String, _ docnos: inout Set<Int>) -> String {
    if let location { return location }
    let path = path + member
    guard let line else { return path }
    guard case .success(let article) = result, !article.metadata.docno.isEmpty else {
      return "\(path):\(line)"
    }
    let name = "\(path)#\(article.metadata.docno)"
    // Their hashes: a file can have millions. A collision costs only the nicer name.
    return docnos.insert(name.hashValue).inserted ? name : "\(path):\(line)"
  }
}
