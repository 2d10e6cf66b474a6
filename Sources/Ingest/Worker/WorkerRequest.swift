internal import Formats

/// A message to a worker process.
enum WorkerRequest {
  /// The first message: the way to work.
  case start(WorkerSettings)
  /// Reads a file, whose descriptor comes with the message.
  case read(FileRequest)
  /// The answer to the worker's question of this number.
  case answer(Int, Answer)

  /// The answer to a question of the worker.
  enum Answer {
    /// The path of a new temporary file, whose descriptor comes with the message.
    case temporaryFile(String)
    case converted(ConvertedDocument)
    case failed(ReadError)
  }

  var frame: Frame {
    switch self {
    case .start(let settings):
      var frame = Frame(0)
      frame.append(settings.jobs)
      frame.append(settings.announcesRecords)
      frame.append(settings.readablePaths.count)
      for path in settings.readablePaths { frame.append(path) }
      return frame
    case .read(let request):
      var frame = Frame(1)
      frame.append(request.location)
      frame.append(request.path)
      frame.append(request.settings)
      frame.append(request.size)
      frame.append(request.readsDatabases)
      frame.append(request.position.levels.count)
      for level in request.position.levels {
        frame.append(level.records)
        frame.append(level.members)
      }
      return frame
    case .answer(let number, .temporaryFile(let path)):
      var frame = Frame(2)
      frame.append(number)
      frame.append(path)
      return frame
    case .answer(let number, .converted(let document)):
      var frame = Frame(3)
      frame.append(number)
      frame.append(Int(document.format.rawValue))
      frame.append(document.output)
      frame.append(document.lines != nil)
      if let lines = document.lines { frame.append(lines) }
      frame.append(document.name)
      frame.append(document.properties != nil)
      if let properties = document.properties { frame.append(properties) }
      return frame
    case .answer(let number, .failed(let error)):
      var frame = Frame(4)
      frame.append(number)
      frame.append(error.encoded)
      return frame
    }
  }

  init(_ fields: FrameFields) throws(FrameFields.Malformed) {
    var fields = fields
    switch fields.type {
    case 0:
      var settings = WorkerSettings(
        jobs: try fields.number(), announcesRecords: try fields.flag(), readablePaths: [])
      for _ in 0..<max(0, try fields.number()) { settings.readablePaths.append(try fields.text()) }
      self = .start(settings)
    case 1:
      var request = FileRequest(
        location: try fields.text(), path: try fields.text(), settings: try fields.text(),
        size: try fields.number(), readsDatabases: try fields.flag())
      var levels: [ReadPosition.Level] = []
      for _ in 0..<max(0, try fields.number()) {
        levels.append(
          ReadPosition.Level(records: try fields.number(), members: try fields.number()))
      }
      request.position = ReadPosition(levels) ?? ReadPosition()
      self = .read(request)
    case 2: self = .answer(try fields.number(), .temporaryFile(try fields.text()))
    case 3:
      let number = try fields.number()
      guard let format = ConvertedDocument.Format(rawValue: UInt8(clamping: try fields.number()))
      else { throw FrameFields.Malformed() }
      let output = try Array(fields.bytes())
      let lines = try fields.flag() ? try Array(fields.bytes()) : nil
      let name = try fields.text()
      let properties = try fields.flag() ? try Array(fields.bytes()) : nil
      self = .answer(
        number,
        .converted(
          ConvertedDocument(
            format: format, output: output, lines: lines, name: name, properties: properties)))
    case 4: self = .answer(try fields.number(), .failed(ReadError(encoded: try fields.bytes())))
    default: throw FrameFields.Malformed()
    }
  }
}

/// The way a worker process works.
struct WorkerSettings {
  /// The number of threads that make articles.
  var jobs: Int
  /// True to announce each record before an article is made of it, so that the record is known if
  /// the process ends.
  ///
  /// There is then only one thread.
  var announcesRecords: Bool
  /// The files that the process may open.
  var readablePaths: [String]
}

/// A file that a worker process reads.
struct FileRequest {
  /// The name by whose extension the format is recognized.
  var location: String
  /// The path, for programs and libraries that read only files; `-` for standard input.
  var path: String
  /// The reader's settings in their stored form.
  var settings: String
  /// The number of bytes.
  var size: Int
  /// True to read databases; false to leave that to another process.
  var readsDatabases: Bool
  /// The position to start from.
  var position = ReadPosition()
}
