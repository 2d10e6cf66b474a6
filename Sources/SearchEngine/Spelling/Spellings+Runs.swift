internal import Archive
internal import Ranking
internal import SQLite
internal import TextAnalysis

/// Words of several tokens next to a script without spaces, such as F-35 in 购买F-35战机.
///
/// The first token of such a word may be the end of a term, here 购买f, and the last token the start
/// of one, here 35战机. These terms are in `term_variants`, under the runs of other scripts in them.
extension Spellings {
  /// If more terms than this contain a token, it is not looked for inside them.
  private static let maxRuns = 20_000
  /// If there are more ways than this to write a phrase, it counts as present.
  private static let maxPhrases = 64

  /// The place of a token in a phrase, which decides where in a term it may be a run.
  enum PhrasePlace {
    case first, middle, last, only

    init(_ index: Int, of count: Int) {
      self = count == 1 ? .only : index == 0 ? .first : index == count - 1 ? .last : .middle
    }

    /// Returns true if a run in `range` of a term of `length` bytes can be the token.
    fileprivate func admits(_ range: Range<Int>, of length: Int) -> Bool {
      switch self {
      case .first: range.upperBound == length
      case .middle: false
      case .last: range.lowerBound == 0
      case .only: true
      }
    }
  }

  /// Returns the terms in a script without spaces that have `token` as a run of another script.
  func terms(with token: String, at place: PhrasePlace) throws -> [String] {
    try standIns(for: token, refreshed()).filter {
      try UnspacedScript.isIn($0) && has($0, run: token, at: place)
    }
  }

  private func has(_ term: String, run: String, at place: PhrasePlace) throws -> Bool {
    try SpellingKeys(tokenizer).runs(in: term).contains {
      $0.keys.contains(run) && place.admits($0.range, of: term.utf8.count)
    }
  }

  /// Returns the terms that may stand for a token in some phrase; none if there are very many.
  private func standIns(
    for token: String, _ lexicon: Lexicon
  ) throws -> [String] {
    let terms = try lexicon.variants(of: token, limit: Self.maxRuns + 1)
    return terms.count <= Self.maxRuns ? terms : []
  }

  /// Returns, for each token of a form, the terms that may stand for it.
  private func choices(_ form: [String], _ lexicon: Lexicon) throws -> [[String]] {
    try form.enumerated().map { index, token in
      let place = PhrasePlace(index, of: form.count)
      return [token]
        + (try standIns(for: token, lexicon).filter {
          try !UnspacedScript.isIn($0) || has($0, run: token, at: place)
        })
    }
  }

  /// Adds to each form of several tokens the terms that may stand for its tokens.
  func addChoices(to forms: inout WordForms, _ lexicon: Lexicon) throws {
    guard lexicon.tables.variants else { return }
    for form in forms.forms where form.count > 1 {
      let choices = try choices(form, lexicon)
      if choices.allSatisfy({ $0.count == 1 }) { continue }
      forms.choices[form] = choices
      forms.part.addRuns(form)
    }
  }

  /// Returns true if terms that may stand for these tokens are adjacent in some passage.
  func occursInVariants(_ terms: [String], _ lexicon: Lexicon) throws -> Bool {
    guard lexicon.tables.variants, terms.count > 1 else { return false }
    let choices = try choices(terms, lexicon)
    if choices.allSatisfy({ $0.count == 1 }) { return false }
    var phrases = [""]
    for terms in choices {
      guard phrases.count * terms.count <= Self.maxPhrases else { return true }
      phrases = phrases.flatMap { phrase in terms.map { phrase + " " + $0 } }
    }
    return try lexicon.occurs(anyOf: phrases)
  }
}
