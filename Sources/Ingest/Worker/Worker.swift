internal import CSandbox
internal import Formats
internal import Glibc
internal import Threading

/// The work of a worker process: one thread reads the files, several threads make articles, and the
/// main thread sends them.
final class Worker: @unchecked Sendable {
  // Unchecked, because the threads share only what has a lock of its own.
  private let socket: WorkerSocket
  private let settings: WorkerSettings
  private let requests = WorkerRequests()
  private let questions: WorkerQuestions

  init(_ socket: WorkerSocket, _ settings: WorkerSettings) {
    self.socket = socket
    self.settings = settings
    questions = WorkerQuestions { Self.send($0.encoded, socket) }
  }

  func run() {
    let receiver = WorkerThread { self.receive() }
    guard receiver != nil else { return }
    if settings.announcesRecords { return readAnnouncing() }
    let pipeline = OrderedPipeline<[WorkerItem], EncodedItems>(capacity: 16 << 20) { items in
      EncodedItems(items)
    }
    pipeline.run(
      jobs: settings.jobs,
      give: { give in
        let batch = WorkerBatch(give)
        while true {
          let (request, descriptor) = self.requests.next()
          self.read(request, descriptor) { batch.append($0) }
          if self.requests.isEmpty { batch.flush() }
        }
      },
      take: { self.send($0.bytes, allowing: $0.seconds) }, idle: {})
  }

  private static func send(_ bytes: [UInt8], _ socket: WorkerSocket) {
    // Without the program, there is nothing to do.
    do { try socket.send(bytes) } catch { exit(0) }
  }

  /// Sends messages, and allows each thread this many more seconds of processor time.
  private func send(_ bytes: [UInt8], allowing seconds: Int) {
    Self.send(bytes, socket)
    let threads = settings.announcesRecords ? 1 : settings.jobs + 1
    _ = csandbox_limit_time(UInt64(max(1, seconds) * threads))
  }

  /// Reads on this thread alone, and announces each record.
  private func readAnnouncing() {
    while true {
      let (request, descriptor) = requests.next()
      read(request, descriptor) { item in
        if case .record(let record) = item.content {
          let begun = WorkerEvent.begun(line: record.line)
          self.send(begun.frame.encoded, allowing: item.seconds)
        }
        let encoded = EncodedItems([item])
        self.send(encoded.bytes, allowing: encoded.seconds)
      }
    }
  }

  /// Receives messages until the program closes the connection, and then ends the process.
  private func receive() {
    while let (fields, descriptor) = try? socket.receiveWithDescriptor() {
      switch try? WorkerRequest(fields) {
      case .read(let request): requests.append(request, descriptor)
      case .answer(let number, let answer): questions.take(number, answer, descriptor)
      case .start, nil: exit(1)
      }
    }
    exit(0)
  }

  /// Reads a file from the requested position on, and calls `give` with each part.
  private func read(
    _ request: FileRequest, _ descriptor: Int32, _ give: @escaping (WorkerItem) -> Void
  ) {
    let seconds = ReadingWorker.seconds(forBytes: request.size)
    func pass(_ content: WorkerItem.Content) {
      give(WorkerItem(content: content, seconds: seconds))
    }
    send([], allowing: seconds)
    let file = HashedFile(descriptor: descriptor, isHashed: request.path != "-")
    let filter = PositionFilter(request.position)
    var handlers = ReadHandlers(
      onRecord: { pass(filter.passesRecord() ? .record($0) : .event(.working)) },
      onSkipped: { pass(.event(.skipped(member: $0))) },
      onMember: { member in
        let choice = filter.beginMember()
        pass(.event(choice == .announce ? .member(member) : .working))
        return choice != .skip
      },
      onMemberEnd: { if filter.endMember() { pass(.event(.memberEnd)) } })
    if !request.readsDatabases {
      handlers.onDatabase = { path, member, copy in
        if filter.passesRecord() { pass(.database(path: path, member: member, copy)) }
      }
    }
    let reader = FileReader(
      settings: ReaderSettings(stored: request.settings), services: questions.services,
      handlers: handlers)
    do {
      try reader.read(location: request.location, path: request.path, file.stream)
      pass(.event(.end(.success(try file.contentHash()))))
    } catch let error as ReadError {
      pass(.event(.end(.failure(error))))
    } catch {
      pass(.event(.end(.failure(.readerStopped))))
    }
  }
}

/// A part of a file that is reported to the program.
struct WorkerItem: Sendable {
  enum Content: Sendable {
    case event(WorkerEvent)
    case record(FileRecord)
    case database(path: String, member: String, TemporaryCopy?)
  }

  var content: Content
  /// The processor time that the next part of the file may take, in seconds.
  var seconds: Int
}

/// The messages for some items.
struct EncodedItems: Sendable {
  private(set) var bytes: [UInt8] = []
  /// The processor time that the next items may take, in seconds.
  private(set) var seconds = 0
  /// Copies that must exist until the messages have been sent.
  private var copies: [TemporaryCopy] = []

  /// Makes articles of the records, and encodes them.
  init(_ items: [WorkerItem]) {
    for item in items {
      seconds = max(seconds, item.seconds)
      switch item.content {
      case .event(let event): bytes += event.frame.encoded
      case .record(let record): bytes += WorkerEvent.record(DraftedRecord(record)).frame.encoded
      case .database(let path, let member, let copy):
        bytes += WorkerEvent.database(path: path, member: member).frame.encoded
        if let copy { copies.append(copy) }
      }
    }
  }
}

/// Collects items, so that threads do not wait for each one.
private final class WorkerBatch {
  private static let maxBytes = 128 << 10
  private static let maxItems = 256

  private let give: ([WorkerItem], Int) -> Bool
  private var items: [WorkerItem] = []
  private var weight = 0

  init(_ give: @escaping ([WorkerItem], Int) -> Bool) { self.give = give }

  func append(_ item: WorkerItem) {
    items.append(item)
    if case .record(let record) = item.content { weight += record.bytes }
    weight += 512
    if weight >= Self.maxBytes || items.count >= Self.maxItems { flush() }
  }

  func flush() {
    guard !items.isEmpty else { return }
    // Each batch takes a place in the queue, so even a small one has a minimum weight.
    _ = give(items, max(32 << 10, weight))
    items = []
    weight = 0
  }
}
