/// The ways in which a typed word is written in the index.
public struct WordForms: Equatable, Sendable {
  /// Tokens of the index: one is a term, several are a phrase, side by side.
  ///
  /// The first form is the word as it was typed, whether the index holds it or not; none where
  /// nothing of the word is a token. The others are all there.
  public var forms: [[String]]

  /// For a word of Chinese, Japanese or Korean, the part of each term that was asked for: what is to
  /// be marked in a passage, folded as the index folds it.
  public var substring: String?

  /// Whether `forms` has all that belong to it.
  ///
  /// False where a word of several tokens with CJK in it stands for too many pairs of terms.
  public var isComplete = true

  /// Whether the index has other forms than the one that was typed.
  public var isExpanded: Bool { forms.count > 1 }

  mutating func add(_ form: [String]) {
    if !form.isEmpty, !forms.contains(form) { forms.append(form) }
  }
}
