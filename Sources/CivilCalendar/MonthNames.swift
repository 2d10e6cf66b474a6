/// The names of the months and their usual abbreviations, in seven languages.
package enum MonthNames {
  /// The names of one month, by the way in which a date is written with them.
  struct Names {
    /// English: `18 October 2021`, `October 18, 2021`.
    let english: [String]
    /// Spanish and Portuguese: `18 de octubre de 2021`.
    let iberian: [String]
    /// French, German, Italian and Dutch: `18 octobre 2021`, `18. Oktober 2021`.
    let others: [String]

    init(_ english: String, iberian: String, others: String) {
      self.english = english.split(separator: " ").map(String.init)
      self.iberian = iberian.split(separator: " ").map(String.init)
      self.others = others.split(separator: " ").map(String.init)
    }
  }

  /// Returns the number of the month with this name, in any of the languages; case does not count.
  package static func month(named name: some StringProtocol) -> Int? {
    // Most words are not months, and checking the length is cheap.
    guard (3...12).contains(name.utf8.count) else { return nil }
    return numbers[name.lowercased()]
  }

  /// Returns the English name of a month, 1...12.
  static func english(_ month: Int) -> String { names(of: month).english.first ?? "" }

  /// Returns the names of a month, 1...12.
  static func names(of month: Int) -> Names { all[month - 1] }

  private static let numbers: [String: Int] = {
    var numbers: [String: Int] = [:]
    for (index, names) in all.enumerated() {
      for name in names.english + names.iberian + names.others {
        numbers[name.lowercased()] = index + 1
      }
    }
    return numbers
  }()

  private static let all = [
    Names(
      "January Jan", iberian: "enero ene janeiro jan",
      others: "janvier janv Januar Jänner gennaio gen januari"),
    Names(
      "February Feb", iberian: "febrero feb fevereiro fev",
      others: "février fevrier févr fevr Februar Feber febbraio februari"),
    Names(
      "March Mar", iberian: "marzo mar março marco",
      others: "mars März Maerz Mär Mrz maart mrt"),
    Names("April Apr", iberian: "abril abr", others: "avril avr aprile"),
    Names("May", iberian: "mayo maio mai", others: "Mai maggio mag mei"),
    Names("June Jun", iberian: "junio junho", others: "juin Juni giugno giu"),
    Names("July Jul", iberian: "julio julho", others: "juillet juil Juli luglio lug"),
    Names("August Aug", iberian: "agosto ago", others: "août aout augustus"),
    Names(
      "September Sept Sep", iberian: "septiembre setiembre setembro set",
      others: "septembre settembre"),
    Names(
      "October Oct", iberian: "octubre outubro out", others: "octobre Oktober okt ottobre ott"),
    Names("November Nov", iberian: "noviembre novembro", others: "novembre"),
    Names(
      "December Dec", iberian: "diciembre dic dezembro dez",
      others: "décembre decembre déc Dezember dicembre"),
  ]
}
