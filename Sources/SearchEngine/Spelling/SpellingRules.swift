internal import CivilCalendar

/// Rules that derive other ways to write a word from its letters alone.
///
/// `Spellings` looks up which of these ways the index contains.
enum SpellingRules {
  /// Returns the other ways to write `word`, as texts for FTS5's tokenizer.
  ///
  /// A space in these texts separates tokens, as a hyphen or a full stop does in an article.
  static func alternatives(to word: String) -> [String] {
    let word = trimmed(word)
    let scalars = Array(word.unicodeScalars)
    guard scalars.count <= maxLetters else { return [] }
    var texts = acronyms(scalars) + mixtures(scalars) + compounds(scalars) + versions(scalars)
    if let quantity = Quantity(scalars) { texts += quantity.alternatives }
    if let owner = owner(scalars) { texts += [owner] + alternatives(to: owner) }
    return texts
  }

  /// The maximum number of characters in a word; a longer text has no alternatives.
  static let maxLetters = 60

  /// Returns the word without the punctuation around it.
  private static func trimmed(_ word: String) -> String {
    let marks = Set<Unicode.Scalar>(
      ",;:!?()[]{}\"'#@\u{2018}\u{2019}\u{201C}\u{201D} ".unicodeScalars)
    let scalars = word.unicodeScalars
    guard let first = scalars.firstIndex(where: { !marks.contains($0) }),
      let last = scalars.lastIndex(where: { !marks.contains($0) })
    else { return "" }
    return String(scalars[first...last])
  }

  /// Returns the date that a word such as `2021-10-18` is; nil if it is none.
  static func date(_ word: String) -> PartialDate? { PartialDate(trimmed(word)) }

  /// Returns the date that eight digits such as `20211018` may be; nil if they are none of the last
  /// centuries.
  static func compactDate(_ word: String) -> PartialDate? {
    PartialDate(compact: trimmed(word)).flatMap { date in
      (1_800...2_100).contains(date.year ?? 0) ? date : nil
    }
  }

  // MARK: Acronyms

