internal import Glibc

/// A thread-safe pool of tokenizers of one specification, each with its own in-memory connection.
package final class TokenizerPool: @unchecked Sendable {
  // Unchecked, because `mutex` guards `idle`, and no thread uses a tokenizer while it is in `idle`.
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

  /// Creates a pool of tokenizers with one specification, as in FTS5's option `tokenize`.
  package init(specification: String) {
    self.specification = specification
    pthread_mutex_init(&mutex, nil)
  }

  deinit { pthread_mutex_destroy(&mutex) }

  /// Returns the terms of each text; empty if a tokenizer cannot be created or fails.
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
