extension PartialDate {
  /// The date in English with the name of the month: `18 October 2021`, `October 2021`, `2021`.
  package var longForm: String {
    let name = month.map(MonthNames.english)
    return [day.map { String($0) }, name, year.map { String($0) }].compactMap(\.self)
      .joined(separator: " ")
  }

  /// The ways in which texts write the date, with the month as a word or in figures.
  ///
  /// The forms are those of the languages of `MonthNames`. Numeric dates that could mean another
  /// day are left out: `10/11/2021`, and `10/2021`, which is also the end of `18/10/2021` and of
  /// `May 10, 2021`; see `separatedForms`. A year has no other form, and neither has a month without a year.
  package var writtenForms: [String] {
    guard let month else { return [] }
    let names = MonthNames.names(of: month)
    if let day { return worded(day, names) + numeric(day, month) }
    guard let year = year?.padded(4) else { return [] }
    return names.english.map { "\($0) \(year)" }
      + ["\(year)-\(month.padded(2))", "\(year)-\(month)"]
      + names.others.map { "\($0) \(year)" }
      + names.iberian.flatMap { ["\($0) \(year)", "\($0) de \(year)"] }
  }

  /// Numeric forms that mean the date only if a text writes them with `separators`; with others,
  /// or after another number, they may be a part of another date or mean another day.
  ///
  /// The month comes first in some dates with slashes, but never in dates with full stops.
  package var separatedForms: (texts: [String], separators: Set<String>) {
    guard let month, let year = year?.padded(4) else { return ([], []) }
    let months = [month.padded(2), "\(month)"]
    guard let day else {
      return (months.map { "\($0)/\(year)" }, ["/", ".", "-"])
    }
    guard Self.dayAndMonth(day, month, hasStops: false) == nil else { return ([], []) }
    let days = [day.padded(2), "\(day)"]
    return (days.flatMap { day in months.map { "\(day).\($0).\(year)" } }, [".", ". "])
  }

  private func worded(_ day: Int, _ names: MonthNames.Names) -> [String] {
    let days = ["\(day)", day.padded(2)]
    let ordinal = "\(day)" + Self.ordinalSuffix(day)
    let end = year.map { " " + $0.padded(4) } ?? ""
    let endAfterDay = year.map { ", " + $0.padded(4) } ?? ""
    var forms: [String] = []
    for name in names.english {
      forms += days.flatMap { ["\($0) \(name)\(end)", "\(name) \($0)\(endAfterDay)"] }
      forms += [
        "\(ordinal) \(name)\(end)", "\(name) \(ordinal)\(endAfterDay)",
        "\(ordinal) of \(name)\(end)",
      ]
      if let year { forms.append("\(year.padded(4)) \(name) \(day)") }
    }
    for name in names.others + names.iberian { forms += days.map { "\($0) \(name)\(end)" } }
    for name in names.iberian {
      forms.append("\(day) de \(name)" + (year.map { " de " + $0.padded(4) } ?? ""))
    }
    return forms
  }

  private func numeric(_ day: Int, _ month: Int) -> [String] {
    guard let year = year?.padded(4) else { return [] }
    let figures = [(day.padded(2), month.padded(2)), ("\(day)", "\(month)")]
    var forms = figures.map { "\(year)-\($1)-\($0)" }
    let compact = year + month.padded(2) + day.padded(2)
    forms.append(compact)
    // The index has the day and the hour of a time in ISO 8601 as one word.
    forms += (0..<24).map { "\(year)-\(month.padded(2))-\(day.padded(2))T\($0.padded(2))" }
    if Self.dayAndMonth(day, month, hasStops: false) != nil {
      forms += figures.flatMap { ["\($0).\($1).\(year)", "\($1)/\($0)/\(year)"] }
    }
    return forms
  }

  private static func ordinalSuffix(_ day: Int) -> String {
    switch (day, day % 10) {
    case (11...13, _): "th"
    case (_, 1): "st"
    case (_, 2): "nd"
    case (_, 3): "rd"
    default: "th"
    }
  }
}
