internal import CivilCalendar
internal import Ranking
internal import SQLite

/// Dates, which texts write in many ways: 2021-10-18, 18 October 2021, Oct. 18, 2021.
extension Spellings {
  /// Returns the written forms of a date that the index contains, in no particular order.
  ///
  /// - Complexity: A lookup for each of some 60 forms; most of them end at a name that the index
  ///   does not contain.
  func forms(of date: PartialDate) throws -> WordForms {
    try cached(.date(date)) { lexicon in
      var forms = WordForms(forms: [])
      try add(date, to: &forms, lexicon)
      try addChoices(to: &forms, lexicon)
      return forms
    }
  }

  /// Adds the written forms of a date that the index contains.
  func add(
    _ date: PartialDate, to forms: inout WordForms, _ lexicon: Lexicon
  ) throws {
    for text in date.writtenForms { try add(text, to: &forms, lexicon) }
    let (texts, separators) = date.separatedForms
    for text in texts {
      let terms = try terms(of: text)
      guard !forms.forms.contains(terms),
        try terms.allSatisfy({ try lexicon.contains($0) }),
        try isUsuallySeparated(text, terms, by: separators, lexicon)
      else { continue }
      forms.add(terms, text: text)
    }
  }

  /// Returns true if most of the first passages with the numbers `terms` side by side write them
  /// with one of `separators` between them, and no other number joined to the first one.
  ///
  /// The index has no separators, so it finds the same passages for `1.10.2021` and `1/10/2021`.
  private func isUsuallySeparated(
    _ text: String, _ terms: [String], by separators: Set<String>, _ lexicon: Lexicon
  ) throws -> Bool {
    var (separated, all) = (0, 0)
    for text in try lexicon.texts(withPhrase: text, terms).joined() {
      let tokens = try tokenizer.tokens(of: text)
      let utf8 = Array(text.utf8)
      func gap(after index: Int) -> String {
        String(
          decoding: utf8[tokens[index].range.upperBound..<tokens[index + 1].range.lowerBound],
          as: UTF8.self)
      }
      for start in tokens.indices where tokens[start...].prefix(terms.count).map(\.term) == terms {
        all += 1
        let isJoined =
          start > 0 && separators.contains(gap(after: start - 1))
          && tokens[start - 1].term.utf8.allSatisfy { (0x30...0x39).contains($0) }
        let isSeparated = (start..<start + terms.count - 1).allSatisfy { index in
          separators.contains(gap(after: index))
        }
        if isSeparated && !isJoined { separated += 1 }
      }
    }
    return separated * 2 > all
  }
}
