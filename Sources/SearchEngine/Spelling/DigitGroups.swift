/// A long number of a book or a telephone, whose digits people write in groups or together.
///
///     978-0-306-40615-7   9780306406157   (555) 123-4567   555.123.4567   +49 30 901820
struct DigitGroups: Hashable {
  /// The digits between the separators; an ISBN may end with an X.
  let groups: [String]
  private let separators: Set<Unicode.Scalar>

  /// Parses a word or several words; nil if the text cannot be such a number.
  init?(_ text: String) {
    var separators: Set<Unicode.Scalar> = []
    var groups = [""]
    for scalar in text.unicodeScalars {
      if SpellingRules.isDigit(scalar) || scalar == "X" || scalar == "x" {
        groups[groups.count - 1].unicodeScalars.append(scalar)
      } else if SpellingRules.isHyphen(scalar) || " ./()+".unicodeScalars.contains(scalar) {
        separators.insert(scalar)
        if groups.last != "" { groups.append("") }
      } else {
        return nil
      }
    }
    if groups.last == "" { groups.removeLast() }
    self.groups = groups
    self.separators = separators
    guard (7...15).contains(digits.utf8.count), isISBN || isTelephone else { return nil }
  }

  /// All digits.
  var digits: String { groups.joined() }

  // MARK: Books

  /// True if the digits are an ISBN of 10 or 13 digits with a correct check digit.
  var isISBN: Bool {
    let values = digits.unicodeScalars.map { $0 == "X" || $0 == "x" ? 10 : Int($0.value) - 0x30 }
    guard values.dropLast().allSatisfy({ $0 < 10 }) else { return false }
    switch values.count {
    case 10: return Self.isCorrectISBN10(values)
    case 13: return isBookland && Self.isCorrectISBN13(values)
    default: return false
    }
  }

  private var isBookland: Bool { digits.hasPrefix("978") || digits.hasPrefix("979") }

  private static func isCorrectISBN10(_ values: [Int]) -> Bool {
    values.enumerated().reduce(0) { $0 + (10 - $1.offset) * $1.element }.isMultiple(of: 11)
  }

  private static func isCorrectISBN13(_ values: [Int]) -> Bool {
    values.enumerated().reduce(0) { $0 + ($1.offset.isMultiple(of: 2) ? 1 : 3) * $1.element }
      .isMultiple(of: 10)
  }

  /// The ISBNs of the book, each as its prefix and the rest: with 13 digits and, if there is one,
  /// with 10; empty if the number is not an ISBN.
  var isbns: [(prefix: String, rest: String)] {
    guard isISBN else { return [] }
    let digits = digits.uppercased()
    let body = digits.utf8.count == 10 ? digits.prefix(9) : digits.dropFirst(3).prefix(9)
    let prefix = digits.utf8.count == 10 ? "978" : String(digits.prefix(3))
    let checks = (0...10).map { $0 == 10 ? "X" : "\($0)" }
    func isbn(_ prefix: String) -> (prefix: String, rest: String)? {
      checks.lazy.map { String(body) + $0 }.first { DigitGroups(prefix + $0)?.isISBN ?? false }
        .map { (prefix, $0) }
    }
    return [isbn(prefix), prefix == "978" ? isbn("") : nil].compactMap { $0 }
  }

  // MARK: Telephones

  /// True if the digits may be a telephone number.
  ///
  /// Two groups with a point may be a decimal number, and two groups of the same length a range.
  var isTelephone: Bool {
    guard digits.unicodeScalars.allSatisfy(SpellingRules.isDigit), groups.count <= 6,
      !hasThousands
    else { return false }
    return groups.count != 2
      || separators != ["."] && groups[0].utf8.count != groups[1].utf8.count
  }

  /// True for 1.234.567 and 1 234 567, which are written in groups for another reason.
  private var hasThousands: Bool {
    (separators == ["."] || separators == [" "]) && groups[0].utf8.count <= 3
      && groups.dropFirst().allSatisfy { $0.utf8.count == 3 }
  }

  /// The number without the code of its country, or nil if it does not start with one.
  ///
  /// Only a number of 10 or more digits can start with a code; the rest must be long enough to
  /// identify a telephone.
  var nationalDigits: String? {
    guard digits.utf8.count >= 10, digits.utf8.first != UInt8(ascii: "0") else { return nil }
    let code = Self.codeLength(digits)
    // A code that was typed in a group with other digits is none.
    guard groups.count == 1 || groups[0].utf8.count == code else { return nil }
    return String(digits.dropFirst(code))
  }

  /// Returns the length of the country code with which a number starts, as in ITU-T E.164.
  private static func codeLength(_ digits: String) -> Int {
    if digits.hasPrefix("1") || digits.hasPrefix("7") { return 1 }
    return twoDigitCodes.contains(String(digits.prefix(2))) ? 2 : 3
  }

  private static let twoDigitCodes: Set<String> = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47",
    "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65",
    "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
  ]
}
