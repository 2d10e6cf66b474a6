internal import Ranking
internal import SQLite

/// A word as it is written in articles.
struct DisplayForm {
  var text: String
  /// The cost of what was typed, if this was meant.
  var cost: Double
}

/// Finds out how articles write the words of a term.
///
/// A term itself cannot be shown, because it is only a stem.
struct DisplayForms {
  /// The number of passages in which the written forms of a term are looked up.
  private static let samples = 8

  let tokenizer: Tokenizer
  /// The tokenizer without its stemmer.
  let folding: Tokenizer

  /// Returns a word as the index folds it, without removing its ending.
  func folded(_ word: String) throws(SQLiteError) -> String {
    try folding.tokens(of: word).first?.term ?? word.lowercased()
  }

  /// Returns the word with the stem `term` that was most likely meant by `typed`, as articles write
  /// it.
  ///
  /// `typed` is folded and in lower case. If the word also occurs in lower case, it is returned in
  /// lower case. The first `samples` passages are read; if no form in them costs at most `maxCost`,
  /// reading goes on to `maxSamples`.
  func form(
    of term: String, near typed: String, samples: Int = samples, maxSamples: Int = 0,
    maxCost: Double = 0, _ lexicon: Lexicon
  ) throws -> DisplayForm? {
    var counts: [String: Int] = [:]
    var costs: [String: Double] = [:]
    try lexicon.forEachText(with: term, limit: max(samples, maxSamples)) { index, texts in
      if index >= samples, let least = costs.values.min(), least <= maxCost { return false }
      for text in texts {
        let tokens = try tokenizer.tokens(of: text).filter { $0.term == term }
        if tokens.isEmpty { continue }
        let utf8 = Array(text.utf8)
        for token in tokens {
          let word = String(decoding: utf8[token.range], as: UTF8.self)
          counts[word, default: 0] += 1
          let small = word.lowercased()
          if costs[small] == nil {
            costs[small] = TypingCost.of(typed, for: try folded(word))
          }
        }
      }
      return true
    }
    var totals: [String: Int] = [:]
    for (text, count) in counts { totals[text.lowercased(), default: 0] += count }
    let words = totals.map { word, count in
      (word: word, count: count, cost: costs[word] ?? .infinity)
    }
    let best = words.min { ($0.cost, -$0.count, $0.word) < ($1.cost, -$1.count, $1.word) }
    guard let best else { return nil }
    // Capitals may come from a heading. A word that also occurs in lower case does not need them.
    if counts[best.word] != nil { return DisplayForm(text: best.word, cost: best.cost) }
    let written = counts.filter { $0.key.lowercased() == best.word }
    return DisplayForm(text: Self.mostFrequent(written) ?? best.word, cost: best.cost)
  }

  /// Returns the adjacent words of `phrase` as they are most often written, with a space between
  /// them; nil if they are not found.
  func phrase(_ phrase: String, _ lexicon: Lexicon) throws -> String? {
    let terms = try tokenizer.tokens(of: phrase).map(\.term)
    var counts: [String: Int] = [:]
    for text in try lexicon.texts(withPhrase: phrase, limit: Self.samples).joined() {
      let tokens = try tokenizer.tokens(of: text)
      let utf8 = Array(text.utf8)
      for index in tokens.indices {
        let found = tokens[index...].prefix(terms.count)
        guard found.map(\.term) == terms else { continue }
        let words = found.map { String(decoding: utf8[$0.range], as: UTF8.self) }
        counts[words.joined(separator: " "), default: 0] += 1
      }
    }
    return Self.mostFrequent(counts)
  }

  private static func mostFrequent(_ counts: [String: Int]) -> String? {
    counts.min { (-$0.value, $1.key) < (-$1.value, $0.key) }?.key
  }
}
