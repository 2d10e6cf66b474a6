/// Reads the time and the time zone after a date.
enum TimeOfDay {
  /// Returns `T14:03:00+02:00` for `14:03[:00[.000]][ ][PM][ ]zone`; empty if `text` is not a time.
  static func iso(_ text: Substring) -> String {
    let clock = text.prefix { $0.isASCII && $0.isNumber || $0 == ":" }
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count) else { return "" }
    let isShort = parts[0].utf8.count == 1
    var numbers = parts.enumerated().compactMap { index, part in
      number(part, digits: index == 0 ? 1...2 : 2...2)
    }
    guard numbers.count == parts.count, numbers[0] < 24, numbers[1] < 60 else { return "" }
    // A leap second becomes second 59, because most calendars have no second 60.
    if numbers.count == 2 { numbers.append(0) } else if numbers[2] == 60 { numbers[2] = 59 }
    guard numbers[2] < 60 else { return "" }
    let fraction = text[clock.endIndex...].prefix { $0 == "." || $0 == "," || $0.isNumber }
    var rest = text[fraction.endIndex...].drop(while: \.isWhitespace)
    let half = halfOfDay(rest)
    if let half {
      guard (1...12).contains(numbers[0]) else { return "" }
      numbers[0] = numbers[0] % 12 + (half.isAfternoon ? 12 : 0)
      rest = half.rest.drop(while: \.isWhitespace)
    }
    let zone = zone(rest)
    // `9:30` may be in the evening; `9:30:00` and `9:30 +0200` use the 24-hour clock.
    guard !isShort || parts.count == 3 || half != nil || !zone.isEmpty else { return "" }
    let digits = numbers.map { $0 < 10 ? "0\($0)" : "\($0)" }
    return "T" + digits.joined(separator: ":") + zone
  }

  static func iso(_ text: String) -> String { iso(text[...]) }

  /// Finds the time in the text after a date: `, 9:30 a.m. ET`, ` um 14:03 Uhr`, ` à 14h03`.
  ///
  /// A time that comes after other words, a bar, a semicolon or a year is ignored, because it
  /// belongs to something else.
  static func found(in text: Substring) -> String {
    let near = Array(text.prefix(64))
    var index = 0
    while index < near.count {
      let start = index
      if isDigit(near[index]) {
        while index < near.count, isDigit(near[index]) { index += 1 }
        if index + 1 < near.count, near[index] == ":" || near[index] == "h",
          isDigit(near[index + 1])
        {
          return time(String(near[max(start, index - 2)..<index]), near[index...])
        }
        if index - start >= 4 { return "" }
      } else if near[index].isLetter {
        while index < near.count, near[index].isLetter { index += 1 }
        guard fillers.contains(String(near[start..<index]).lowercased()) else { return "" }
      } else if "|;".contains(near[index]) {
        return ""
      } else {
        index += 1
      }
    }
    return ""
  }

  private static func time(_ hour: String, _ rest: ArraySlice<Character>) -> String {
    // Unlike `9:30`, `9h30` always uses the 24-hour clock, so its hour needs no second digit.
    let isFrench = rest.first == "h" && hour.count == 1
    return iso((isFrench ? "0" : "") + hour + ":" + String(rest.dropFirst()))
  }

  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

  /// Words between a date and its time, including the days of the week, in English, French, German,
  /// Spanish, Italian, Portuguese and Dutch.
  private static let fillers: Set<String> = Set(
    """
    at t um om a à á as às alle ore ora las los le la de h uhr uur o clock time kl
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri
    sat sun
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
    lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim
    lunes martes miércoles jueves viernes sábado domingo mié jue vie sáb dom
    lunedì martedì mercoledì giovedì venerdì sabato domenica gio sab
    segunda terça quarta quinta sexta feira seg ter qua qui sex
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  /// Reads AM or PM at the start of `text`, and returns the text after it.
  private static func halfOfDay(_ text: Substring) -> (isAfternoon: Bool, rest: Substring)? {
    let letters = text.prefix(6).lowercased()
    for mark in ["a.m.", "p.m.", "a. m.", "p. m.", "a.m", "p.m", "am", "pm"]
    where letters.hasPrefix(mark) && letters.dropFirst(mark.count).first?.isLetter != true {
      return (mark.first == "p", text.dropFirst(mark.count))
    }
    return nil
  }

  /// Returns the offset from UTC of the time zone at the start of `text`; empty if there is none.
  static func zone(_ text: Substring) -> String {
    // Ignore the name after the offset in `+0200 (CEST)` (RFC 5322, 3.3) and in
    // `-07:00[America/Los_Angeles]` (RFC 9557).
    let name = text.prefix { !$0.isWhitespace && !"(),;[".contains($0) }
    if let known = zones[name.uppercased()] { return known }
    let offsetText =
      ["GMT", "UTC"].contains(name.prefix(3).uppercased()) ? name.dropFirst(3) : name
    var digits = offsetText.dropFirst().filter { $0 != ":" }
    if digits.count == 1 { digits = "0" + digits }
    if digits.count == 2 { digits += "00" }
    guard let sign = offsetText.first, "+-".contains(sign),
      let offset = number(digits[...], digits: 4...4), offset / 100 < 24, offset % 100 < 60
    else { return "" }
    if offset == 0 { return "Z" }
    return "\(sign)\(digits.prefix(2)):\(digits.suffix(2))"
  }

  /// The zones of RFC 5322, and other abbreviations that are not ambiguous in the news.
  private static let zones = [
    "Z": "Z", "UTC": "Z", "GMT": "Z", "UT": "Z", "WET": "Z", "BST": "+01:00", "WEST": "+01:00",
    "CET": "+01:00", "MEZ": "+01:00", "CEST": "+02:00", "MESZ": "+02:00", "EET": "+02:00",
    "EEST": "+03:00", "MSK": "+03:00", "JST": "+09:00", "KST": "+09:00", "HKT": "+08:00",
    "SGT": "+08:00", "AWST": "+08:00", "AEST": "+10:00", "AEDT": "+11:00", "NZST": "+12:00",
    "NZDT": "+13:00", "EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00",
    "MST": "-07:00", "MDT": "-06:00", "PST": "-08:00", "PDT": "-07:00", "AKST": "-09:00",
    "AKDT": "-08:00", "HST": "-10:00",
  ]
}
