internal import FoundationEssentials
internal import Formats

/// A message from a worker process.
enum WorkerEvent {
  /// The process has given up what it does not need, and can receive files.
  case ready
  /// A member of a container begins.
  case member(String)
  /// The member that began last, and has not ended, ends.
  case memberEnd
  /// An article is about to be made of the next record, which starts on this line.
  case begun(line: Int?)
  case record(DraftedRecord)
  /// A member of a container whose format is not known.
  case skipped(member: String)
  /// A database at this path, to be read by another process.
  case database(path: String, member: String)
  /// The end of the file: the hash of its bytes, or the error that ended the reading.
  case end(Result<String?, ReadError>)
  /// Something that takes a while goes on.
  case working
  /// Asks for a temporary file.
  case makeTemporaryFile(Int, ending: String)
  case removeTemporaryFile(String)
  /// Asks for a conversion.
  case convert(Int, kind: String, path: String)

  var frame: Frame {
    var frame = Frame(type)
    switch self {
    case .ready, .memberEnd, .working: break
    case .begun(let line): frame.append(line ?? 0)
    case .member(let name), .skipped(let name), .removeTemporaryFile(let name):
      frame.append(name)
    case .record(let record): record.append(to: &frame)
    case .database(let path, let member):
      frame.append(path)
      frame.append(member)
    case .end(.success(let hash)):
      frame.append(true)
      frame.append(hash)
    case .end(.failure(let error)):
      frame.append(false)
      frame.append(error.encoded)
    case .makeTemporaryFile(let number, let ending):
      frame.append(number)
      frame.append(ending)
    case .convert(let number, let kind, let path):
      frame.append(number)
      frame.append(kind)
      frame.append(path)
    }
    return frame
  }

  private var type: UInt8 {
    switch self {
    case .member: 0
    case .memberEnd: 1
    case .begun: 2
    case .record: 3
    case .skipped: 4
    case .database: 5
    case .end: 6
    case .working: 7
    case .makeTemporaryFile: 8
    case .removeTemporaryFile: 9
    case .convert: 10
    case .ready: 11
    }
  }

  init(_ fields: FrameFields) throws(FrameFields.Malformed) {
    var fields = fields
    switch fields.type {
    case 0: self = .member(try fields.text())
    case 1: self = .memberEnd
    case 2: self = .begun(line: positive(try fields.number()))
    case 3: self = .record(try DraftedRecord(&fields))
    case 4: self = .skipped(member: try fields.text())
    case 5: self = .database(path: try fields.text(), member: try fields.text())
    case 6:
      self = .end(
        try fields.flag()
          ? .success(try fields.optionalText()) : .failure(ReadError(encoded: try fields.bytes())))
    case 7: self = .working
    case 8: self = .makeTemporaryFile(try fields.number(), ending: try fields.text())
    case 9: self = .removeTemporaryFile(try fields.text())
    case 10:
      self = .convert(try fields.number(), kind: try fields.text(), path: try fields.text())
    case 11: self = .ready
    default: throw FrameFields.Malformed()
    }
  }
}

/// Returns a line number; nil if it is 0, which stands for none.
private func positive(_ line: Int) -> Int? { line > 0 ? line : nil }

/// A record, and the article that was made of it.
struct DraftedRecord {
  var line: Int?
  var member: String
  var bytes: Int
  var draft: Result<ArticleDraft, ReadError>

  /// Makes an article of a record.
  init(_ record: FileRecord) {
    line = record.line
    member = record.member
    bytes = record.bytes
    do throws(ReadError) {
      draft = .success(try record.draft())
    } catch {
      draft = .failure(error)
    }
  }

  /// A record that is already drafted.
  var record: FileRecord {
    let draft = draft
    var record = FileRecord(bytes: bytes) { () throws(ReadError) in try draft.get() }
    record.line = line
    record.member = member
    return record
  }

  fileprivate func append(to frame: inout Frame) {
    frame.append(line ?? 0)
    frame.append(member)
    frame.append(bytes)
    switch draft {
    case .success(let draft):
      frame.append(true)
      draft.append(to: &frame)
    case .failure(let error):
      frame.append(false)
      frame.append(error.encoded)
    }
  }

  fileprivate init(_ fields: inout FrameFields) throws(FrameFields.Malformed) {
    line = positive(try fields.number())
    member = try fields.text()
    bytes = max(0, try fields.number())
    draft =
      try fields.flag()
      ? .success(try ArticleDraft(&fields)) : .failure(ReadError(encoded: try fields.bytes()))
  }
}

extension ArticleDraft {
  fileprivate func append(to frame: inout Frame) {
    for field in Field.allCases { frame.append(self[field]) }
    frame.append(location)
    frame.append(text)
    frame.append(notes != ReaderNotes())
    if notes != ReaderNotes() {
      frame.append((try? JSONEncoder().encode(notes)).map { Array($0) } ?? [])
    }
  }

  fileprivate init(_ fields: inout FrameFields) throws(FrameFields.Malformed) {
    self.init()
    for field in Field.allCases { self[field] = try fields.optionalText() }
    location = try fields.optionalText()
    text = try fields.text()
    if try fields.flag() {
      let encoded = Data(try fields.bytes())
      notes = (try? JSONDecoder().decode(ReaderNotes.self, from: encoded)) ?? ReaderNotes()
    }
  }
}

extension ReadError {
  /// The error in JSON.
  var encoded: [UInt8] { (try? JSONEncoder().encode(self)).map { Array($0) } ?? [] }

  init(encoded: ArraySlice<UInt8>) {
    self = (try? JSONDecoder().decode(ReadError.self, from: Data(encoded))) ?? .readerStopped
  }
}
