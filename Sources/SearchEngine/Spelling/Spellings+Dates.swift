package import CivilCalendar
internal import Ranking

/// Dates, which texts write in many ways: 2021-10-18, 18 October 2021, Oct. 18, 2021.
extension Spellings {
  /// Returns the written forms of a date that the index contains, in no particular order.
  ///
  /// - Complexity: A lookup for each of some 30 forms; most of them end at a name that the index
  ///   does not contain.
  package func forms(of date: PartialDate) throws -> WordForms {
    try cached(.date(date)) { vocabulary in
      var forms = WordForms(forms: [])
      try add(date, to: &forms, vocabulary)
      try addChoices(to: &forms)
      return forms
    }
  }

  /// Adds the written forms of a date that the index contains.
  func add(
    _ date: PartialDate, to forms: inout WordForms, _ vocabulary: VocabularyReader
  ) throws {
    for text in date.writtenForms {
      let count = forms.forms.count
      try add(text, to: &forms, vocabulary)
      if forms.forms.count > count, let form = forms.forms.last { forms.texts[form] = text }
    }
  }
}
