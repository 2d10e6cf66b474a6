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

  /// The forms as people write them, because terms may be stems such as octob.
  var texts: [[String]: String] = [:]

  /// The part of each term to highlight in a passage; nil for the whole term.
  public var part: TermPart?

  /// For forms of several tokens, the terms that may stand for each token, if there are others than
  /// the token itself.
  var choices: [[String]: [[String]]] = [:]

  /// Returns the pattern that finds a form.
  func pattern(of form: [String]) -> Pattern {
    guard let choices = choices[form] else { return Pattern(terms: form) }
    return .phrase(
      choices.map { terms in
        terms.count == 1 ? .term(terms[0]) : .any(terms.map { .term($0) })
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

  /// Adds a form, which people write as `text`.
  mutating func add(_ form: [String], text: String? = nil) {
    guard !form.isEmpty, !forms.contains(form) else { return }
    forms.append(form)
    if let text { texts[form] = text }
  }
}

/// The part of a term that is highlighted, if the term has a script without spaces.
public enum TermPart: Hashable, Sendable {
  /// Every place of a text, folded as in the index and by `DeepFolding`.
  case substring(String)
  /// The runs of other scripts that are one of these words.
  ///
  /// A word is given as its terms, which its tokens have among their `SpellingKeys`.
  case runs(Set<[String]>)
}

extension TermPart? {
  /// Adds the runs of a word, given as its terms, to the part that is highlighted.
  mutating func addRuns(_ word: [String]) {
    if case .runs(let others) = self {
      self = .runs(others.union([word]))
    } else {
      self = .runs([word])
    }
  }
}