  /// Returns USA for U.S.A., and U S for US: an acronym without its full stops, or two to five
  /// capitals one by one.
  private static func acronyms(_ scalars: [Unicode.Scalar]) -> [String] {
    if (2...5).contains(scalars.count), scalars.allSatisfy(isCapital) {
      return [scalars.map { String($0) }.joined(separator: " ")]
    }
    var letters = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      guard index.isMultiple(of: 2) ? isLetter(scalar) : scalar == "." else { return [] }
      if index.isMultiple(of: 2) { letters.append(scalar) }
    }
    return letters.count >= 2 ? [String(letters)] : []
  }

  // MARK: Letters and digits side by side

  /// Returns covid 19 for covid19, 5.5 km for 5.5km, and all four ways to split h5n1.
  private static func mixtures(_ scalars: [Unicode.Scalar]) -> [String] {
    let isNumeric = scalars.indices.map { index in
      isDigit(scalars[index]) || isPoint(at: index, in: scalars)
    }
    guard zip(scalars, isNumeric).allSatisfy({ isLetter($0) || $1 }) else { return [] }
    let seams = scalars.indices.dropFirst().filter { isNumeric[$0] != isNumeric[$0 - 1] }
    guard (1...4).contains(seams.count) else { return [] }
    var texts = seams.map { String(scalars[..<$0]) + " " + String(scalars[$0...]) }
    if seams.count > 1 {
      let bounds = [0] + seams + [scalars.count]
      texts.append(
        zip(bounds, bounds.dropFirst()).map { String(scalars[$0..<$1]) }.joined(separator: " "))
    }
    return texts
  }

  /// True if the scalar at `index` is a point or comma between two digits.
  private static func isPoint(at index: Int, in scalars: [Unicode.Scalar]) -> Bool {
    (scalars[index] == "." || scalars[index] == ",") && index > 0 && index + 1 < scalars.count
      && isDigit(scalars[index - 1]) && isDigit(scalars[index + 1])
  }

  /// Returns 2.20.15 for v2.20.15, and v2.20.15 for 2.20.15.
  private static func versions(_ scalars: [Unicode.Scalar]) -> [String] {
    let hasLetter = scalars.first == "v" || scalars.first == "V"
    let number = scalars.dropFirst(hasLetter ? 1 : 0)
    let groups = number.split(separator: ".", omittingEmptySubsequences: false)
    guard groups.count > 1, groups.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isDigit) }) else {
      return []
    }
    return [hasLetter ? String(number) : "v" + String(number)]
  }

  // MARK: Adjacent words

  /// Returns the word that two adjacent words may be written as: 5km for 5 km, email for e mail,
  /// website for web site.
  ///
  /// Two numbers are never joined, because 1 5 is not 15, and neither are two letters: U S is not us.
  static func joined(_ first: String, _ second: String) -> String? {
    let (first, second) = (Array(first.unicodeScalars), Array(second.unicodeScalars))
    let scalars = first + second
    guard (2...24).contains(scalars.count), scalars.count > 2 || scalars.contains(where: isDigit),
      let last = first.last, let next = second.first,
      isLetter(last) || isLetter(next),
      scalars.indices.allSatisfy({ index in
        isLetter(scalars[index]) || isDigit(scalars[index]) || isPoint(at: index, in: scalars)
      })
    else { return nil }
    return String(scalars)
  }

  /// True if two words that may be joined often are: a letter and a word, or letters and digits.
  static func isUsuallyJoined(_ first: String, _ second: String) -> Bool {
    first.unicodeScalars.count == 1 || (first + second).unicodeScalars.contains(where: isDigit)
  }

  // MARK: Compounds

  /// Returns email for e-mail, longterm for long-term, COVID19 for COVID-19 or COVID 19, and ONeill
  /// for O'Neill.
  private static func compounds(_ scalars: [Unicode.Scalar]) -> [String] {
    if let parts = parts(scalars) {
      // Numbers joined by a hyphen are a range, a score or a date.
      guard parts.contains(where: { $0.contains(where: isLetter) }) else { return [] }
      return [parts.map { String($0) }.joined()]
    }
    guard scalars.count > 3, isLetter(scalars[0]), isApostrophe(scalars[1]),
      scalars[2...].allSatisfy(isLetter)
    else { return [] }
    return [String(scalars[0]) + String(scalars[2...])]
  }

  /// Returns the parts of a word that are joined by hyphens, or by single spaces in a phrase; nil
  /// if there is only one part or there are more than four.
  static func parts(_ word: String) -> [String]? {
    parts(Array(trimmed(word).unicodeScalars))?.map { String($0) }
  }

  private static func parts(_ scalars: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>]? {
    let parts = scalars.split(omittingEmptySubsequences: false) { isHyphen($0) || $0 == " " }
    guard (2...4).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    return parts
  }

  // MARK: Possessives

  private static let pronouns: Set<String> = [
    "he", "here", "how", "it", "let", "she", "that", "there", "what", "when", "where", "who",
  ]

  /// Returns Müller for Müller's; nil for it's, where the s stands for another word.
  private static func owner(_ scalars: [Unicode.Scalar]) -> String? {
    guard scalars.count > 3, scalars[scalars.count - 1] == "s" || scalars[scalars.count - 1] == "S",
      isApostrophe(scalars[scalars.count - 2])
    else { return nil }
    let owner = String(scalars.dropLast(2))
    return pronouns.contains(owner.lowercased()) ? nil : owner
  }

  // MARK: Kinds of characters

  static func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic }
  static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
  static func isCapital(_ scalar: Unicode.Scalar) -> Bool { ("A"..."Z").contains(scalar) }
  static func isHyphen(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "-" || ("\u{2010}"..."\u{2013}").contains(scalar)
  }
  static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "'" || scalar == "\u{2019}"
  }
}

extension String {
  fileprivate init(_ scalars: some Sequence<Unicode.Scalar>) {
    var view = UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}

/// A number as people write it: with separators, a currency before it, and a unit after it.
///
///     quantity = { letter } [currency sign] number [space or hyphen] [unit]
///     number   = digits { separator digits }
struct Quantity {
  /// The units, each with all its names.
  private static let units: [[String]] = [
    ["k", "thousand"], ["m", "mn", "million"], ["bn", "b", "billion"],
    ["tn", "trn", "trillion"],
  ]

  /// The digits with the separators between them.
  private let number: String
  private let names: [String]
  private let hasPrefix: Bool

  /// Parses a whole word; nil if it is not a quantity.
  init?(_ scalars: [Unicode.Scalar]) {
    var index = 0
    while index < scalars.count, index < 4, SpellingRules.isLetter(scalars[index]) { index += 1 }
    let hasCurrency =
      index < scalars.count && scalars[index].properties.generalCategory == .currencySymbol
    // Letters without a currency sign after them make a name, such as A380.
    guard hasCurrency || index == 0 else { return nil }
    if hasCurrency { index += 1 }
    let start = index
    while index < scalars.count,
      SpellingRules.isDigit(scalars[index])
        || (index > start && index + 1 < scalars.count && SpellingRules.isDigit(scalars[index + 1])
          && Self.isSeparator(scalars[index]))
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

  /// True if the number has a unit after it, such as billion.
  var hasUnit: Bool { !names.isEmpty }

  /// Other ways to write the quantity: 368 billion, 368bn and so on for $368bn; 20000 for 20,000
  /// and vice versa.
  var alternatives: [String] {
    if names.isEmpty { return (hasPrefix ? [number] : []) + Self.otherGroupings(of: number) }
    return names.flatMap { name in
      // A single letter after a space is not a unit of money: 5 m is a length.
      name.utf8.count == 1 ? [number + name] : [number + name, number + " " + name]
    }
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
