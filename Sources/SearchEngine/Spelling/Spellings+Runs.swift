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
  /// If more pairs of terms than this may be the ends of a phrase, it counts as present.
  private static let maxRunPairs = 64

  /// The end of a term at which a token is looked for.
  enum TermEnd { case start, end }

  /// Returns the terms in a script without spaces that have `token` as a run of another script, at
  /// one end unless `end` is nil.
  func terms(with token: String, at end: TermEnd?) throws -> [String] {
    _ = try refreshed()
    guard hasVariants else { return [] }
    let terms = try connection.rows(
      "SELECT term FROM term_variants WHERE folded = ?1 ORDER BY term LIMIT ?2",
      [.text(token), .integer(Self.maxRuns + 1)]
    ) { row in row.text(at: 0) ?? "" }
    guard terms.count <= Self.maxRuns else { return [] }
    let keys = SpellingKeys(tokenizer)
    return try terms.filter { term in
      try keys.runs(in: term).contains { run in
        guard run.keys.contains(token) else { return false }
        return switch end {
        case .start: run.range.lowerBound == 0
        case .end: run.range.upperBound == term.utf8.count
        case nil: true
        }
      }
    }
  }

  /// Adds the terms that may take the place of the first and last token of each form.
  func addRuns(to forms: inout WordForms) throws {
    guard hasVariants else { return }
    for form in forms.forms where form.count > 1 { try addRuns(form, to: &forms) }
  }

  private func addRuns(_ form: [String], to forms: inout WordForms) throws {
    let (first, last) = (form[0], form[form.count - 1])
    let ends = try terms(with: first, at: .end)
    let starts = try terms(with: last, at: .start)
    if ends.isEmpty, starts.isEmpty { return }
    forms.termsEnding[first] = ends
    forms.termsStarting[last] = starts
    forms.part.addRuns(Set(form))
  }

  /// Returns true if the tokens are adjacent in some passage, the first or the last of them next to a
  /// script without spaces.
  func occursInRuns(_ terms: [String], _ vocabulary: VocabularyReader) throws -> Bool {
    guard hasVariants, terms.count > 1,
      try terms.dropFirst().dropLast().allSatisfy({ try vocabulary.contains($0) })
    else { return false }
    let ends = try self.terms(with: terms[0], at: .end)
    let starts = try self.terms(with: terms[terms.count - 1], at: .start)
    if ends.isEmpty, starts.isEmpty { return false }
    let middle = terms.dropFirst().dropLast()
    let firsts = [terms[0]] + ends
    let lasts = [terms[terms.count - 1]] + starts
    guard firsts.count * lasts.count <= Self.maxRunPairs else { return true }
    let phrases = firsts.flatMap { first in
      lasts.map { last in Self.phrase(([first] + middle + [last]).joined(separator: " ")) }
    }
    return try connection.first(
      "SELECT 1 FROM passages_fts WHERE passages_fts MATCH ?1 LIMIT 1",
      [.text(phrases.joined(separator: " OR "))]
    ) { _ in true } ?? false
  }
}
