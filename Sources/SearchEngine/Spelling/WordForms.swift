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

  /// Adds runs to the part that is highlighted.
  mutating func addPart(_ added: TermPart) {
    if case .runs(let keys) = part, case .runs(let more) = added {
      part = .runs(keys.union(more))
    } else {
      part = added
    }
  }
}

/// The part of a term that is highlighted, if the term has a script without spaces.
public enum TermPart: Hashable, Sendable {
  /// Every place of a text, folded as in the index and by `DeepFolding`.
  case substring(String)
  /// The runs of other scripts with one of these terms among their `SpellingKeys`.
  case runs(Set<String>)
}
