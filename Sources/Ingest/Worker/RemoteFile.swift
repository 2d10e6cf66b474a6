internal import Formats

/// A file that a worker process reads, and what is known about it so far.
final class RemoteFile {
  let request: FileRequest
  /// The open file.
  let input: HashedFile
  /// Called before anything else is passed on.
  let onBegin: () throws -> Void
  let onRecord: RecordHandler
  let onSkipped: (_ member: String) throws -> Void
  /// Called with the hash of the file's bytes, or with the error that ended the reading.
  let onEnd: (Result<String?, ReadError>) throws -> Void

  /// True if the process that runs now has received the file.
  var isSent = false
  /// True if some process has received the file.
  var wasSent = false
  var hasBegun = false
  /// The number of times that others have killed the process at this position.
  var kills = 0
  /// The position after what was passed on.
  var position = ReadPosition()
  /// The names of the members around the position.
  var members: [String] = []
  /// True if an article is being made of the next record.
  var isRecordBegun = false
  /// The line of this record.
  var begunLine: Int?

  init(
    _ request: FileRequest, _ input: HashedFile, onBegin: @escaping () throws -> Void = {},
    onRecord: @escaping RecordHandler,
    onSkipped: @escaping (_ member: String) throws -> Void = { _ in },
    onEnd: @escaping (Result<String?, ReadError>) throws -> Void
  ) {
    self.request = request
    self.input = input
    self.onBegin = onBegin
    self.onRecord = onRecord
    self.onSkipped = onSkipped
    self.onEnd = onEnd
  }

  /// Returns a failed record that stands for what could not be read, and moves the position past
  /// it; nil if the whole rest of the file cannot be read.
  func passCulprit(_ error: ReadError) -> FileRecord? {
    guard isRecordBegun || position.isInMember else { return nil }
    var record = FileRecord(bytes: 0) { () throws(ReadError) in throw error }
    record.member = members.last ?? ""
    if isRecordBegun {
      record.line = begunLine
      position.passRecord()
    } else {
      position.endMember()
      members.removeLast()
    }
    isRecordBegun = false
    return record
  }
}
