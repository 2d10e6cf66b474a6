internal import CivilCalendar

extension PublicationDate {
  /// Reads a date with the month as a word.
  ///
  /// The day, if any, is next to the month, and the year follows.
  static func worded(_ text: Substring) -> PublicationDate? {
    let words = text.split { " ,;|./-\u{A0}\u{202F}\t\r\n".contains($0) }
      .filter { !PartialDate.skippedWords.contains($0.lowercased()) }
    for at in words.indices where at + 1 < words.count {
      guard let month = MonthNames.month(named: words[at]) else { continue }
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
    let day = at > 0 ? PartialDate.dayOfMonth(words[at - 1]) : nil
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
    guard words.count > 1, let day = PartialDate.dayOfMonth(words[0]) else { return nil }
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
}
