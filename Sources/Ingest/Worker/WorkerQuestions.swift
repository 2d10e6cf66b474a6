internal import Formats
internal import Glibc

/// The questions of a worker process to the program, and their answers.
///
/// The threads of the worker ask; the thread that receives messages passes on the answers.
final class WorkerQuestions: @unchecked Sendable {
  // Unchecked, because `mutex` guards every stored variable below.
  private var mutex = pthread_mutex_t()
  private var changed = pthread_cond_t()
  private var lastNumber = 0
  private var answers: [Int: (answer: WorkerRequest.Answer, descriptor: Int32)] = [:]

  private let send: @Sendable (Frame) -> Void

  /// Creates questions that `send` sends.
  init(send: @escaping @Sendable (Frame) -> Void) {
    self.send = send
    pthread_mutex_init(&mutex, nil)
    pthread_cond_init(&changed, nil)
  }

  deinit {
    pthread_cond_destroy(&changed)
    pthread_mutex_destroy(&mutex)
  }

  /// Passes on an answer.
  func take(_ number: Int, _ answer: WorkerRequest.Answer, _ descriptor: Int32) {
    pthread_mutex_lock(&mutex)
    answers[number] = (answer, descriptor)
    pthread_cond_broadcast(&changed)
    pthread_mutex_unlock(&mutex)
  }

  private func ask(
    _ question: (Int) -> WorkerEvent
  ) throws(ReadError) -> (answer: WorkerRequest.Answer, descriptor: Int32) {
    pthread_mutex_lock(&mutex)
    lastNumber += 1
    let number = lastNumber
    pthread_mutex_unlock(&mutex)
    send(question(number).frame)
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    while true {
      if let found = answers.removeValue(forKey: number) {
        if case .failed(let error) = found.answer { throw error }
        return found
      }
      pthread_cond_wait(&changed, &mutex)
    }
  }

  /// The services of the program.
  var services: ReaderServices {
    ReaderServices(
      makeTemporaryFile: { ending throws(ReadError) in
        let found = try self.ask { .makeTemporaryFile($0, ending: ending) }
        guard case .temporaryFile(let path) = found.answer, found.descriptor >= 0 else {
          throw .readerStopped
        }
        return TemporaryFile(path: path, descriptor: found.descriptor)
      },
      removeTemporaryFile: { self.send(WorkerEvent.removeTemporaryFile($0).frame) },
      convert: { kind, path throws(ReadError) in
        let found = try self.ask { .convert($0, kind: kind, path: path) }
        guard case .converted(let document) = found.answer else { throw .readerStopped }
        return document
      })
  }
}
