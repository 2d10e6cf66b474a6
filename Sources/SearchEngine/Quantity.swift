/// A number as people write it: with thousands set off, a currency before it, a unit behind it.
///
///     quantity = { letter } [currency sign] number [space or hyphen] [unit]
///     number   = digits { "." or "," digits }
struct Quantity {
  /// The names of a unit that mean the same.
  private static let units: [[String]] = [
    ["k", "thousand"], ["m", "mn", "million"], ["bn", "b", "billion"],
    ["tn", "trn", "trillion"],
  ]

  /// Digits with the marks between them.
  private let number: String
  private let names: [String]
  private let hasPrefix: Bool

  /// Reads a whole word, or returns nothing where it is anything else.
  init?(_ scalars: [Unicode.Scalar]) {
    var index = 0
    while index < scalars.count, index < 4, SpellingRules.isLetter(scalars[index]) { index += 1 }
    let hasCurrency =
      index < scalars.count && scalars[index].properties.generalCategory == .currencySymbol
    // Letters that no currency sign follows make a name: A380.
    guard hasCurrency || index == 0 else { return nil }
    if hasCurrency { index += 1 }
    let start = index
    while index < scalars.count,
      SpellingRules.isDigit(scalars[index])
        || (index > start && index + 1 < scalars.count && SpellingRules.isDigit(scalars[index + 1])
          && (scalars[index] == "." || scalars[index] == ","))
    {
      index += 1
    }
    guard index > start else { return nil }
    number = Self.string(scalars[start..<index])
    while index < scalars.count, index - start < 40,
      SpellingRules.isHyphen(scalars[index]) || scalars[index].properties.isWhitespace
    {
      index += 1
    }
    let name = Self.string(scalars[index...]).lowercased()
    guard let names = name.isEmpty ? [] : Self.units.first(where: { $0.contains(name) }) else {
      return nil
    }
    self.names = names
    hasPrefix = start > 0
  }

  /// 368 billion, 368bn and so on for $368bn; 20000 for 20,000 and the other way round.
  var alternatives: [String] {
    if names.isEmpty { return (hasPrefix ? [number] : []) + otherGroupings }
    return names.flatMap { name in
      // A lone letter behind a space is no unit of money: 5 m is a length.
      name.utf8.count == 1 ? [number + name] : [number + name, number + " " + name]
    }
  }

  private var otherGroupings: [String] {
    let groups = number.split { $0 == "." || $0 == "," }.map(String.init)
    let digits = groups.joined()
    guard digits.utf8.count > 3, digits.utf8.first != UInt8(ascii: "0"), digits.utf8.count < 19,
      let value = Int(digits)
    else { return [] }
    if groups.count == 1 {
      // A number of four digits up to here is a year.
      guard value > 2_100 else { return [] }
      return [Self.grouped(digits)]
    }
    guard groups[0].utf8.count <= 3, groups.dropFirst().allSatisfy({ $0.utf8.count == 3 }),
      !(1_900...2_100).contains(value)
    else { return [] }
    return [digits]
  }

  private static func grouped(_ digits: String) -> String {
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(" ") }
      result.append(digit)
    }
    return result
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
