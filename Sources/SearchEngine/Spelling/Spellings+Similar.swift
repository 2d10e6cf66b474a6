internal import Archive
internal import FullTextIndex
internal import QueryLanguage
internal import Ranking
internal import SQLite

/// A word of the index that is spelled like a typed one.
struct SimilarWord: Equatable {
  /// Its term in the index.
  var term: String
  /// The word, for people.
  var text: String
  /// The number of edits between the two words.
  var distance: Int
  /// True if `text` is only the term, which may be a stem.
  var isTerm = false
}

/// A typed word whose similar words are looked up.
struct SimilarSubject: Hashable {
  var word: String
  var limit: Int
}

extension Spellings {
  /// The minimum number of letters of words for one edit and for two: two edits turn a short word
  /// into many others.
  private static let minLetters = [4, 6]
  /// The maximum number of similar words of one word.
  static let maxSimilarWords = 32
  /// The maximum number of typed words whose similar words are cached.
  private static let maxSimilarWordsCached = 1_000

  /// Returns the words within `limit` edits of a typed word, the nearest ones first, and of these the
  /// most frequent ones.
  ///
  /// Words are compared as they are written, with case and accents folded. Words in passages that
  /// the tables of written forms do not cover are compared by their terms. Words with digits and
  /// stop words are left out.
  ///
  /// - Complexity: O(n) in the bytes of all written words, or of all terms. Only the passages
  ///   that show how a few terms are written are read.
  func similarWords(to typed: String, within limit: Int) throws -> [SimilarWord] {
    let lexicon = try refreshed()
    let subject = SimilarSubject(word: typed, limit: limit)
    if let known = similarWords[subject] { return known }
    let found = try findSimilarWords(to: typed, within: limit, lexicon)
    if similarWords.count >= Self.maxSimilarWordsCached { similarWords = [:] }
    similarWords[subject] = found
    return found
  }

  private func findSimilarWords(
    to typed: String, within limit: Int, _ lexicon: Lexicon
  ) throws -> [SimilarWord] {
    let tokens = try folding.tokens(of: typed)
    guard tokens.count == 1, Self.isWord(tokens[0].term) else { return [] }
    let word = tokens[0].term
    guard Self.edits(in: word, limit) > 0, word.utf8.count < 200 else { return [] }
    var nearest: [String: SimilarWord] = [:]
    func propose(_ text: String, _ term: String, _ distance: Int, isTerm: Bool = false) {
      guard Self.isWord(text), !Query.stopWords.contains(text) else { return }
      let other = SimilarWord(term: term, text: text, distance: distance, isTerm: isTerm)
      let isNearer = nearest[term].map { (distance, text) < ($0.distance, $0.text) } ?? true
      if isNearer { nearest[term] = other }
    }
    let written = try lexicon.forms(similarTo: word, within: Self.edits(in: word, limit))
    for form in written.forms {
      propose(form.form, form.stem, form.distance)
    }
    if !written.areAll, let term = try terms(of: word).first {
      let found = try lexicon.terms(near: term, within: Self.edits(in: term, limit))
      let stopTerms = try tokenizer.stopTerms
      for (other, distance) in found where nearest[other] == nil && !stopTerms.contains(other) {
        propose(other, other, max(1, distance), isTerm: true)
      }
    }
    for form in try forms(of: typed).forms where form.count == 1 { nearest[form[0]] = nil }
    var words = try nearestFirst(Array(nearest.values), lexicon)
    for index in words.indices.prefix(Self.maxDisplayed) where words[index].isTerm {
      let form = try displayForms.form(
        of: words[index].term, near: word, samples: 2, lexicon)
      words[index].text = form?.text ?? words[index].text
    }
    return words
  }

  /// The maximum number of edits in a word.
  private static func edits(in word: String, _ limit: Int) -> Int {
    let letters = word.unicodeScalars.count
    return min(limit, minLetters.count { letters >= $0 })
  }

  /// Returns the words that passages contain, the nearest first and then by frequency; at most
  /// `maxSimilarWords`.
  private func nearestFirst(
    _ words: [SimilarWord], _ lexicon: Lexicon
  ) throws -> [SimilarWord] {
    var counted: [(word: SimilarWord, count: Int)] = []
    for word in words {
      let count = try lexicon.documentFrequency(of: word.term)
      if count > 0 { counted.append((word, count)) }
    }
    counted.sort { a, b in
      (a.word.distance, b.count, a.word.text) < (b.word.distance, a.count, b.word.text)
    }
    return counted.prefix(Self.maxSimilarWords).map(\.word)
  }

  /// True if a word consists of letters: words with digits are codes, which are all similar.
  private static func isWord(_ word: String) -> Bool {
    word.unicodeScalars.allSatisfy(SpellingRules.isLetter)
  }
}
