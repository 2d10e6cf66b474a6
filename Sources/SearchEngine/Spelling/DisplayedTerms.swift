internal import Ranking
internal import SQLite

/// Finds out how articles write the words of a term.
struct DisplayedTerms {
  private let connection: Connection
  private let tokenizer: Tokenizer
  /// The number of passages in which the written forms of a term are looked up.
  private let samples: Int

  init(_ connection: Connection, _ tokenizer: Tokenizer, samples: Int) {
    self.connection = connection
    self.tokenizer = tokenizer
    self.samples = samples
  }

  /// Returns the word with the stem `term` that is most similar to `typed`, as articles write it.
  ///
  /// If the word also occurs in lower case, it is returned in lower case.
  ///
  /// A term itself cannot be shown, because it is only a stem.
  func form(
    of term: String, near typed: String, _ vocabulary: VocabularyReader
  ) throws -> String? {
    var counts: [String: Int] = [:]
    for passage in try vocabulary.passages(with: term, limit: samples) {
      let texts = try connection.first(
        "SELECT title, text FROM indexed_passages WHERE id = ?1", [.integer(passage)]
      ) { row in [row.text(at: 0) ?? "", row.text(at: 1) ?? ""] }
      for text in texts ?? [] {
        let tokens = try tokenizer.tokens(of: text).filter { $0.term == term }
        if tokens.isEmpty { continue }
        let utf8 = Array(text.utf8)
        for token in tokens {
          counts[String(decoding: utf8[token.range], as: UTF8.self), default: 0] += 1
        }
      }
    }
    var totals: [String: Int] = [:]
    for (text, count) in counts { totals[text.lowercased(), default: 0] += count }
    let words = totals.map { word, count in
      (word: word, count: count, distance: EditDistance.between(typed, word))
    }
    let best = words.min { ($0.distance, -$0.count, $0.word) < ($1.distance, -$1.count, $1.word) }
    guard let best else { return nil }
    // Capitals may come from a heading. A word that also occurs in lower case does not need them.
    if counts[best.word] != nil { return best.word }
    let written = counts.filter { $0.key.lowercased() == best.word }
      .min { (-$0.value, $1.key) < (-$1.value, $0.key) }
    return written?.key ?? best.word
  }
}
