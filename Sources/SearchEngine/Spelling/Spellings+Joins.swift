internal import Ranking
internal import SQLite
internal import TextAnalysis

/// Words that texts write in pieces: broken at the end of a line, or by a zero-width joiner.
extension Spellings {
  /// Adds the pieces of a word, such as reconstruc tion for reconstruction, and the word without
  /// the joiners that were typed.
  ///
  /// - Complexity: A lookup in `joined_words` for each form of one term. Only for words with rows
  ///   there, a few passages are read.
  func addPieces(
    of word: String, to forms: inout WordForms, _ lexicon: Lexicon
  ) throws {
    var whole = forms.forms.filter { $0.count == 1 }.map { $0[0] }
    if word.unicodeScalars.contains(where: BrokenWords.isJoiner) {
      let joined = String(
        String.UnicodeScalarView(
          word.unicodeScalars.filter {
            !BrokenWords.isJoiner($0)
          }))
      try add(joined, to: &forms, lexicon)
      let terms = try terms(of: joined)
      if terms.count == 1, !whole.contains(terms[0]) { whole.append(terms[0]) }
    }
    guard lexicon.tables.joinedWords else { return }
    for term in whole {
      for (terms, text) in try pieces(of: term, lexicon) { forms.add(terms, text: text) }
    }
    let utf8 = Array(word.utf8)
    let parts = try tokenizer.tokens(of: word).map { token in
      (term: token.term, text: String(decoding: utf8[token.range], as: UTF8.self))
    }
    if parts.count > 1 { try addPieces(ofPartsOf: parts, to: &forms, lexicon) }
  }

  /// Adds anti sub marine for anti-submarine.
  private func addPieces(
    ofPartsOf typed: [(term: String, text: String)], to forms: inout WordForms,
    _ lexicon: Lexicon
  ) throws {
    for index in typed.indices {
      let (left, right) = (typed[..<index], typed[(index + 1)...])
      for (terms, text) in try pieces(of: typed[index].term, lexicon) {
        forms.add(
          left.map(\.term) + terms + right.map(\.term),
          text: (left.map(\.text) + [text] + right.map(\.text)).joined(separator: " "))
      }
    }
  }

  /// Returns the terms of each way to write a word in pieces, except those that are words of their
  /// own.
  private func pieces(
    of term: String, _ lexicon: Lexicon
  ) throws -> [(terms: [String], text: String)] {
    var found: [(terms: [String], text: String)] = []
    for text in try lexicon.pieces(of: term) {
      let terms = try terms(of: text)
      guard terms.count > 1, !found.contains(where: { $0.terms == terms }),
        try terms.allSatisfy({ try lexicon.contains($0) })
      else { continue }
      // Letters with case may have been broken by a hyphen, others only by a joiner.
      let isOneWord =
        text.unicodeScalars.contains(where: \.properties.isCased)
        ? try lexicon.contains(term) && isUsuallyBroken(text, terms, lexicon)
        : try lexicon.occurs(text, terms)
      if isOneWord { found.append((terms, text)) }
    }
    return found
  }

  /// Returns true if most of the first passages with `text`, the pieces of a word side by side,
  /// break the word, rather than having separate words or a compound.
  private func isUsuallyBroken(
    _ text: String, _ terms: [String], _ lexicon: Lexicon
  ) throws -> Bool {
    let passages = try lexicon.texts(withPhrase: text, terms)
    return try passages.count { try breaks(terms, in: $0) } * 2 > passages.count
  }

  /// Returns true if one of `texts` has a broken word with the terms `pieces`.
  private func breaks(_ pieces: [String], in texts: [String]) throws -> Bool {
    var words: [[String]] = []
    for var text in texts { text.withUTF8 { BrokenWords.collect($0, &words) } }
    // Comparing lengths first saves most calls of the tokenizer.
    return try words.contains { word in
      try word.count == pieces.count && terms(of: word.joined(separator: " ")) == pieces
    }
  }
}
