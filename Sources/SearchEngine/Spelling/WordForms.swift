internal import Ranking

/// The ways in which a typed word is written in the index.
public struct WordForms: Equatable, Sendable {
  /// The forms, each of one or more tokens of the index; several tokens are a phrase.
  ///
  /// The first form is the word as it was typed, even if the index does not contain this form. All
  /// other forms are in the index. If the word has no token, there are no forms.
  public var forms: [[String]]

  /// The other spellings that are scored apart from `forms`.
  var paired: [PairedSpelling] = []

  /// The texts of the forms of dates, whose terms may be stems such as octob.
  var texts: [[String]: String] = [:]

  /// The part of each term to highlight in a passage; nil for the whole term.
  public var part: TermPart?

  /// For the first token of a form, the terms in a script without spaces that end with it; for the
  /// last token, those that start with it.
  var termsEnding: [String: [String]] = [:]
  var termsStarting: [String: [String]] = [:]

  /// Returns the pattern that finds a form.
  func pattern(of form: [String]) -> Pattern {
    guard form.count > 1 else { return Pattern(terms: form) }
    return .phrase(
      form.enumerated().map { index, term in
        let others =
          index == 0
          ? termsEnding[term] : index == form.count - 1 ? termsStarting[term] : nil
        guard let others, !others.isEmpty else { return .term(term) }
        return .any(([term] + others).map { .term($0) })
      })
  }

  /// True if `forms` is complete.
  ///
  /// The list is incomplete if a word of several tokens in a script without spaces matches too many
  /// pairs of terms.
  public var isComplete = true

  /// True if the index contains forms other than the typed one.
  public var isExpanded: Bool { forms.count > 1 || !paired.isEmpty }

  /// Returns the text of a form, for people.
  func text(of form: [String]) -> String { texts[form] ?? form.joined(separator: " ") }

  mutating func add(_ form: [String]) {
    if !form.isEmpty, !forms.contains(form) { forms.append(form) }
  }
}

/// The part of a term that is highlighted, if the term has a script without spaces.
public enum TermPart: Hashable, Sendable {
  /// Every place of a text, folded as in the index and by `DeepFolding`.
  case substring(String)
  /// The runs of other scripts with one of these terms among their `SpellingKeys`.
  case runs(Set<String>)
}

extension TermPart? {
  /// Adds runs with one of `keys` to the part that is highlighted.
  mutating func addRuns(_ keys: Set<String>) {
    if case .runs(let others) = self {
      self = .runs(others.union(keys))
    } else {
      self = .runs(keys)
    }
  }
}
