internal import Ranking

/// Numbers of books and telephones, whose digits texts write in groups or together.
extension Spellings {
  /// The maximum number of groups into which the digits of a telephone number are split.
  private static let maxGroups = 5
  /// The maximum number of ways to split a number that are looked up.
  private static let maxSplits = 24

  /// Adds the other ways to write a number that the index contains.
  func add(
    _ number: DigitGroups, to forms: inout WordForms, _ vocabulary: VocabularyReader
  ) throws {
    for isbn in number.isbns {
      try add(isbn.prefix + isbn.rest, to: &forms, vocabulary)
      if !isbn.prefix.isEmpty {
        try add(isbn.prefix + " " + isbn.rest, to: &forms, vocabulary)
      }
      for split in try Self.splits(ofISBN: isbn.rest, vocabulary) {
        try add(isbn.prefix + " " + split, to: &forms, vocabulary)
      }
    }
    guard number.isTelephone, number.isbns.first?.prefix.isEmpty ?? true || !number.isISBN else {
      return
    }
    try addSplits(of: number.digits, to: &forms, vocabulary)
    if let national = number.nationalDigits {
      try addSplits(of: "0" + national, to: &forms, vocabulary)
    } else if number.digits.hasPrefix("0"), !number.digits.hasPrefix("00") {
      try addInternational(number, to: &forms, vocabulary)
    }
  }

  /// Adds 30 901820 for 030/901820, which is how the number ends after the code of a country.
  ///
  /// Shorter numbers could be anything.
  private func addInternational(
    _ number: DigitGroups, to forms: inout WordForms, _ vocabulary: VocabularyReader
  ) throws {
    guard number.groups.count > 1, number.digits.utf8.count >= 8,
      let area = number.groups.first?.dropFirst(), !area.isEmpty
    else { return }
    let text = ([String(area)] + number.groups.dropFirst()).joined(separator: " ")
    try add(text, to: &forms, vocabulary)
  }

  /// Adds the digits in one group, and in the groups that the index contains side by side.
  private func addSplits(
    of digits: String, to forms: inout WordForms, _ vocabulary: VocabularyReader
  ) throws {
    try add(digits, to: &forms, vocabulary)
    var splits: [[String]] = []
    try Self.split(Array(digits.utf8)[...], [], &splits, vocabulary)
    for split in splits.sorted(by: { $0.count < $1.count }).prefix(Self.maxSplits) {
      try add(split.joined(separator: " "), to: &forms, vocabulary)
    }
  }

  /// Collects the ways to split digits into terms of the index of two to eight digits; only the
  /// first may have one.
  private static func split(
    _ digits: ArraySlice<UInt8>, _ before: [String], _ splits: inout [[String]],
    _ vocabulary: VocabularyReader
  ) throws {
    if digits.isEmpty {
      if before.count > 1 { splits.append(before) }
      return
    }
    guard before.count < maxGroups else { return }
    for length in stride(from: before.isEmpty ? 1 : 2, through: min(8, digits.count), by: 1)
    where digits.count - length != 1 {
      let group = String(decoding: digits.prefix(length), as: UTF8.self)
      guard try vocabulary.contains(group) else { continue }
      try split(digits.dropFirst(length), before + [group], &splits, vocabulary)
    }
  }

  /// Returns the ways to split an ISBN without its prefix into the groups of country, publisher,
  /// title and check digit, all of which the index contains.
  private static func splits(
    ofISBN digits: String, _ vocabulary: VocabularyReader
  ) throws -> [String] {
    let digits = Array(digits.lowercased().utf8)
    func text(_ range: Range<Int>) -> String { String(decoding: digits[range], as: UTF8.self) }
    var splits: [String] = []
    for country in 1...5 where try vocabulary.contains(text(0..<country)) {
      for publisher in (country + 1)...8
      where try vocabulary.contains(text(country..<publisher))
        && vocabulary.contains(text(publisher..<9))
      {
        let groups = [0..<country, country..<publisher, publisher..<9, 9..<10]
        splits.append(groups.map(text).joined(separator: " "))
      }
    }
    return splits
  }

  /// Returns the forms in which adjacent words may be written as one word or number.
  ///
  /// - Complexity: Usually one lookup.
  func forms(ofJoined words: [String]) throws -> WordForms {
    try cached(.words(words)) { vocabulary in
      var forms = WordForms(forms: [])
      let text = words.joined(separator: " ")
      if let number = DigitGroups(text) {
        try add(number, to: &forms, vocabulary)
      }
      for grouping in Quantity.otherGroupings(of: text) {
        try add(grouping, to: &forms, vocabulary)
      }
      if words.count == 2, let word = SpellingRules.joined(words[0], words[1]) {
        try add(word, to: &forms, vocabulary)
        if let form = forms.forms.last { forms.texts[form] = word }
      }
      return forms
    }
  }
}
