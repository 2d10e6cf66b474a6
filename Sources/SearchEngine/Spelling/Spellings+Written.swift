internal import FullTextIndex
internal import SQLite
internal import TextAnalysis

/// Words in a written form, which may still be written with or without what `DeepFolding` folds.
extension Spellings {
  /// Returns the pattern of the words that match a text with stars, or differ from such a word only
  /// in the accents of Greek, the points of Hebrew and the like.
  ///
  /// `pieces` is the text before, between and after the stars, folded by the tokenizer; a single
  /// piece is a whole word.
  ///
  /// - Complexity: O(n) in the rows of `term_variants` that start like the pattern.
  func written(_ pieces: [String]) throws -> FormPattern {
    let folded = pieces.map { DeepFolding.fold($0) }
    let plain = FormPattern(folded)
    var patterns = [FormPattern(pieces)]
    if patterns[0] != plain { patterns.append(plain) }
    for term in try refreshed().variants(startingWith: folded[0])
    where plain.matches(Array(DeepFolding.fold(term).utf8)) {
      patterns.append(Self.written(term, plain))
    }
    return FormPattern(anyOf: patterns)
  }

  /// Returns the pattern for the words of a term that matches.
  ///
  /// The stemmer changes only ASCII letters at the end of a term. Without these, the term is the
  /// start of the word as it is written.
  private static func written(_ term: String, _ pattern: FormPattern) -> FormPattern {
    guard let last = term.unicodeScalars.lastIndex(where: { !$0.isASCII }) else {
      return FormPattern(word: term)
    }
    let start = String(term.unicodeScalars[...last])
    let isPrefix = start != term && pattern.matches(Array(DeepFolding.fold(start).utf8))
    return isPrefix ? FormPattern([start, ""]) : FormPattern(word: term)
  }
}
