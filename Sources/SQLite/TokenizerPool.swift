internal import Glibc

/// Tokenizers of one specification for any thread, each with a private connection in memory.
package final class TokenizerPool: @unchecked Sendable {
  // `idle` is touched only with `mutex` held, and no thread uses what is in it: so the class may be
  // shared.
  private var mutex = pthread_mutex_t()
  private var idle: [OwnedTokenizer] = []
  private let specification: String

  /// A tokenizer with the connection that it must not outlive.
  private struct OwnedTokenizer {
    let connection: Connection
    let tokenizer: Tokenizer

    init?(_ specification: String) {
      guard let connection = try? Connection(path: ":memory:", access: .create),
        let tokenizer = try? connection.tokenizer(specification)
      else { return nil }
      self.connection = connection
      self.tokenizer = tokenizer
    }
  }

  /// Creates an empty pool of the tokenizers that `tokenize = '<specification>'` of FTS5 names.
  package init(specification: String) {
    self.specification = specification
    pthread_mutex_init(&mutex, nil)
  }

  deinit { pthread_mutex_destroy(&mutex) }

  /// The terms of each text; empty if there is no tokenizer.
  package func terms(of texts: [String]) -> [TokenizedText] {
    guard let owned = take() else { return [] }
    defer { giveBack(owned) }
    var result: [TokenizedText] = []
    result.reserveCapacity(texts.count)
    for text in texts {
      guard let terms = try? owned.tokenizer.tokenized(text) else { return [] }
      result.append(terms)
    }
    return result
  }

  private func take() -> OwnedTokenizer? {
    pthread_mutex_lock(&mutex)
    let owned = idle.popLast()
    pthread_mutex_unlock(&mutex)
    return owned ?? OwnedTokenizer(specification)
  }

  private func giveBack(_ owned: OwnedTokenizer) {
    pthread_mutex_lock(&mutex)
    idle.append(owned)
    pthread_mutex_unlock(&mutex)
  }
}
