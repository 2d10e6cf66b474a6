internal import Glibc
internal import SQLite

/// Cuts texts as the index does, on any thread.
enum TextCutter {
  /// The terms of each text; none at all where there is no tokenizer.
  static func terms(of texts: [String]) -> [TokenizedText] {
    guard let cutter = pool.take() else { return [] }
    defer { pool.giveBack(cutter) }
    var result: [TokenizedText] = []
    result.reserveCapacity(texts.count)
    for text in texts {
      guard let terms = try? cutter.tokenizer.tokenized(text) else { return [] }
      result.append(terms)
    }
    return result
  }

  private static let pool = Pool()

  /// A tokenizer with the connection that it belongs to, a private one in memory.
  private struct Cutter {
    let connection: Connection
    let tokenizer: Tokenizer

    init?() {
      guard let connection = try? Connection(path: ":memory:", access: .create),
        let tokenizer = try? connection.tokenizer(Archive.tokenizer)
      else { return nil }
      self.connection = connection
      self.tokenizer = tokenizer
    }
  }

  /// Those that no thread is using: there are never more than there were threads at once.
  private final class Pool: @unchecked Sendable {
    // `cutters` is touched only with `mutex` held, and what is in it is used by nobody: so the class
    // may be shared.
    private var mutex = pthread_mutex_t()
    private var cutters: [Cutter] = []

    init() { pthread_mutex_init(&mutex, nil) }

    func take() -> Cutter? {
      pthread_mutex_lock(&mutex)
      let cutter = cutters.popLast()
      pthread_mutex_unlock(&mutex)
      return cutter ?? Cutter()
    }

    func giveBack(_ cutter: Cutter) {
      pthread_mutex_lock(&mutex)
      cutters.append(cutter)
      pthread_mutex_unlock(&mutex)
    }
  }
}
