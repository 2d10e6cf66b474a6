extension PartialDate {
  /// Parses a date as people write it; returns nil for any other text.
  ///
  ///     numeric = year | year s month [s day] | month s year
  ///             | day s month s year | month s day s year
  ///     worded  = name | day name [year] | name day [year] | name year | year name [day]
  ///     s       = "-" | "/" | "."
  ///
  /// A year has four digits. In a worded date, any of ` -/.,` may separate the parts, a day may be
  /// an ordinal such as `18th`, and `of` and the like are ignored. A numeric date whose day and
  /// month could be swapped is ambiguous, so it is not parsed, except with full stops.
  public init?(_ text: String) {
    guard text.utf8.count <= Self.maxBytes else { return nil }
    let words = text.split(whereSeparator: Self.separators.contains).filter {
      !Self.skippedWords.contains($0.lowercased())
    }
    if words.contains(where: { MonthNames.month(named: $0) != nil }) {
      self.init(worded: words)
    } else {
      self.init(numeric: text)
    }
  }

  /// The longest date, such as `18 de septiembre del 2021`, is shorter.
  private static let maxBytes = 40

  private static let separators: Set<Character> = [
    " ", ",", ".", "-", "/", "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}",
  ]

  private init?(worded words: [Substring]) {
    var (year, month, day): (Int?, Int?, Int?) = (nil, nil, nil)
    var order = ""
    for word in words {
      if let named = MonthNames.month(named: word) {
        month = named
        order += "m"
      } else if let number = Int(digits: word, 4...4) {
        year = number
        order += "y"
      } else if let number = Self.dayOfMonth(word) {
        day = number
        order += "d"
      } else {
        return nil
      }
    }
    guard ["m", "dm", "md", "my", "ym", "dmy", "mdy", "ymd"].contains(order) else { return nil }
    self.init(year: year, month: month, day: day)
  }

  private init?(numeric text: String) {
    // The full stop or comma after a date that ends a sentence.
    let text = text.last == "." || text.last == "," ? text.dropLast() : text[...]
    let parts = text.split(omittingEmptySubsequences: false) { "-/.".contains($0) }
    let numbers = parts.compactMap { Int(digits: $0, 1...4) }
    guard numbers.count == parts.count else { return nil }
    let hasStops = !text.contains { "-/".contains($0) }
    switch parts.map({ $0.utf8.count > 2 ? $0.utf8.count : 2 }) {
    case [4]: self.init(year: numbers[0])
    case [4, 2]: self.init(year: numbers[0], month: numbers[1])
    case [2, 4]: self.init(year: numbers[1], month: numbers[0])
    case [4, 2, 2]: self.init(year: numbers[0], month: numbers[1], day: numbers[2])
    case [2, 2, 4]:
      guard let order = Self.dayAndMonth(numbers[0], numbers[1], hasStops: hasStops) else {
        return nil
      }
      self.init(year: numbers[2], month: order.month, day: order.day)
    default: return nil
    }
  }

  /// Parses a day of eight digits, such as `20211018`.
  ///
  /// Such a number is not always a date, so `init(_:)` does not read it as one.
  public init?(compact text: String) {
    guard text.utf8.count == 8, let year = Int(digits: text.prefix(4), 4...4),
      let month = Int(digits: text.dropFirst(4).prefix(2), 2...2),
      let day = Int(digits: text.suffix(2), 2...2)
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Returns the day and the month of a numeric date that ends with the year, such as `18/10/2021`;
  /// nil if the two numbers could be swapped.
  ///
  /// In a date with full stops, such as `3.4.2021`, the day comes first.
  package static func dayAndMonth(
    _ first: Int, _ second: Int, hasStops: Bool
  ) -> (day: Int, month: Int)? {
    guard first > 0, second > 0, min(first, second) <= 12 else { return nil }
    if first > 12 || first == second || (hasStops && second <= 12) { return (first, second) }
    return second > 12 ? (second, first) : nil
  }

  /// Returns the day of the month in `18`, `18th`, `1er` or `1º`.
  package static func dayOfMonth(_ word: Substring) -> Int? {
    let digits = word.prefix { $0.isASCII && $0.isNumber }
    guard daySuffixes.contains(word[digits.endIndex...].lowercased()) else { return nil }
    return Int(digits: digits, 1...2)
  }

  private static let daySuffixes: Set<String> = [
    "", "st", "nd", "rd", "th", "er", "e", "º", "ª", "°", "o",
  ]

  /// Words to skip, as in `18th of October` and `18 de octubre de 2021`.
  package static let skippedWords: Set<String> = ["of", "the", "de", "del", "di", "den"]
}

extension Int {
  /// Parses a number of ASCII digits; returns nil if `count` does not contain their number.
  ///
  /// - Precondition: `count.upperBound < 19`, so that the number cannot overflow.
  package init?(digits: some StringProtocol, _ count: ClosedRange<Int>) {
    guard count.contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    self = digits.utf8.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}
