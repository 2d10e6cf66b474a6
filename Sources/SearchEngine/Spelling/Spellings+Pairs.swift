internal import Archive
internal import Ranking
internal import SQLite

/// The British spelling of an American word, or the American spelling of a British one.
struct PairedSpelling: Equatable, Sendable {
  /// The term to look up.
  var term: String
  /// The written forms that match, folded; nil if all forms of the term match.
  var forms: [String]?
  /// The words, for people.
  var texts: [String]
}

extension Spellings {
  /// Without the tables of written forms, a stem in more passages than this is not looked up in
  /// given written forms only, because all these passages have to be read.
  private static let maxPassagesRead = 10_000

  /// Returns the British spellings of an American word that the index contains, and vice versa.
  func pairedSpellings(
    of word: String, _ term: String, _ lexicon: Lexicon
  ) throws -> [PairedSpelling] {
    let folded = try folding.tokens(of: word)
    guard folded.count == 1 else { return [] }
    var found: [PairedSpelling] = []
    let typed = folded[0].term
    for spelling in SpellingPairs.spellings(of: typed, stem: term) {
      switch spelling {
      case .word(let word):
        guard let term = try terms(of: word).first, try lexicon.contains(term) else { continue }
        found.append(PairedSpelling(term: term, forms: nil, texts: [word]))
      case .forms(let forms):
        guard let term = try forms.first.flatMap({ try terms(of: $0).first }) else { continue }
        let limit = lexicon.tables.writtenForms ? 1 : Self.maxPassagesRead + 1
        let count = try lexicon.documentFrequency(of: term, atMost: limit)
        guard count > 0, lexicon.tables.writtenForms || count < limit else { continue }
        // The spelling of the typed form comes first: organized for organised.
        let sorted = forms.map { (EditDistance.between(typed, $0), $0) }.sorted { $0 < $1 }.map(\.1)
        found.append(PairedSpelling(term: term, forms: sorted, texts: sorted))
      }
    }
    return found
  }
}
