/// The separators of thousands and decimals: 1,234.56 is also written 1234.56, 1.234,56 and
/// 1 234,56.
///
/// In the index all separators are alike, so a number has at most two forms: with its thousands
/// apart, and with its thousands together.
extension Quantity {
  /// True for the marks between the groups of a number.
  static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "." || scalar == "," || SpellingRules.isApostrophe(scalar)
  }

  /// Returns the other form of a number: 1 234 56 for 1234.56, 1234 56 for 1,234.56.
  ///
  /// Spaces may separate thousands too. If a number may be a year or a version, or if its only mark
  /// may separate thousands or decimals, as in 1234.567, it has no other form.
  static func otherGroupings(of number: String) -> [String] {
    let groups = number.unicodeScalars.split { !SpellingRules.isDigit($0) }.map { String($0) }
    var marks = number.unicodeScalars.filter { !SpellingRules.isDigit($0) }[...]
    guard let first = groups.first, let last = groups.last, marks.count == groups.count - 1 else {
      return []
    }
    var whole = groups[...]
    var decimals: String?
    let isDecimal =
      marks.count == 1 ? last.utf8.count != 3 && marks.first != " " : marks.last != marks.first
    if isDecimal {
      guard let mark = marks.popLast(), mark == "." || mark == "," else { return [] }
      decimals = whole.popLast()
    }
    guard Set(marks).count <= 1, first.utf8.first != UInt8(ascii: "0"),
      let digits = Optional(whole.joined()), (4..<19).contains(digits.utf8.count),
      let value = Int(digits), !(1_900...2_100).contains(value),
      // A number of four digits up to 2100 is probably a year.
      value > 2_100 || decimals != nil || whole.count > 1
    else { return [] }
    let hasThousands =
      first.utf8.count <= 3 && whole.dropFirst().allSatisfy { $0.utf8.count == 3 }
    guard whole.count == 1 || hasThousands else { return [] }
    let other = whole.count == 1 ? grouped(digits) : digits
    return [decimals.map { other + " " + $0 } ?? other]
  }

  private static func grouped(_ digits: String) -> String {
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(" ") }
      result.append(digit)
    }
    return result
  }
}
