internal import Archive
internal import Ranking
internal import SQLite
internal import TextAnalysis

/// Words with Chinese, Japanese or Korean characters, which are found as parts of terms.
///
/// The tokenizer makes one term of everything between two punctuation marks, so that a typed word
/// may be anywhere in a term. Terms that start with a CJK character are found by scanning the
/// index; other terms that contain one, such as 2021年, are in `term_variants`.
extension Spellings {
  /// The maximum number of pairs of terms that a word of several tokens may match.
  private static let maxPairs = 256

  func formsHolding(_ word: String, _ vocabulary: VocabularyReader) throws -> WordForms {
    var forms = WordForms(forms: [])
    forms.add(try terms(of: word))
    // Stemming would change the text to look for inside terms.
    let parts = try connection.tokenizer(Archive.foldingTokenizer).tokens(of: word).map(\.term)
    if parts.count == 1 {
      forms.substring = parts[0]
      // The terms are not added one by one with `add`, because there can be very many, and all are
      // different.
      let primary = forms.forms.first
      forms.forms += try terms(holding: parts[0], vocabulary).map { [$0] }.filter { $0 != primary }
    } else if parts.count > 1 {
      try addPhrases(parts, to: &forms, vocabulary)
    }
    return forms
  }

  /// Returns the terms that contain `part`.
  private func terms(holding part: String, _ vocabulary: VocabularyReader) throws -> [String] {
    let needle = Array(part.utf8)
    var terms: [String] = []
    for range in CJK.ranges {
      let found = try vocabulary.terms(
        containing: needle, from: Self.utf8(range.lowerBound), to: Self.utf8(range.upperBound + 1))
      terms += found.map { String(decoding: $0, as: UTF8.self) }
    }
    guard hasVariants else { return terms }
    let mixed = try connection.rows(
      "SELECT DISTINCT term FROM term_variants WHERE folded >= ?1 AND instr(term, ?2) > 0",
      [.text("\u{1100}"), .text(part)]
    ) { row in row.text(at: 0) ?? "" }
    for term in mixed where try vocabulary.contains(term) { terms.append(term) }
    return terms
  }

  /// Adds phrases whose first term ends with the first typed token, and whose last term starts with
  /// the last typed token.
  private func addPhrases(
    _ parts: [String], to forms: inout WordForms, _ vocabulary: VocabularyReader
  ) throws {
    func terms(_ index: Int, _ fits: (String, String) -> Bool) throws -> [String] {
      let part = parts[index]
      guard part.unicodeScalars.contains(where: CJK.contains) else { return [part] }
      return try self.terms(holding: part, vocabulary).filter { fits($0, part) }
    }
    let firsts = try terms(0) { $0.hasSuffix($1) }
    let lasts = try terms(parts.count - 1) { $0.hasPrefix($1) }
    let middle = Array(parts.dropFirst().dropLast())
    guard firsts.count * lasts.count <= Self.maxPairs else {
      forms.isComplete = false
      return
    }
    for first in firsts {
      for last in lasts {
        try add(([first] + middle + [last]).joined(separator: " "), to: &forms, vocabulary)
      }
    }
  }

  private static func utf8(_ value: UInt32) -> [UInt8] {
    // The value after a range may be a surrogate, which is not a scalar; the next scalar is U+E000.
    let scalar = Unicode.Scalar(value) ?? "\u{E000}"
    return Array(String(scalar).utf8)
  }
}
