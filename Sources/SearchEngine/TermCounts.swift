internal import Ranking
internal import SQLite

/// What terms texts hold, and how these are written there.
struct TermCounts {
  private let tokenizer: Tokenizer
  /// Terms that say nothing of a subject.
  private let stop: Set<String>
  /// How often each term was added, times the weights.
  private(set) var frequencies: [String: Double] = [:]
  /// How many tokens were added, those that say nothing among them.
  private(set) var length = 0
  private var texts: [(utf8: [UInt8], tokens: [Tokenizer.Token])] = []

  init(_ tokenizer: Tokenizer, stop: Set<String>) {
    self.tokenizer = tokenizer
    self.stop = stop
  }

  /// Adds a text in which each token counts `weight`.
  ///
  /// - Returns: Its terms, but for those that say nothing.
  @discardableResult
  mutating func add(_ text: String, weight: Double) throws(SQLiteError) -> Set<String> {
    let all = try tokenizer.tokens(of: text)
    length += all.count
    let tokens = all.filter { !stop.contains($0.term) }
    for token in tokens { frequencies[token.term, default: 0] += weight }
    texts.append((Array(text.utf8), tokens))
    return Set(tokens.lazy.map(\.term))
  }

  /// How each of `terms` is written most often, in small letters; of equals the first one.
  static func surfaces(_ terms: [String], in all: [TermCounts]) -> [String: String] {
    var counts: [String: [String: Int]] = [:]
    for term in terms { counts[term] = [:] }
    for text in all.lazy.flatMap(\.texts) {
      for token in text.tokens where counts[token.term] != nil {
        let word = String(decoding: text.utf8[token.range], as: UTF8.self).lowercased()
        counts[token.term]?[word, default: 0] += 1
      }
    }
    return counts.compactMapValues { $0.min { (-$0.value, $0.key) < (-$1.value, $1.key) }?.key }
  }
}
