internal import Archive
internal import Ranking
internal import SQLite
internal import TextAnalysis

/// Words in a script without spaces, which are found as parts of terms.
///
/// The tokenizer makes one term of everything between two punctuation marks, so that a typed word
/// may be anywhere in a term. Terms that start with such a script are found by scanning the index;
/// other terms that contain one, such as 2021年, are in `term_variants`, and so are terms with
/// letters that `DeepFolding` changes.
extension Spellings {
  /// The maximum number of pairs of terms that a word of several tokens may match.
  private static let maxPairs = 256

  func formsHolding(_ word: String, _ lexicon: Lexicon) throws -> WordForms {
    var forms = WordForms(forms: [])
    forms.add(try terms(of: word))
    // Stemming would change the text to look for inside terms.
    let parts = try folding.tokens(of: word).map { DeepFolding.fold($0.term) }
    if parts.count == 1 {
      forms.part = .substring(parts[0])
      // The terms are not added one by one with `add`, because there can be very many, and all are
      // different.
      let primary = forms.forms.first?.first ?? ""
      forms.forms += try terms(holding: parts[0], lexicon)
        .filter { !$0.utf8.elementsEqual(primary.utf8) }.map { [$0] }
    } else if parts.count > 1 {
      forms.part = .substring(parts.joined())
      try addPhrases(parts, to: &forms, lexicon)
    }
    return forms
  }

  /// Returns the terms that contain `part`.
  ///
  /// A term that ends in another script is stemmed at its end, so it may end with the stem of
  /// `part` instead.
  private func terms(holding part: String, _ lexicon: Lexicon) throws -> [String] {
    let stem = try terms(of: part).first ?? part
    let needle = PartOfTerm(part, stem: stem == part ? nil : stem)
    var terms: [String] = []
    for text in Set([part, stem]) {
      for range in UnspacedScript.ranges {
        terms += try lexicon.terms(
          containing: text, from: Self.text(range.lowerBound), to: Self.text(range.upperBound + 1))
      }
    }
    if stem != part { terms = Array(Set(terms)).sorted() }
    if lexicon.tables.variants {
      let known = Set(terms.map { Array($0.utf8) })
      let run = UnspacedScript.runs(in: part).max { $0.utf8.count < $1.utf8.count } ?? part
      let mixed = try lexicon.variants(containing: run, from: String(UnspacedScript.first))
      for term in mixed where try !known.contains(Array(term.utf8)) && lexicon.contains(term) {
        terms.append(term)
      }
    }
    return terms.filter(needle.isIn)
  }

  /// Adds phrases whose first term ends with the first typed token, and whose last term starts with
  /// the last typed token.
  private func addPhrases(
    _ parts: [String], to forms: inout WordForms, _ lexicon: Lexicon
  ) throws {
    func terms(
      _ index: Int, _ place: PhrasePlace, _ fits: (String, String) -> Bool
    ) throws -> [String] {
      let part = parts[index]
      guard UnspacedScript.isIn(part) else {
        guard let term = try self.terms(of: part).first else { return [part] }
        return [part] + (try self.terms(with: term, at: place))
      }
      return try self.terms(holding: part, lexicon).filter { fits(DeepFolding.fold($0), part) }
    }
    let firsts = try terms(0, .first) { $0.hasSuffix($1) }
    let lasts = try terms(parts.count - 1, .last) { $0.hasPrefix($1) }
    let middle = Array(parts.dropFirst().dropLast())
    guard firsts.count * lasts.count <= Self.maxPairs else {
      forms.isComplete = false
      return
    }
    for first in firsts {
      for last in lasts {
        try add(([first] + middle + [last]).joined(separator: " "), to: &forms, lexicon)
      }
    }
  }

  private static func text(_ value: UInt32) -> String {
    // The value after a range may be a surrogate, which is not a scalar; the next scalar is U+E000.
    String(Unicode.Scalar(value) ?? "\u{E000}")
  }
}

/// A text that is looked for inside terms.
private struct PartOfTerm {
  private let scalars: [Unicode.Scalar]
  private let stem: String?

  init(_ text: String, stem: String?) {
    scalars = Array(text.unicodeScalars)
    self.stem = stem
  }

  /// Returns true if a term contains the text at letters' bounds, or ends with its stem.
  func isIn(_ term: String) -> Bool {
    let folded = DeepFolding.fold(term)
    if let stem, folded.utf8.count >= stem.utf8.count,
      folded.utf8.suffix(stem.utf8.count).elementsEqual(stem.utf8)
    {
      return true
    }
    let places = UnspacedScript.places(of: scalars, in: Array(folded.unicodeScalars), limit: 1)
    return !places.isEmpty
  }
}
