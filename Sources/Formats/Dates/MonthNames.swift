extension PublicationDate {
  /// Reads a date with the month as a word.
  ///
  /// The day, if any, is next to the month, and the year follows.
  static func worded(_ text: Substring) -> PublicationDate? {
    let words = text.split { " ,;|./-\u{A0}\u{202F}\t\r\n".contains($0) }
      .filter { !skippedWords.contains($0.lowercased()) }
    for at in words.indices where at + 1 < words.count {
      guard let month = month(named: words[at]) else { continue }
      let after = words[(at + 1)...]
      if let date = day(before: at, in: words, month: month, after, text)
        ?? day(after, month: month, text)
      {
        return date
      }
    }
    return nil
  }

  /// Reads a date in which the year directly follows the month, with or without a day before the
  /// month: `18 October 2021`, `October 2021`, `Mon, 18 Oct 99 14:03:00 GMT`.
  private static func day(
    before at: Int, in words: [Substring], month: Int, _ after: ArraySlice<Substring>,
    _ text: Substring
  ) -> PublicationDate? {
    guard let word = after.first else { return nil }
    let day = at > 0 ? dayOfMonth(words[at - 1]) : nil
    let time = day == nil ? "" : TimeOfDay.found(in: text[word.endIndex...])
    if let year = number(word, digits: 4...4) {
      return PublicationDate(year: year, month: month, day: day, time: time)
    }
    // A year has two digits only in the headers of old mail (RFC 5322, 4.3).
    guard let year = number(word, digits: 2...2), !time.isEmpty else { return nil }
    return PublicationDate(
      year: year + (year < 50 ? 2_000 : 1_900), month: month, day: day, time: time)
  }

  /// Reads a date with the month before the day: `October 18, 2021`, `Mon Oct 18 14:03:00 2021`,
  /// `Mon Oct 18 14:03:00 +0200 2021`.
  private static func day(
    _ after: ArraySlice<Substring>, month: Int, _ text: Substring
  ) -> PublicationDate? {
    let words = Array(after.prefix(4))
    guard words.count > 1, let day = dayOfMonth(words[0]) else { return nil }
    if let year = number(words[1], digits: 4...4) {
      let time = TimeOfDay.found(in: text[words[1].endIndex...])
      return PublicationDate(year: year, month: month, day: day, time: time)
    }
    guard words[1].contains(":"), words.count > 2,
      let last = words[2...].last(where: { number($0, digits: 4...4) != nil }),
      let year = number(last, digits: 4...4)
    else { return nil }
    let time = TimeOfDay.found(in: text[words[1].startIndex..<last.startIndex])
    return PublicationDate(year: year, month: month, day: day, time: time)
  }

  /// Returns the day of the month in `18`, `18th`, `1er` or `1º`.
  private static func dayOfMonth(_ word: Substring) -> Int? {
    let digits = word.prefix { $0.isASCII && $0.isNumber }
    guard (1...2).contains(digits.count),
      daySuffixes.contains(word[digits.endIndex...].lowercased())
    else { return nil }
    return Int(digits)
  }

  private static func month(named word: Substring) -> Int? {
    // Most words are not months, and checking the length is cheap.
    guard (3...12).contains(word.utf8.count) else { return nil }
    return months[word.lowercased()]
  }

  private static let daySuffixes: Set<String> = [
    "", "st", "nd", "rd", "th", "er", "e", "º", "ª", "°", "o",
  ]
  /// Words to skip, as in `18th of October` and `18 de octubre de 2021`.
  private static let skippedWords: Set<String> = ["of", "the", "de", "del", "di", "den"]

  /// The month names and their usual abbreviations in English, French, German, Spanish, Italian,
  /// Portuguese and Dutch.
  private static let months: [String: Int] = {
    let names = [
      "january jan janvier janv januar jänner enero ene gennaio gen janeiro januari",
      "february feb février fevrier févr fevr februar feber febrero febbraio fevereiro fev februari",
      "march mar mars märz maerz mär mrz marzo março marco maart mrt",
      "april apr avril avr abril abr aprile",
      "may mai mayo maggio mag maio mei",
      "june jun juin juni junio giugno giu junho",
      "july jul juillet juil juli julio luglio lug julho",
      "august aug août aout agosto ago augustus",
      "september sep sept septembre septiembre setiembre settembre set setembro",
      "october oct octobre oktober okt octubre ottobre ott outubro out",
      "november nov novembre noviembre novembro",
      "december dec décembre decembre déc dezember dez diciembre dic dicembre dezembro",
    ]
    var months: [String: Int] = [:]
    for (index, line) in names.enumerated() {
      for name in line.split(separator: " ") { months[String(name)] = index + 1 }
    }
    return months
  }()
}
